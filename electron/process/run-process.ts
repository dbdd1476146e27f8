import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { dataLimit, limitTools, wrapCommand } from './command-wrappers.ts'
import { scrubbedEnvironment } from './environment.ts'
import { findCommand } from './find-command.ts'
import { createLineFramer } from './line-framer.ts'
import { watchMemory } from './memory-watch.ts'
import { endGroup, trackGroup } from './process-group.ts'
import type { ProcessExit, ProcessSpec, RunningProcess } from './process-spec.ts'

const maxLineLength = 8192
const tailLines = 40
const defaultNiceness = 10
/**
 * After a stop, in ms: outputs that a process outside the group still holds open, and consumers that hang, are no
 * longer waited for.
 */
const abandonedMs = 1000
const longestTimerMs = 2 ** 31 - 1

type Consumer = (chunk: Buffer) => void | Promise<void>
type StopReason = Extract<ProcessExit, { kind: 'aborted' | 'timed-out' | 'output-limit' | 'memory-limit' }>

const refused = (exit: ProcessExit): RunningProcess => ({
  pid: null,
  stdin: null,
  touch: () => {},
  done: Promise.resolve(exit),
})

const start = (spec: ProcessSpec): ChildProcess | string => {
  const environment = scrubbedEnvironment(process.env, spec.env)
  const command = findCommand(spec.command, environment)
  if (command === null) return `${spec.command} was not found`
  const { maxFileBytes, memory } = spec.limits
  const line = wrapCommand(
    { command, args: spec.args },
    {
      niceness: spec.niceness ?? defaultNiceness,
      maxFileBytes,
      maxDataBytes: memory.isHard ? dataLimit(memory.maxBytes) : undefined,
    },
    limitTools(environment),
  )
  try {
    return spawn(line.command, line.args, {
      // A group of its own on POSIX, so that signals reach grandchildren. On Windows the job object does that.
      detached: process.platform !== 'win32',
      env: environment,
      stdio: [
        spec.stdin ?? 'ignore',
        spec.stdout.kind === 'ignore' ? 'ignore' : 'pipe',
        'pipe',
        ...(spec.extraOutputs ?? []).map(() => 'pipe' as const),
      ],
      windowsHide: true,
    })
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause)
  }
}

/**
 * Starts a child process that has one owner: this function reaps it.
 *
 * The child gets a process group of its own, a scrubbed environment, low priority, limits of file size and memory and
 * (Linux) a death signal bound to the starting thread. When the signal aborts, a clock runs out, or output or memory grow
 * past their limits, the whole group gets SIGTERM, 400 ms later SIGKILL; members that outlive a normal exit of the leader are
 * ended too. Each output is read in order and to its end, and its consumer is called again only when its last call has
 * ended, also when the child is long gone. `done` resolves after all of that, and never rejects. A consumer that throws
 * stops the process as if aborted; once stopped, outputs are closed and nothing more is handed over.
 */
