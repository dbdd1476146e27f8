import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'
import { inRoot, rootPath } from './paths.mjs'

/** How many lines of a log a failed step shows. */
const shownLines = 20

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [timeoutMs]
 * @property {boolean} [shell]
 */

/**
 * Runs a command to its end and appends what it prints to the log.
 * @typedef {(command: string, args: readonly string[], options?: CommandOptions) => boolean} RunLogged
 */

/** Where the output of a step is kept until it runs again. Not in node_modules, which `npm ci` empties. @param {string} name */
export const logPath = (name) => inRoot('.cache', 'logs', `${name}.log`)

/** @param {string} path @returns {RunLogged} */
const runInto = (path) => (command, args, options) => {
  const log = openSync(path, 'a')
  try {
    writeSync(log, `$ ${[command, ...args].join(' ')}\n`)
    const result = spawnSync(command, [...args], {
      cwd: options?.cwd ?? rootPath,
      env: options?.env ?? process.env,
      stdio: ['ignore', log, log],
      shell: options?.shell ?? false,
      windowsHide: true,
      ...(options?.timeoutMs === undefined ? {} : { timeout: options.timeoutMs, killSignal: 'SIGKILL' }),
    })
    if (result.error !== undefined) writeSync(log, `\n${result.error.message}\n`)
    else if (result.status !== 0) writeSync(log, `\n${command} ended with ${result.status ?? result.signal}\n`)
    return result.status === 0
  } finally {
    closeSync(log)
  }
}

/** The last lines that say something. @param {string} path */
const tailOf = (path) =>
  (existsSync(path) ? readFileSync(path, 'utf8') : '')
    // What a progress bar overwrote is not worth a line.
    .split('\n')
    .map(
      (line) =>
        line
          .split('\r')
          .findLast((part) => part.trim() !== '')
          ?.trimEnd() ?? '',
    )
    .filter((line) => line !== '')
    .slice(-shownLines)

/**
 * One step of the set-up: one line on stderr (stdout belongs to the program that is started), the output of its commands
 * in a log. When it fails, the last lines of the log and its path follow.
 * @param {string} text what is done, as the person reads it
 * @param {string} name of the log
 * @param {(run: RunLogged) => boolean} work answers whether it worked
 * @param {{ optional?: boolean }} [options] an optional step that fails says so in its one line
 * @returns {boolean} what `work` answered
 */
export const step = (text, name, work, options = {}) => {
  const path = logPath(name)
  mkdirSync(dirname(path), { recursive: true })
  rmSync(path, { force: true })
  const startedAt = Date.now()
  process.stderr.write(`${text} … `)
  let done = false
  try {
    done = work(runInto(path))
  } finally {
    const seconds = `${((Date.now() - startedAt) / 1000).toFixed(1)} s`
    const end = done
      ? `done in ${seconds}`
      : `failed after ${seconds}${options.optional === true ? `, see ${path}` : ''}`
    process.stderr.write(`${end}\n`)
  }
  if (!done && options.optional !== true) {
    process.stderr.write(
      `${tailOf(path)
        .map((line) => `  | ${line}\n`)
        .join('')}All of its output: ${path}\n`,
    )
  }
  return done
}
