import type { MediaCall, ProbeResult } from '../../domain/ports/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { createLineFramer } from '../../process/line-framer.ts'
import { runProcess } from '../../process/run-process.ts'
import { failure, failureOfExit } from '../failures.ts'
import { decodingMemory } from '../memory-limits.ts'
import { inputArguments } from '../safety.ts'

const maxLineLength = 1000

/** A decoded picture: when it is shown, in s, and the checksum of its pixels. */
export interface DecodedSum {
  readonly time: number
  readonly sum: string
}

/** What is decoded: a stream, from a place on that ffmpeg looks for, and what of it (times in s of the file). */
export interface DecodedPart {
  readonly stream: string
  readonly seek: number | null
  readonly between: { readonly from: number; readonly to: number } | null
}

/** Decodes pictures and sums them up, in order of presentation. */
export const decodedSums = async (
  { path, limits, signal }: MediaCall,
  probe: Pick<ProbeResult, 'codedWidth' | 'codedHeight'>,
  { stream, seek, between }: DecodedPart,
  { ffmpegPath, fpsMode }: { readonly ffmpegPath: string; readonly fpsMode: boolean },
): Promise<Result<readonly DecodedSum[]>> => {
  const sums: DecodedSum[] = []
  let tick = 0
  const lines = createLineFramer(maxLineLength, (line) => {
    const [, num, den] = /^#tb 0: (\d+)\/(\d+)/.exec(line) ?? []
    if (num !== undefined && den !== undefined) tick = Number(num) / Number(den)
    if (line.startsWith('#')) return
    const cells = line.split(',')
    sums.push({ time: Number(cells[2]) * tick, sum: cells.at(-1)?.trim() ?? '' })
  })
  const trim =
    between === null
      ? []
      : ['-filter:0', `trim=start=${between.from.toFixed(6)}:end=${between.to.toFixed(6)}`, '-t', '1000000']
  const exit = await runProcess({
    command: ffmpegPath,
    args: [
      ...['-hide_banner', '-loglevel', 'error', '-nostats', '-copyts'],
      ...(seek === null ? [] : ['-noaccurate_seek', '-ss', seek.toFixed(6)]),
      ...['-noautorotate', ...inputArguments(path, limits), '-map', stream, ...trim],
      ...[fpsMode ? '-fps_mode' : '-vsync', 'passthrough', '-enc_time_base', '-1', '-f', 'framemd5', '-'],
    ],
    stdout: { kind: 'stream', onData: lines.push },
    limits: { ...limits, memory: decodingMemory(probe) },
    signal,
  }).done
  const stopped = failureOfExit(exit)
  if (stopped !== null) return err(stopped)
  return exit.kind === 'exited' && exit.code === 0
    ? ok(sums)
    : err(failure('ffmpeg_failed', 'What was written could not be decoded.'))
}
