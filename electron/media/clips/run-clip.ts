import { diskFull } from '../../domain/failure.ts'
import type { ClipCall } from '../../domain/ports/clip-port.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { runProcess } from '../../process/run-process.ts'
import { complainsOfFullDisk, failure, failureOfExit } from '../failures.ts'
import { decodingMemory } from '../memory-limits.ts'
import { createProgressParser } from '../proxy/progress-parser.ts'
import { type ClipPlan, clipArguments } from './clip-arguments.ts'

/** Far above what a clip takes: a larger output is a fault of ffmpeg. */
const mostBytes = (plan: ClipPlan): number => {
  const { codedWidth, codedHeight } = plan.call.probe
  return 2 ** 30 + Math.ceil(((plan.end - plan.start) / plan.cut.frameSeconds) * codedWidth * codedHeight * 8)
}

/** Writes what a plan says. */
export const runClip = async (
  plan: ClipPlan,
  call: ClipCall,
  { ffmpegPath }: { readonly ffmpegPath: string },
): Promise<Result<null>> => {
  const lengthMs = (plan.end - plan.start) * 1000
  const exit = await runProcess({
    command: ffmpegPath,
    args: clipArguments(plan),
    stdout: {
      kind: 'stream',
      onData: createProgressParser((positionMs) =>
        call.onProgress({ positionMs, fraction: Math.min(1, positionMs / lengthMs) }),
      ),
    },
    limits: { ...call.limits, maxFileBytes: mostBytes(plan), memory: decodingMemory(call.probe) },
    signal: call.signal,
  }).done
  const stopped = failureOfExit(exit)
  if (stopped !== null) return err(stopped)
  if ('stderrTail' in exit && complainsOfFullDisk(exit.stderrTail)) return err(diskFull)
  if (exit.kind === 'exited' && exit.code === 0) return ok(null)
  const lastLine = 'stderrTail' in exit ? exit.stderrTail.at(-1) : undefined
  return err(failure('ffmpeg_failed', `The clip could not be written: ${lastLine ?? 'ffmpeg gave up'}`))
}
