import { runProcess } from '../../process/run-process.ts'
import { smallToolMemory } from '../memory-limits.ts'
import { listedNames, parseHasFpsMode } from '../tools.ts'
import type { FfmpegAbilities } from './decode-arguments.ts'

const limits = { wallClockMs: 20_000, noProgressMs: 20_000, memory: smallToolMemory() }

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
