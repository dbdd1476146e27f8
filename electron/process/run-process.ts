import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { limitTools, wrapCommand } from './command-wrappers.ts'
import { scrubbedEnvironment } from './environment.ts'
import { findCommand } from './find-command.ts'
import { createLineFramer } from './line-framer.ts'
import { endGroup, trackGroup } from './process-group.ts'
import type { ProcessExit, ProcessSpec, RunningProcess } from './process-spec.ts'

const maxLineLength = 8192
const tailLines = 40
const defaultNiceness = 10
/** Streams that a process outside the group still holds open are given up after this. */
const abandonedStreamsMs = 1000
const longestTimerMs = 2 ** 31 - 1

type StopReason = Extract<ProcessExit, { kind: 'aborted' | 'timed-out' | 'output-limit' }>

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
  const line = wrapCommand(
    { command, args: spec.args },
    { niceness: spec.niceness ?? defaultNiceness, maxFileBytes: spec.limits.maxFileBytes },
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
 * The child gets a process group of its own, a scrubbed environment, low priority, a file size limit and (Linux) a
 * death signal bound to the starting thread. When the signal aborts, a clock runs out or the output grows past its
 * limit, the whole group gets SIGTERM, 400 ms later SIGKILL; members that outlive a normal exit of the leader are
 * ended too. `done` resolves only then, and never rejects. An `onData` that throws stops the process as if aborted.
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
  /** What the consumer of each output is busy with. */
  const consumers = new Map<Readable, Promise<void>>()
  const stopped = Promise.withResolvers<void>()

  const touch = (): void => {
    lastProgress = performance.now()
  }
  const end = (): Promise<void> => {
    ending ??= pid === undefined ? Promise.resolve() : endGroup(pid)
    return ending
  }
  const stop = (reason: StopReason): void => {
    if (stopReason !== null) return
    stopReason = reason
    // Paused streams must flow again, or the child could block on a write and `close` would never come.
    for (const stream of outputs(child)) stream.resume()
    stopped.resolve()
    void end().then(() => abandon(child))
  }

  const stream = (readable: Readable, onData: (chunk: Buffer) => void | Promise<void>): void => {
    const failed = (cause: unknown): void => stop({ kind: 'aborted', cause })
    readable.on('data', (chunk: Buffer) => {
      touch()
      if (stopReason !== null) return
      try {
        const pending = onData(chunk)
        if (pending === undefined) return
        readable.pause()
        const resumed = pending.then(() => {
          touch()
          readable.resume()
        })
        consumers.set(readable, resumed.catch(failed))
      } catch (cause) {
        failed(cause)
      }
    })
  }
  const collect = (chunk: Buffer, maxBytes: number): void => {
    collectedBytes += chunk.length
    if (collectedBytes > maxBytes) stop({ kind: 'output-limit', stderrTail })
    else collected.push(chunk)
  }

  const { stdout: target } = spec
  if (child.stdout !== null && target.kind !== 'ignore') {
    stream(child.stdout, target.kind === 'stream' ? target.onData : (chunk) => collect(chunk, target.maxBytes))
  }
  for (const [position, onData] of (spec.extraOutputs ?? []).entries()) {
    const readable = child.stdio[position + 3]
    if (readable !== null && readable !== undefined && 'read' in readable) stream(readable, onData)
  }
  const framer = createLineFramer(maxLineLength, (line) => {
    touch()
    stderrTail.push(line)
    if (stderrTail.length > tailLines) stderrTail.shift()
    if (stopReason === null) spec.onStderrLine?.(line)
  })
  child.stderr?.on('data', framer.push)
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
      const settle = (exit: ProcessExit): void => {
        clearTimeout(clock)
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
        framer.flush()
        // A consumer that hangs holds up a normal end (the clocks still run), but not a stop.
        const consumed = Promise.race([stopped.promise, Promise.all(consumers.values())])
        void Promise.all([end(), consumed]).then(() => {
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
  }, abandonedStreamsMs).unref()
}
