import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { patience } from '../../build/fixtures/patience.ts'
import type { ProcessSpec } from './process-spec.ts'
import { runProcess } from './run-process.ts'

const node = process.execPath
const memory = { maxBytes: 2 ** 30, isHard: true }
const generous = { wallClockMs: 20_000, noProgressMs: 20_000, memory }

const script = (source: string, overrides: Partial<ProcessSpec> = {}): ProcessSpec => ({
  command: node,
  args: ['-e', source],
  stdout: { kind: 'collect', maxBytes: 1_000_000 },
  limits: generous,
  signal: new AbortController().signal,
  ...overrides,
})

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    // A zombie that its new parent has not reaped yet is gone for our purpose.
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

const gone = async (pid: number, withinMs = 2000): Promise<boolean> => {
  const deadline = performance.now() + withinMs
  while (performance.now() < deadline) {
    if (!isAlive(pid)) return true
    await sleep(20)
  }
  return false
}

/** A script that starts a grandchild which ignores SIGTERM, and prints its pid. */
const withGrandchild = (after: string): string => `
  const { spawn } = require('node:child_process')
  const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1e6)'], { stdio: ['ignore', 'pipe', 'ignore'] })
  child.stdout.once('data', () => { console.log(child.pid); ${after} })
`

describe('runProcess', () => {
  test('collects stdout, the exit code and the end of stderr', async () => {
    const run = runProcess(
      script('console.log("out"); console.error("one"); console.error("two"); process.exitCode = 3'),
    )
    const exit = await run.done
    expect(exit).toMatchObject({ kind: 'exited', code: 3, stderrTail: ['one', 'two'] })
    expect(exit.kind === 'exited' && exit.stdout.toString()).toBe('out\n')
    expect(await gone(run.pid ?? 0)).toBe(true)
  })

  test('answers not-started for a program that is not there', async () => {
    const exit = await runProcess(script('', { command: 'goodclips-no-such-program' })).done
    expect(exit).toEqual({ kind: 'not-started', reason: 'goodclips-no-such-program was not found' })
  })

  test('hides the environment of the app from the child', async () => {
    process.env['GOODCLIPS_TEST_SECRET'] = 'token'
    const exit = await runProcess(script('console.log(JSON.stringify(process.env))', { env: { EXTRA: 'yes' } })).done
    delete process.env['GOODCLIPS_TEST_SECRET']
    const seen: unknown = JSON.parse(exit.kind === 'exited' ? exit.stdout.toString() : '')
    expect(seen).toMatchObject({ PATH: process.env['PATH'], EXTRA: 'yes' })
    expect(seen).not.toHaveProperty('GOODCLIPS_TEST_SECRET')
  })

  test('does not start anything once aborted', async () => {
    const run = runProcess(script('', { signal: AbortSignal.abort() }))
    expect(run.pid).toBeNull()
    expect(await run.done).toEqual({ kind: 'aborted' })
  })

  test('kills a child that ignores SIGTERM within two seconds of the abort', async () => {
    const controller = new AbortController()
    const ready = Promise.withResolvers<void>()
    const run = runProcess(
      script('process.on("SIGTERM", () => console.log("no")); console.log("up"); setInterval(() => {}, 1e6)', {
        stdout: { kind: 'stream', onData: () => ready.resolve() },
        signal: controller.signal,
      }),
    )
    await ready.promise
    const abortedAt = performance.now()
    controller.abort()
    expect(await run.done).toEqual({ kind: 'aborted' })
    expect(performance.now() - abortedAt).toBeLessThan(patience(2000))
    expect(performance.now() - abortedAt).toBeGreaterThan(350)
    expect(isAlive(run.pid ?? 0)).toBe(false)
  })

  test('takes grandchildren along when it is aborted', async () => {
    const controller = new AbortController()
    const grandchild = Promise.withResolvers<number>()
    const run = runProcess(
      script(withGrandchild(''), {
        stdout: { kind: 'stream', onData: (chunk) => grandchild.resolve(Number(chunk.toString())) },
        signal: controller.signal,
      }),
    )
    const pid = await grandchild.promise
    expect(isAlive(pid)).toBe(true)
    controller.abort()
    await run.done
    expect(isAlive(pid)).toBe(false)
  })

  test('ends grandchildren that outlive a normal exit before it resolves', async () => {
    const exit = await runProcess(script(withGrandchild('process.exit(0)'))).done
    const pid = Number(exit.kind === 'exited' ? exit.stdout.toString() : 'NaN')
    expect(pid).toBeGreaterThan(0)
    expect(isAlive(pid)).toBe(false)
  })

  test('stops at the wall clock although the child keeps talking', async () => {
    const exit = await runProcess(
      script('setInterval(() => console.log("."), 20)', { limits: { ...generous, wallClockMs: 700 } }),
    ).done
    expect(exit).toMatchObject({ kind: 'timed-out', clock: 'wall' })
  })

  test('stops a child that goes silent, but not one that is touched', async () => {
    const limits = { ...generous, noProgressMs: 3_000 }
    const silent = runProcess(script('console.error("last words"); setInterval(() => {}, 1e6)', { limits }))
    const busy = runProcess(script('setTimeout(() => {}, 7_000)', { limits }))
    const beat = setInterval(busy.touch, 100)
    expect(await silent.done).toMatchObject({ kind: 'timed-out', clock: 'progress', stderrTail: ['last words'] })
    expect(await busy.done).toMatchObject({ kind: 'exited', code: 0 })
    clearInterval(beat)
  })

  test('stops collecting at the output limit', async () => {
    const run = runProcess(
      script('const line = "x".repeat(65536); const more = () => process.stdout.write(line, more); more()', {
        stdout: { kind: 'collect', maxBytes: 200_000 },
      }),
    )
    expect(await run.done).toMatchObject({ kind: 'output-limit' })
    expect(isAlive(run.pid ?? 0)).toBe(false)
  })

  test('survives a flood on stderr: lines are cut, the tail is bounded', async () => {
    const lengths: number[] = []
    const exit = await runProcess(
      script(
        `const write = (text) => process.stderr.write(text)
         write('y'.repeat(5_000_000)); write('\\n')
         for (let i = 0; i < 20000; i += 1) write('line ' + i + '\\r\\n')
         write('no newline at the end')`,
        { onStderrLine: (line) => lengths.push(line.length) },
      ),
    ).done
    expect(lengths[0]).toBe(8192)
    expect(lengths).toHaveLength(20_002)
    expect(exit.kind === 'exited' && exit.stderrTail).toHaveLength(40)
    expect(exit.kind === 'exited' && exit.stderrTail.at(-1)).toBe('no newline at the end')
  })

  test('a slow consumer holds the child back, and gets every byte in order', async () => {
    const total = 4_000_000
    let received = 0
    let busy = false
    let sentWhileSlow = 0
    const run = runProcess(
      script(
        `const chunk = Buffer.alloc(50000); let sent = 0
         const next = () => { if (sent >= ${total}) return; sent += chunk.length; process.stderr.write(sent + '\\n'); process.stdout.write(chunk, next) }
         next()`,
        {
          stdout: {
            kind: 'stream',
            onData: async (chunk) => {
              expect(busy).toBe(false)
              busy = true
              if (received === 0) {
                await sleep(500)
                sentWhileSlow = Number(latest)
              }
              received += chunk.length
              busy = false
            },
          },
          onStderrLine: (line) => {
            latest = line
          },
        },
      ),
    )
    let latest = '0'
    expect(await run.done).toMatchObject({ kind: 'exited', code: 0 })
    expect(received).toBe(total)
    expect(sentWhileSlow).toBeGreaterThan(0)
    expect(sentWhileSlow).toBeLessThan(total / 2)
  })

  test('a consumer that throws stops the process and its cause is kept', async () => {
    const cause = new Error('disk is full')
    const exit = await runProcess(
      script('setInterval(() => console.log("x"), 10)', {
        stdout: { kind: 'stream', onData: () => Promise.reject(cause) },
      }),
    ).done
    expect(exit).toEqual({ kind: 'aborted', cause })
  })

  test('an abort does not wait for a consumer that hangs', async () => {
    const controller = new AbortController()
    const run = runProcess(
      script('setInterval(() => console.log("x"), 10)', {
        signal: controller.signal,
        stdout: {
          kind: 'stream',
          onData: () => {
            controller.abort()
            return new Promise<void>(() => {})
          },
        },
      }),
    )
    expect(await run.done).toEqual({ kind: 'aborted' })
  })

  test('passes input, and further outputs on descriptors of their own', async () => {
    const three: Buffer[] = []
    const four: Buffer[] = []
    const run = runProcess(
      script(
        `const fs = require('node:fs')
         process.stdin.on('data', (data) => { fs.writeSync(3, 'three:' + data); fs.writeSync(4, 'four'); fs.closeSync(3); fs.closeSync(4) })`,
        { stdin: 'pipe', extraOutputs: [(chunk) => void three.push(chunk), (chunk) => void four.push(chunk)] },
      ),
    )
    run.stdin?.end('hello')
    expect(await run.done).toMatchObject({ kind: 'exited', code: 0 })
    expect(Buffer.concat(three).toString()).toBe('three:hello')
    expect(Buffer.concat(four).toString()).toBe('four')
  })

  test.runIf(process.platform !== 'win32')('limits the size of files exactly, and runs at low priority', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'goodclips-process-'))
    const file = join(folder, 'out')
    const exit = await runProcess(
      script('', {
        command: 'sh',
        args: ['-c', 'nice; head -c 5000000 /dev/zero > "$0"', file],
        limits: { ...generous, maxFileBytes: 1_048_576 },
        niceness: 7,
      }),
    ).done
    expect(statSync(file).size).toBe(1_048_576)
    expect(exit.kind).toBe('exited')
    expect(exit.kind === 'exited' && exit.stdout.toString()).toBe('7\n')
    rmSync(folder, { recursive: true })
  })

  test.runIf(process.platform === 'linux')('leaves no child behind when the core is killed with SIGKILL', async () => {
    const source = `
      const { runProcess } = await import(${JSON.stringify(new URL('./run-process.ts', import.meta.url).href)})
      const run = runProcess({
        command: 'sleep', args: ['600'], stdout: { kind: 'ignore' },
        limits: { wallClockMs: 1e6, noProgressMs: 1e6, memory: { maxBytes: 1e9, isHard: true } }, signal: new AbortController().signal,
      })
      console.log(run.pid)
      await run.done`
    const core = spawn(node, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [data] = (await once(core.stdout, 'data')) as [Buffer]
    const pid = Number(data.toString())
    expect(isAlive(pid)).toBe(true)
    // The death signal is set after the exec of setpriv, which has no way to tell us.
    await sleep(300)
    core.kill('SIGKILL')
    expect(await gone(pid)).toBe(true)
  })

  test('works in a worker thread, and ends with it', async () => {
    const source = `
      import { parentPort } from 'node:worker_threads'
      const { runProcess } = await import(${JSON.stringify(new URL('./run-process.ts', import.meta.url).href)})
      const base = { limits: { wallClockMs: 1e6, noProgressMs: 1e6, memory: { maxBytes: 1e9, isHard: true } }, signal: new AbortController().signal }
      const echo = runProcess({ ...base, command: process.execPath, args: ['-e', 'console.log(42)'], stdout: { kind: 'collect', maxBytes: 100 } })
      const exit = await echo.done
      // Its first output says that the wrappers have handed over: the death signal is in place from then on.
      const up = Promise.withResolvers()
      const long = runProcess({ ...base, command: process.execPath, args: ['-e', 'console.log("up"); setInterval(() => {}, 1e6)'], stdout: { kind: 'stream', onData: () => up.resolve() } })
      await up.promise
      parentPort.postMessage([exit.stdout.toString(), long.pid])
      await long.done`
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`))
    const [[text, pid]] = (await once(worker, 'message')) as [[string, number]]
    expect(text).toBe('42\n')
    expect(isAlive(pid)).toBe(true)
    await worker.terminate()
    expect(await gone(pid)).toBe(true)
  })
})
