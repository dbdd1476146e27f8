import { statSync } from 'node:fs'
import { aptInstall, canUseApt, installCommand } from './apt.mjs'
import { findOnPath } from './paths.mjs'
import { askCommand } from './run-command.mjs'
import { SetupFailure, say } from './say.mjs'
import { readStamp, writeStamp } from './stamps.mjs'

const oldestMajor = 5

/**
 * Major version in the first line of `ffmpeg -version`. Builds from git (`N-…`, `git-…`) count as newest.
 * @param {string} output
 * @returns {number | null}
 */
export const ffmpegMajor = (output) => {
  const version = /^ff(?:mpeg|probe) version (\S+)/.exec(output)?.[1]
  if (version === undefined) return null
  const major = /^n?(\d+)[.-]/.exec(version)?.[1]
  return major === undefined ? Number.POSITIVE_INFINITY : Number(major)
}

/**
 * What is wrong with the program, or null.
 * @param {'ffmpeg' | 'ffprobe'} name
 * @returns {string | null}
 */
const problemOf = (name) => {
  const path = findOnPath(name)
  if (path === null) return `${name} is not installed`
  // Asking for the version costs more than the whole rest of an idle set-up: remember it by file.
  const { mtimeMs, size } = statSync(path)
  const identity = `${path} ${mtimeMs} ${size}`
  if (readStamp(name) === identity) return null
  const { code, output } = askCommand(path, ['-hide_banner', '-version'], { timeoutMs: 20_000 })
  const major = code === 0 ? ffmpegMajor(output) : null
  if (major === null) return `${path} does not run`
  if (major < oldestMajor) return `${path} is version ${major}`
  writeStamp(name, identity)
  return null
}

const problem = () => problemOf('ffmpeg') ?? problemOf('ffprobe')

/**
 * ffmpeg and ffprobe ≥ 5. Without them the app starts and says so; tests cannot run.
 * @param {{ required: boolean }} options
 */
export const ensureFfmpeg = ({ required }) => {
  let found = problem()
  if (found !== null && canUseApt()) {
    aptInstall(['ffmpeg'])
    found = problem()
  }
  if (found === null) return
  const command = installCommand({ apt: 'ffmpeg', brew: 'ffmpeg', winget: 'Gyan.FFmpeg' })
  const message = `GoodCLIPS needs ffmpeg and ffprobe ≥ ${oldestMajor}, but ${found}. Install them:\n  ${command}`
  if (required) throw new SetupFailure(message)
  say(`${message}\nUntil then the app runs, but videos cannot be imported.`)
}
