import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { findCommand } from './find-command.ts'
import type { ProcessSpec } from './process-spec.ts'
import { runProcess } from './run-process.ts'

const memory = { maxBytes: 2 ** 30, isHard: true }
const patience = { wallClockMs: 100_000, noProgressMs: 100_000, memory }
const numbers = (count: number): string => Array.from({ length: count }, (_, index) => `${index + 1}\n`).join('')
/** How many lines each output of a child gets: more than a pipe holds, so that children exit while a consumer is busy. */
const [stdoutLines, extraLines, stderrLines] = [26_000, 16_000, 30] as const

interface Child extends Pick<ProcessSpec, 'command' | 'args'> {
  readonly count: number
  readonly atOnce: number
}
const small: Child | null =
  process.platform !== 'win32' && findCommand('seq', process.env) !== null
    ? {
        command: 'sh',
        args: ['-c', `seq 1 ${extraLines} >&3 & seq 1 ${stderrLines} >&2; seq 1 ${stdoutLines}; wait`],
        count: 1000,
        atOnce: 16,
      }
    : null
const portable: Child = {
  command: process.execPath,
  args: [
    '-e',
    `const fs = require('node:fs')
     const numbers = (count) => Array.from({ length: count }, (_, index) => (index + 1) + '\\n').join('')
     fs.writeSync(2, numbers(${stderrLines})); fs.createWriteStream(null, { fd: 3 }).end(numbers(${extraLines})); process.stdout.write(numbers(${stdoutLines}))`,
  ],
  count: 25,
  atOnce: 4,
}

/** A consumer that takes its time, and counts how often it was called while it was still busy. */
const slowConsumer = (delayMs: () => number) => {
  let text = ''
  let busy = 0
  let overlaps = 0
  return {
    consume: async (chunk: Buffer): Promise<void> => {
      if (busy > 0) overlaps += 1
      busy += 1
      const kept = Buffer.from(chunk)
      await sleep(delayMs())
      text += kept.toString('latin1')
      busy -= 1
    },
    text: () => text,
    /** Calls that came too early, and calls that have not ended. */
    faults: () => overlaps + busy,
  }
}

const runOne = async (child: Child, round: number): Promise<readonly string[]> => {
  const stdout = slowConsumer(() => (round * 7) % 12)
  const extra = slowConsumer(() => (round * 5) % 9)
  const lines: string[] = []
  const exit = await runProcess({
    command: child.command,
    args: child.args,
    stdout: { kind: 'stream', onData: stdout.consume },
    extraOutputs: [extra.consume],
    onStderrLine: (line) => lines.push(line),
    limits: patience,
    signal: new AbortController().signal,
  }).done
  // Read at once: what comes after `done` comes too late.
  const wrong: string[] = []
  if (exit.kind !== 'exited' || exit.code !== 0) wrong.push(`ended by ${exit.kind}`)
  if (stdout.faults() + extra.faults() > 0) wrong.push('calls of a consumer overlap')
  if (stdout.text() !== numbers(stdoutLines)) wrong.push('stdout is not whole')
  if (extra.text() !== numbers(extraLines)) wrong.push('the further output is not whole')
  if (lines.join('\n') !== numbers(stderrLines).trimEnd()) wrong.push('stderr is not whole')
  return wrong
}

const runAll = async (child: Child): Promise<readonly string[]> => {
  const wrong: string[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < child.count) wrong.push(...(await runOne(child, next++)))
  }
  await Promise.all(Array.from({ length: child.atOnce }, worker))
  return wrong
}

describe('outputs of a process are read in order and to their end', () => {
  test.runIf(small !== null)('by slow consumers of a thousand short children', async () => {
    expect(await runAll(small ?? portable)).toEqual([])
  })

  test('by slow consumers of children on every system', async () => {
    expect(await runAll(portable)).toEqual([])
  })

  test('long after the child has exited', async () => {
    const slow = slowConsumer(() => 150)
    let exited = 0
    const run = runProcess({
      command: process.execPath,
      args: [
        '-e',
        'process.stdout.write("x".repeat(180_000)); process.on("exit", () => require("node:fs").writeSync(2, "gone\\n"))',
      ],
      stdout: { kind: 'stream', onData: slow.consume },
      onStderrLine: () => {
        exited = slow.text().length
      },
      limits: patience,
      signal: new AbortController().signal,
    })
    expect(await run.done).toMatchObject({ kind: 'exited', code: 0 })
    expect(exited).toBeLessThan(180_000)
    expect(slow.faults()).toBe(0)
    expect(slow.text()).toBe('x'.repeat(180_000))
  })

  test('a consumer that throws after the exit is still told', async () => {
    const cause = new Error('disk is full')
    let calls = 0
    const exit = await runProcess({
      command: process.execPath,
      args: ['-e', 'process.stdout.write("x".repeat(180_000))'],
      stdout: {
        kind: 'stream',
        onData: async () => {
          calls += 1
          await sleep(100)
          if (calls === 2) throw cause
        },
      },
      limits: patience,
      signal: new AbortController().signal,
    }).done
    expect(exit).toEqual({ kind: 'aborted', cause })
    expect(calls).toBe(2)
  })

  test('a consumer of stderr that throws stops the process instead of the app', async () => {
    const cause = new Error('cannot be parsed')
    const exit = await runProcess({
      command: process.execPath,
      args: ['-e', 'console.error("x"); setInterval(() => {}, 1e6)'],
      stdout: { kind: 'ignore' },
      onStderrLine: () => {
        throw cause
      },
      limits: patience,
      signal: new AbortController().signal,
    }).done
    expect(exit).toEqual({ kind: 'aborted', cause })
  })
})
