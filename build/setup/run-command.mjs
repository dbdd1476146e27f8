import { spawn, spawnSync } from 'node:child_process'
import process from 'node:process'
import { rootPath } from './paths.mjs'

/**
 * Runs a command that answers a question of the set-up, without a line on the terminal.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('./step.mjs').CommandOptions} [options]
 * @returns {{ code: number, output: string }} stdout, then stderr; code 124 means the time limit
 */
export const askCommand = (command, args, options = {}) => {
  const result = spawnSync(command, [...args], {
    cwd: options.cwd ?? rootPath,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    shell: options.shell ?? false,
    windowsHide: true,
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs, killSignal: 'SIGKILL' }),
  })
  if (result.error !== undefined && result.status === null) {
    const timedOut = 'code' in result.error && result.error.code === 'ETIMEDOUT'
    return { code: timedOut ? 124 : 127, output: result.error.message }
  }
  return { code: result.status ?? 1, output: `${result.stdout ?? ''}${result.stderr ?? ''}` }
}

/**
 * Runs the program itself: same terminal, signals handed on, its exit code is ours.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>}
 */
export const runProgram = (command, args, env = process.env) =>
  new Promise((resolve) => {
    const child = spawn(command, [...args], { stdio: 'inherit', env })
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      // Ctrl-C reaches the whole terminal group by itself; a second SIGINT would look like an impatient person.
      if (signal === 'SIGINT' && process.stdin.isTTY) return
      child.kill(signal)
    }
    for (const signal of signals) process.on(signal, forward)
    child.on('error', (error) => {
      process.stderr.write(`Could not start ${command}: ${error.message}\n`)
      resolve(127)
    })
    child.on('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward)
      resolve(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1))
    })
  })
