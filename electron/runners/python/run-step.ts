import type { Failure } from '../../contract/index.ts'
import { cancelled } from '../../domain/failure.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { createLineFramer } from '../../process/line-framer.ts'
import type { ProcessExit } from '../../process/process-spec.ts'
import { runProcess } from '../../process/run-process.ts'
import { memoryLimitFailure } from '../model-memory.ts'

/** One program of a set-up, run to its end. */
export interface SetupStep {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** Lines of stdout and stderr as they come. */
  readonly onLine?: (line: string) => void
  readonly wallClockMs: number
  readonly noProgressMs: number
  /** Of memory; default 4 GB. */
  readonly maxMemoryBytes?: number
}

/** How a step went: its stdout, and the end of its stderr for whoever explains a failure. */
export interface StepEnd {
  readonly stdout: string
  readonly code: number
  readonly stderrTail: readonly string[]
}

/** Installers and converters work file by file. */
const defaultMemoryBytes = 4 * 2 ** 30
const maxStdoutBytes = 4 * 2 ** 20
const longestLine = 2 ** 20
/** A person waits for it: behind their own work, ahead of decoding. */
const niceness = 5

const explain = (command: string, exit: Exclude<ProcessExit, { readonly kind: 'exited' }>): Failure => {
  const program = command.split(/[\\/]/).at(-1) ?? command
  switch (exit.kind) {
    case 'aborted':
      return cancelled
    case 'not-started':
      return {
        code: 'program_missing',
        message: `${program} could not be started: ${exit.reason}.`,
        remedy: 'Check that it is installed and may be run.',
      }
    case 'timed-out':
      return {
        code: 'stalled',
        message: `${program} did not get any further.`,
        remedy: 'Check the connection and the disk, then try again.',
      }
    case 'signalled':
      return {
        code: 'program_crashed',
        message: `${program} was ended by ${exit.signal}.`,
        remedy: 'The machine may have run out of memory: close other programs, then try again.',
      }
    case 'memory-limit':
      return memoryLimitFailure(exit.maxBytes)
    case 'output-limit':
      return { code: 'program_crashed', message: `${program} wrote far too much.`, remedy: 'Try again.' }
  }
}

/** Runs a step; only an end by itself is a success, whatever its exit code. */
export const runStep = async (step: SetupStep): Promise<Result<StepEnd>> => {
  const chunks: Buffer[] = []
  let size = 0
  const lines = createLineFramer(longestLine, (line) => step.onLine?.(line))
  const exit = await runProcess({
    command: step.command,
    args: step.args,
    env: step.env,
    stdout: {
      kind: 'stream',
      onData: (chunk) => {
        size += chunk.length
        if (size > maxStdoutBytes) throw new Error('too much output')
        chunks.push(chunk)
        lines.push(chunk)
      },
    },
    onStderrLine: (line) => step.onLine?.(line),
    limits: {
      wallClockMs: step.wallClockMs,
      noProgressMs: step.noProgressMs,
      memory: { maxBytes: step.maxMemoryBytes ?? defaultMemoryBytes, isHard: false },
    },
    signal: step.signal,
    niceness,
  }).done
  lines.flush()
  if (exit.kind !== 'exited') return err(explain(step.command, exit))
  return ok({ stdout: Buffer.concat(chunks).toString('utf8'), code: exit.code, stderrTail: exit.stderrTail })
}