export const runProcess = (spec: ProcessSpec): RunningProcess => {
  if (spec.signal.aborted) return refused({ kind: 'aborted' })
  const child = start(spec)
  if (typeof child === 'string') return refused({ kind: 'not-started', reason: child })
  const { pid } = child
  // Without a pid the spawn failed; the reason arrives as an 'error' event.
  if (pid !== undefined) trackGroup(pid)

  let stopReason: StopReason | null = null
  let ending: Promise<void> | null = null
  let lastProgress = performance.now()
  const startedAt = lastProgress
  const stderrTail: string[] = []
  const collected: Buffer[] = []
  let collectedBytes = 0
  const stopped = Promise.withResolvers<void>()

  const touch = (): void => {
    lastProgress = performance.now()
  }
  const end = (): Promise<void> => {
    ending ??= pid === undefined ? Promise.resolve() : endGroup(pid, stopReason?.kind === 'memory-limit')
    return ending
  }
  const stop = (reason: StopReason): void => {
    if (stopReason !== null) return
    stopReason = reason
    // Unread output is of no use after a stop, and a consumer that hangs must not hold it open. stderr is kept: it says
    // why.
    for (const output of outputs(child)) if (output !== child.stderr) output.destroy()
    stopped.resolve()
    void end().then(() => abandon(child))
  }

  /**
   * Passes an output to its consumer, chunk by chunk, each after the last call has ended. Resolves after the last call.
   */
  const read = async (output: Readable, consume: Consumer, atEnd?: () => void): Promise<void> => {
    const chunks: AsyncIterable<Buffer> = output
    try {
      // Iterated instead of 'data' events: when the child exits, Node resumes a paused stream, and back-pressure would
      // be lost.
      for await (const chunk of chunks) {
        if (stopReason !== null && output !== child.stderr) return
        touch()
        await consume(chunk)
        touch()
      }
      atEnd?.()
    } catch (cause) {
      // This is also reached when reading fails, because bytes are missing then. After a stop it only means that the
      // output was closed.
      stop({ kind: 'aborted', cause })
    }
  }
  const collect = (chunk: Buffer, maxBytes: number): void => {
    collectedBytes += chunk.length
    if (collectedBytes > maxBytes) stop({ kind: 'output-limit', stderrTail })
    else collected.push(chunk)
  }

  const framer = createLineFramer(maxLineLength, (line) => {
    stderrTail.push(line)
    if (stderrTail.length > tailLines) stderrTail.shift()
    if (stopReason === null) spec.onStderrLine?.(line)
  })
  const consumers = new Map<unknown, Consumer>()
  const { stdout: target } = spec
  if (target.kind === 'stream') consumers.set(child.stdout, target.onData)
  if (target.kind === 'collect') consumers.set(child.stdout, (chunk) => collect(chunk, target.maxBytes))
  for (const [position, onData] of (spec.extraOutputs ?? []).entries()) consumers.set(child.stdio[position + 3], onData)
  const consumed = Promise.all(
    outputs(child).map((output) =>
      output === child.stderr
        ? read(output, framer.push, framer.flush)
        : read(output, consumers.get(output) ?? (() => {})),
    ),
  )
  child.stdin?.on('error', () => {
    // The child closed its input or died; how it ended is in `done`.
  })

  return {
    pid: pid ?? null,
    stdin: child.stdin,
    touch,
    done: new Promise((resolve) => {
      let clock: NodeJS.Timeout | undefined
      const onAbort = (): void => stop({ kind: 'aborted' })
      const tick = (): void => {
        const now = performance.now()
        const wallLeft = startedAt + spec.limits.wallClockMs - now
        const progressLeft = lastProgress + spec.limits.noProgressMs - now
        if (wallLeft <= 0) stop({ kind: 'timed-out', clock: 'wall', stderrTail })
        else if (progressLeft <= 0) stop({ kind: 'timed-out', clock: 'progress', stderrTail })
        else clock = setTimeout(tick, Math.min(Math.ceil(Math.min(wallLeft, progressLeft)), longestTimerMs))
      }
      const { maxBytes } = spec.limits.memory
      const unwatch =
        pid === undefined
          ? () => {}
          : watchMemory(pid, maxBytes, () => stop({ kind: 'memory-limit', maxBytes, stderrTail }))
      const settle = (exit: ProcessExit): void => {
        clearTimeout(clock)
        unwatch()
        spec.signal.removeEventListener('abort', onAbort)
        resolve(stopReason ?? exit)
      }
      spec.signal.addEventListener('abort', onAbort)
      tick()

      child.on('error', (error) => {
        if (pid === undefined) settle({ kind: 'not-started', reason: error.message })
      })
      child.once('exit', () => void end())
      child.once('close', (code, signal) => {
        // A consumer that hangs delays a normal end (the limits still apply), but not a stop.
        const patience = stopped.promise.then(() => sleep(abandonedMs, undefined, { ref: false }))
        void Promise.all([end(), Promise.race([consumed, patience])]).then(() => {
          if (signal === 'SIGXFSZ') settle({ kind: 'output-limit', stderrTail })
          else if (signal !== null) settle({ kind: 'signalled', signal, stderrTail })
          else settle({ kind: 'exited', code: code ?? 0, stdout: Buffer.concat(collected), stderrTail })
        })
      })
    }),
  }
}

const outputs = (child: ChildProcess): Readable[] =>
  child.stdio
    .slice(1)
    .filter((stream): stream is Readable => stream !== null && stream !== undefined && 'read' in stream)

/** A stopped process is gone, but one that left the group may hold its pipes: close our ends. */
const abandon = (child: ChildProcess): void => {
  setTimeout(() => {
    for (const stream of outputs(child)) stream.destroy()
  }, abandonedMs).unref()
}
