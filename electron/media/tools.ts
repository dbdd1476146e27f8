import type { MediaTools } from '../domain/ports/index.ts'
import type { Result } from '../domain/result.ts'
import { err, ok } from '../domain/result.ts'
import { runProcess } from '../process/run-process.ts'
import { failure, failureOfExit, ffmpegInstallRemedy, ffmpegMissing } from './failures.ts'
import { smallToolMemory } from './memory-limits.ts'

/** Where the two programs are: absolute paths, or names to be found in `PATH`. */
export interface ToolPaths {
  readonly ffmpegPath: string
  readonly ffprobePath: string
}

/** What the app needs to know of an ffmpeg build. */
export interface ToolAbilities extends MediaTools {
  /** H.264 and AAC can be encoded; otherwise proxies are VP9 and Opus. */
  readonly h264: boolean
  /** Has `-fps_mode` (5.1 and later); older ones know `-vsync`. */
  readonly fpsMode: boolean
  /** Writes text into pictures. */
  readonly drawText: boolean
  /** Names of all encoders. */
  readonly encoders: ReadonlySet<string>
}

const oldestMajor = 5
const limits = { wallClockMs: 15_000, noProgressMs: 15_000, memory: smallToolMemory() }

/** Version and major number from the first line of `-version`; development builds (`N-…`, `git-…`) count as new. */
export const parseVersion = (output: string): { readonly version: string; readonly major: number } | null => {
  const version = /^ff(?:mpeg|probe) version (\S+)/m.exec(output)?.[1]
  if (version === undefined) return null
  const major = /^n?(\d+)\./.exec(version)?.[1]
  return { version, major: major === undefined ? Number.POSITIVE_INFINITY : Number(major) }
}

/** Reads the output of `ffmpeg -version`; builds without a number are taken for new ones. */
export const parseHasFpsMode = (versionOutput: string): boolean => {
  const version = /^ffmpeg version n?(\d+)\.(\d+)/.exec(versionOutput)
  if (version === null) return true
  const [major, minor] = [Number(version[1]), Number(version[2])]
  return major > 5 || (major === 5 && minor >= 1)
}

/** Names in the listing that `ffmpeg -filters` or `-encoders` prints (second column). */
export const listedNames = (output: string): ReadonlySet<string> =>
  new Set(output.split('\n').flatMap((line) => /^ [A-Z.|]{2,6} +([\w-]+) /.exec(line)?.[1] ?? []))

const ask = async (command: string, argument: string): Promise<Result<string>> => {
  const exit = await runProcess({
    command,
    args: ['-hide_banner', argument],
    stdout: { kind: 'collect', maxBytes: 1024 * 1024 },
    limits,
    signal: new AbortController().signal,
  }).done
  const stopped = failureOfExit(exit)
  if (stopped !== null) return err(stopped)
  if (exit.kind !== 'exited' || exit.code !== 0) return err(ffmpegMissing(`${command} does not run`))
  return ok(exit.stdout.toString('utf8'))
}

const version = async (command: string): Promise<Result<string>> => {
  const answer = await ask(command, '-version')
  if (!answer.ok) return answer
  const found = parseVersion(answer.value)
  if (found === null) return err(ffmpegMissing(`${command} does not say its version`))
  if (found.major >= oldestMajor) return ok(found.version)
  const message = `${command} is version ${found.version}; GoodCLIPS needs ${oldestMajor} or newer.`
  return err(failure('ffmpeg_missing', message, ffmpegInstallRemedy(process.platform)))
}

/**
 * Versions of ffmpeg and ffprobe and what this build can do; a failure with the install command when they are missing.
 */
export const inspectTools = async (paths: ToolPaths): Promise<Result<ToolAbilities>> => {
  const [ffmpeg, ffprobe] = await Promise.all([version(paths.ffmpegPath), version(paths.ffprobePath)])
  if (!ffmpeg.ok) return ffmpeg
  if (!ffprobe.ok) return ffprobe
  const [filters, encoders] = await Promise.all([ask(paths.ffmpegPath, '-filters'), ask(paths.ffmpegPath, '-encoders')])
  if (!filters.ok) return filters
  if (!encoders.ok) return encoders
  const filterNames = listedNames(filters.value)
  const encoderNames = listedNames(encoders.value)
  return ok({
    ffmpegVersion: ffmpeg.value,
    ffprobeVersion: ffprobe.value,
    toneMapping: filterNames.has('zscale') && filterNames.has('tonemap'),
    fpsMode: parseHasFpsMode(`ffmpeg version ${ffmpeg.value}`),
    drawText: filterNames.has('drawtext'),
    encoders: encoderNames,
    h264: encoderNames.has('libx264') && encoderNames.has('aac'),
  })
}
