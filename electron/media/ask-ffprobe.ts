import type { MediaCall } from '../domain/ports/index.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { runProcess } from '../process/run-process.ts'
import { failureOfExit } from './failures.ts'
import { probingMemory } from './memory-limits.ts'
import { probeArguments } from './safety.ts'

/** What ffprobe is asked, and within which bounds. */
export interface FfprobeQuestion {
  /** Options that say what it shows, `-show_streams` or the like. */
  readonly options: readonly string[]
  readonly wallClockMs: number
  readonly largestOutputBytes: number
}

/**
 * What ffprobe answers as JSON; null where it gave up or its answer is none. Fails only where it was stopped: cancelled, or over a
 * limit.
 */
export const askFfprobe = async (
  call: MediaCall,
  { options, wallClockMs, largestOutputBytes }: FfprobeQuestion,
  ffprobePath: string,
): Promise<Result<unknown>> => {
  const exit = await runProcess({
    command: ffprobePath,
    args: ['-v', 'error', ...options, '-of', 'json=c=1', ...probeArguments(call.path, call.limits)],
    stdout: { kind: 'collect', maxBytes: largestOutputBytes },
    limits: { ...call.limits, wallClockMs, memory: probingMemory(call.limits) },
    signal: call.signal,
  }).done
  const stopped = failureOfExit(exit)
  if (stopped !== null) return err(stopped)
  try {
    return ok(exit.kind === 'exited' ? JSON.parse(exit.stdout.toString('utf8')) : null)
  } catch {
    return ok(null)
  }
}
