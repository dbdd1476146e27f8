import { runProcess } from '../../process/run-process.ts'
import { smallToolMemory } from '../memory-limits.ts'
import { listedNames } from '../tools.ts'
import type { FfmpegAbilities } from './decode-arguments.ts'

const limits = { wallClockMs: 20_000, noProgressMs: 20_000, memory: smallToolMemory() }

/** Reads the output of `ffmpeg -version`; builds without a number are taken for new ones. */
export const parseHasFpsMode = (versionOutput: string): boolean => {
  const version = /^ffmpeg version n?(\d+)\.(\d+)/.exec(versionOutput)
  if (version === null) return true
  const [major, minor] = [Number(version[1]), Number(version[2])]
  return major > 5 || (major === 5 && minor >= 1)
}

const outputOf = async (ffmpegPath: string, args: readonly string[]): Promise<string> => {
  const exit = await runProcess({
    command: ffmpegPath,
    args,
    stdout: { kind: 'collect', maxBytes: 1 << 20 },
    limits,
    signal: AbortSignal.timeout(limits.wallClockMs),
  }).done
  return exit.kind === 'exited' ? exit.stdout.toString('utf8') : ''
}

const read = async (ffmpegPath: string): Promise<FfmpegAbilities> => {
  const [version, filters] = await Promise.all([
    outputOf(ffmpegPath, ['-hide_banner', '-version']),
    outputOf(ffmpegPath, ['-hide_banner', '-loglevel', 'error', '-filters']),
  ])
  const names = listedNames(filters)
  return { fpsMode: parseHasFpsMode(version), zscale: names.has('zscale'), tonemap: names.has('tonemap') }
}

const known = new Map<string, Promise<FfmpegAbilities>>()

/** What this ffmpeg can do; asked once per program path. */
export const ffmpegAbilities = (ffmpegPath: string): Promise<FfmpegAbilities> => {
  const asked = known.get(ffmpegPath)
  if (asked) return asked
  const asking = read(ffmpegPath)
  known.set(ffmpegPath, asking)
  return asking
}
