import type { Failure } from '../contract/index.ts'
import { createLineFramer } from '../process/line-framer.ts'
import type { ProcessExit } from '../process/process-spec.ts'
import { runProcess } from '../process/run-process.ts'
import { memoryLimitFailure } from './model-memory.ts'
import { type HostMessage, hostLine, parseRunnerLine, type RunnerMessage } from './protocol.ts'

/** Deadlines of a runner are its supervisor's, which knows what it is doing. */
const never = Number.MAX_SAFE_INTEGER
const tailLines = 20

/** Why a runner was killed, or misbehaved so that it had to be. */
export interface RunnerFault {
  readonly code: string
  readonly message: string
}

/** How a runner ended. */
export interface RunnerEnd {
  /** Why we killed it; null when it ended by itself. */
  readonly fault: RunnerFault | null
  readonly exit: ProcessExit
  /** What it said last on stderr. */
  readonly stderrTail: readonly string[]
}

/** What to start, and who listens. */
export interface RunnerSpec {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly maxLineBytes: number
  readonly maxMemoryBytes: number
  /** As `nice` counts: higher is less urgent. */
  readonly niceness: number
  readonly onMessage: (message: RunnerMessage) => void
  readonly onNoise: (text: string) => void
  readonly onStderrLine: (line: string) => void
}

/** A living runner. `done` never rejects and resolves when the process and its children are gone. */
export interface RunnerProcess {
  readonly pid: number | null
  /** Written in order; what a dead runner did not read is lost, its end tells. */
  readonly send: (message: HostMessage) => void
  /** Asks it to finish what runs and exit. */
  readonly shutdown: () => void
  /** SIGTERM, then SIGKILL, to the whole group. */
  readonly kill: (fault: RunnerFault) => void
  /** It was killed and may not be gone yet. */
  readonly isKilled: () => boolean
  readonly done: Promise<RunnerEnd>
}

/** Starts a program that speaks docs/runner-protocol.md. A line over the limit kills it with the fault `line_too_long`. */
export const startRunner = (spec: RunnerSpec): RunnerProcess => {
  const controller = new AbortController()
  let fault: RunnerFault | null = null
  const stderrTail: string[] = []

  const kill = (why: RunnerFault): void => {
    fault ??= why
    controller.abort()
  }
  const onLine = (text: string): void => {
    if (fault !== null) return
    const line = parseRunnerLine(text)
    if (line.kind === 'message') spec.onMessage(line.message)
    else spec.onNoise(line.text)
  }
  // Messages are ASCII, so that the framer's units are bytes; the newline counts, too.
  const lines = createLineFramer(spec.maxLineBytes - 1, onLine, () => {
    const size = `${Math.round(spec.maxLineBytes / 2 ** 20)} MiB`
    kill({ code: 'line_too_long', message: `It wrote a line of more than ${size}.` })
  })
  const run = runProcess({
    command: spec.command,
    args: spec.args,
    env: spec.env,
    stdin: 'pipe',
    stdout: {
      kind: 'stream',
      onData: lines.push,
    },
    onStderrLine: (line) => {
      stderrTail.push(line)
      if (stderrTail.length > tailLines) stderrTail.shift()
      spec.onStderrLine(line)
    },
    limits: {
      wallClockMs: never,
      noProgressMs: never,
      memory: { maxBytes: spec.maxMemoryBytes, isHard: false },
    },
    signal: controller.signal,
    niceness: spec.niceness,
  })

  /** Lines wait here while the pipe is full, so that a runner that does not read costs its queue and no more. */
  const waiting: string[] = []
  let full = false
  let ended = false
  const flush = (): void => {
    const { stdin } = run
    if (stdin === null || full || !stdin.writable) return
    for (let line = waiting.shift(); line !== undefined; line = waiting.shift()) {
      if (stdin.write(line)) continue
      full = true
      stdin.once('drain', () => {
        full = false
        flush()
      })
      return
    }
    if (ended) stdin.end()
  }
  const send = (message: HostMessage): void => {
    if (ended) return
    waiting.push(hostLine(message))
    flush()
  }

  return {
    pid: run.pid,
    send,
    shutdown: () => {
      send({ type: 'shutdown' })
      ended = true
      flush()
    },
    kill,
    isKilled: () => fault !== null,
    done: run.done.then((exit) => {
      lines.flush()
      return { fault, exit, stderrTail }
    }),
  }
}

const exitSentence = (exit: ProcessExit): string => {
  switch (exit.kind) {
    case 'exited':
      return `It ended by itself with code ${exit.code}.`
    case 'signalled':
      return `It was ended by ${exit.signal}.`
    case 'aborted':
      return exit.cause instanceof Error ? `Its output could not be read: ${exit.cause.message}.` : 'It was stopped.'
    case 'memory-limit':
      return memoryLimitFailure(exit.maxBytes).message
    case 'timed-out':
    case 'output-limit':
      return 'It was stopped at a limit.'
    case 'not-started':
      return `It could not be started: ${exit.reason}.`
  }
}

/** What a line looks like that says why a program ended; stack traces come before or after it. */
const telling = /error|exception|fault|abort|killed|memory/i

/** The end of a runner in a sentence for a person, with the last telling thing it said. */
export const describeEnd = (end: RunnerEnd): string => {
  const last =
    end.stderrTail.findLast((line) => telling.test(line)) ?? end.stderrTail.findLast((line) => line.trim().length > 0)
  const why = end.fault?.message ?? exitSentence(end.exit)
  return last === undefined ? why : `${why} Its last words: ${last.trim().slice(0, 300)}`
}

/** The program is not there or may not run: trying again is of no use. */
export const startFailure = (end: RunnerEnd): Failure | null =>
  end.exit.kind === 'not-started'
    ? {
        code: 'environment',
        message: `The program that runs the model could not be started: ${end.exit.reason}.`,
        remedy: 'Set up the Python environment again on the Models page.',
      }
    : null
