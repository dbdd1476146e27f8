import type { MediaCall } from '../../domain/ports/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { runProcess } from '../../process/run-process.ts'
import { failure, failureOfExit } from '../failures.ts'
import { readingMemory } from '../memory-limits.ts'
import { probeArguments } from '../safety.ts'

/** Number of packets of the first picture of a file that was just written. */
export const countFrames = async (
  path: string,
  { limits, signal }: Pick<MediaCall, 'limits' | 'signal'>,
  { ffprobePath }: { readonly ffprobePath: string },
): Promise<Result<number>> => {
  const exit = await runProcess({
    command: ffprobePath,
    args: [
      ...['-v', 'error', '-select_streams', 'v:0', '-count_packets', '-show_entries', 'stream=nb_read_packets'],
      ...['-of', 'csv=p=0', ...probeArguments(path, limits)],
    ],
    stdout: { kind: 'collect', maxBytes: 10_000 },
    limits: { ...limits, memory: readingMemory() },
    signal,
  }).done
  const stopped = failureOfExit(exit)
  if (stopped !== null) return err(stopped)
  const frames = exit.kind === 'exited' ? Number.parseInt(exit.stdout.toString('utf8'), 10) : Number.NaN
  return Number.isFinite(frames) && frames > 0
    ? ok(frames)
    : err(failure('ffmpeg_failed', 'The clip that was written holds no picture.'))
}
