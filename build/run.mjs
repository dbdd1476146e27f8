#!/usr/bin/env node
// The one entry behind every npm script: brings what the machine lacks, then runs the program with Node 24.
// Node built-ins only, from Node 18 on; idempotent, and quick when nothing is to do.
import { existsSync } from 'node:fs'
import process from 'node:process'
import { ensureBrowser } from './setup/browser.mjs'
import { electronBinary, obtainElectron } from './setup/electron-binary.mjs'
import { ensureFfmpeg } from './setup/ffmpeg.mjs'
import { ensureNode, ensurePackages } from './setup/packages.mjs'
import { inRoot } from './setup/paths.mjs'
import { desktop, ensureProduct, kernel, renderer, scanKernel } from './setup/products.mjs'
import { ensurePython } from './setup/python.mjs'
import { runProgram } from './setup/run-command.mjs'
import { SetupFailure, say } from './setup/say.mjs'

const serverHost = 'electron/hosts/server/main.ts'

/**
 * @param {string} nodePath
 * @param {string} script
 * @param {readonly string[]} args
 */
const runScript = (nodePath, script, args) => {
  if (!existsSync(inRoot(script))) throw new SetupFailure(`${script} is missing in this checkout.`)
  return runProgram(nodePath, [inRoot(script), ...args])
}

/**
 * Electron where it can be had, else the same app served on loopback.
 * @param {string} nodePath
 * @param {readonly string[]} args
 */
const start = async (nodePath, args) => {
  const options = args.filter((argument) => argument !== '--server')
  if (options.length < args.length || options.includes('--help') || options.includes('-h')) {
    return runScript(nodePath, serverHost, options)
  }
  const serve = (/** @type {string} */ reason) => {
    say(`No desktop window, because ${reason}: serving the same app to your browser instead.`)
    return runScript(nodePath, serverHost, options)
  }
  const electron = obtainElectron(nodePath)
  if ('reason' in electron) return serve(electron.reason)
  ensureProduct(desktop, nodePath)
  // Chromium's sandbox refuses to run as root.
  const rootOnly = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const code = await runProgram(electron.path, [...rootOnly, inRoot('.'), ...options], env)
  // What a system answers whose libraries Electron needs are not there.
  return code === 127 ? serve('Electron lacks libraries of this system') : code
}

/** @param {string} nodePath @param {readonly string[]} args */
const dist = (nodePath, args) => {
  ensureProduct(desktop, nodePath)
  const builder = inRoot('node_modules', 'electron-builder', 'cli.js')
  return runProgram(nodePath, [builder, '--config', inRoot('build', 'electron-builder.config.mjs'), ...args])
}

/**
 * What each npm script needs and runs.
 * @type {Record<string, {
 *   ffmpeg: 'required' | 'wanted',
 *   needsRenderer: (args: readonly string[]) => boolean,
 *   needsBrowser: boolean,
 *   needsPython?: boolean,
 *   run: (nodePath: string, args: readonly string[]) => Promise<number>,
 * }>}
 */
const commands = {
  start: { ffmpeg: 'wanted', needsRenderer: () => true, needsBrowser: false, run: start },
  dev: {
    ffmpeg: 'wanted',
    needsRenderer: () => false,
    needsBrowser: false,
    run: (nodePath, args) => runScript(nodePath, 'build/dev/main.ts', args),
  },
  gallery: {
    ffmpeg: 'wanted',
    needsRenderer: () => false,
    needsBrowser: false,
    run: (nodePath, args) => runScript(nodePath, 'build/dev/gallery.ts', args),
  },
  test: {
    ffmpeg: 'required',
    needsRenderer: () => true,
    needsBrowser: true,
    needsPython: true,
    run: (nodePath, args) => {
      if (electronBinary() !== null) ensureProduct(desktop, nodePath)
      return runScript(nodePath, 'build/check.ts', args)
    },
  },
  cli: {
    ffmpeg: 'wanted',
    needsRenderer: (args) => args.includes('serve'),
    needsBrowser: false,
    run: (nodePath, args) => runScript(nodePath, 'electron/hosts/cli/main.ts', args),
  },
  bench: {
    ffmpeg: 'required',
    needsRenderer: () => true,
    needsBrowser: false,
    needsPython: true,
    run: (nodePath, args) => runScript(nodePath, 'bench/main.ts', args),
  },
  screenshots: {
    ffmpeg: 'required',
    needsRenderer: () => true,
    needsBrowser: true,
    needsPython: true,
    run: (nodePath, args) => runScript(nodePath, 'e2e/screenshots/take-screenshots.ts', args),
  },
  setup: {
    ffmpeg: 'required',
    needsRenderer: () => true,
    needsBrowser: true,
    needsPython: true,
    run: async () => {
      say('Everything that GoodCLIPS needs is here.')
      return 0
    },
  },
  dist: { ffmpeg: 'wanted', needsRenderer: () => true, needsBrowser: false, run: dist },
}

const main = async () => {
  const [name = '', ...args] = process.argv.slice(2)
  const command = commands[name]
  if (command === undefined) {
    say(`Usage: node build/run.mjs ${Object.keys(commands).join('|')} [options]`)
    return 2
  }
  ensurePackages()
  const nodePath = ensureNode()
  ensureFfmpeg({ required: command.ffmpeg === 'required' })
  ensureProduct(kernel, nodePath)
  ensureProduct(scanKernel, nodePath)
  if (command.needsRenderer(args)) ensureProduct(renderer, nodePath)
  if (command.needsBrowser) ensureBrowser()
  if (command.needsPython === true) ensurePython()
  return command.run(nodePath, args)
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof SetupFailure)) throw error
  say(error.message)
  process.exitCode = 1
}
