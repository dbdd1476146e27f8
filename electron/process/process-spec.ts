import type { Writable } from 'node:stream'

/** How much memory a process and its children may hold: it is stopped when they hold more. */
export interface MemoryLimit {
  /** Bytes that the whole group may hold, resident or swapped out (see `watchMemory`). */
  readonly maxBytes: number
  /**
   * Whether the kernel, where it can (Linux), also refuses the process memory well beyond `maxBytes`, for what grows faster
   * than anyone looks. False for programs that reserve much more than they use, as CUDA does.
   */
  readonly isHard: boolean
}

/** What to run and under which limits. The environment is scrubbed; `env` adds to it. */
export interface ProcessSpec {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: 'ignore' | 'pipe'
  readonly stdout:
    | { readonly kind: 'ignore' }
    | { readonly kind: 'collect'; readonly maxBytes: number }
    | {
        readonly kind: 'stream'
        /**
         * Takes a chunk of stdout. When it returns a promise, the next chunk and the end of the process wait for it
         * (back-pressure).
         */
        readonly onData: (chunk: Buffer) => void | Promise<void>
      }
  /** Consumers of further outputs, which the process writes to the descriptors 3, 4, … (`pipe:3` for ffmpeg). */
  readonly extraOutputs?: readonly ((chunk: Buffer) => void | Promise<void>)[]
  /** Complete lines of stderr, without the newline. */
  readonly onStderrLine?: (line: string) => void
  readonly limits: {
    readonly wallClockMs: number
    /**
     * The process is stopped after this many ms without output, without a consumer finishing, and without a `touch()`.
     */
    readonly noProgressMs: number
    /** Largest file the process may write (prlimit where there is one). */
    readonly maxFileBytes?: number
    readonly memory: MemoryLimit
  }
  readonly signal: AbortSignal
  /** 0…19; default 10, so that the person's own work and the UI come first. */
  readonly niceness?: number
}

/** How a process ended. `stderrTail` holds the last 40 lines. */
export type ProcessExit =
  | { readonly kind: 'exited'; readonly code: number; readonly stdout: Buffer; readonly stderrTail: readonly string[] }
  | { readonly kind: 'signalled'; readonly signal: string; readonly stderrTail: readonly string[] }
  /** Through the signal, or because a consumer threw or an output could not be read: then `cause` holds that. */
  | { readonly kind: 'aborted'; readonly cause?: unknown }
  | { readonly kind: 'timed-out'; readonly clock: 'wall' | 'progress'; readonly stderrTail: readonly string[] }
  | { readonly kind: 'output-limit'; readonly stderrTail: readonly string[] }
  | { readonly kind: 'memory-limit'; readonly maxBytes: number; readonly stderrTail: readonly string[] }
  | { readonly kind: 'not-started'; readonly reason: string }

/**
 * A process that an owner reaps: `done` never rejects and resolves only when the whole group is gone and every consumer
 * has had its last byte (of a stopped process: has ended its call, or hung for a second).
 */
export interface RunningProcess {
  readonly pid: number | null
  readonly stdin: Writable | null
  /** Resets the clock of `noProgressMs`. */
  readonly touch: () => void
  readonly done: Promise<ProcessExit>
}
