import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { patience } from '../../build/fixtures/patience.ts'
import { parseHardLimit } from './command-wrappers.ts'
import { findCommand } from './find-command.ts'
import { machineMemoryBytes } from './memory-watch.ts'
import type { ProcessSpec } from './process-spec.ts'
import { parseProcStatus, parsePsGroups, parseTasklist } from './resident-memory.ts'
import { runProcess } from './run-process.ts'

const mebibyte = 2 ** 20
const isLinux = process.platform === 'linux'

const script = (source: string, memory: ProcessSpec['limits']['memory']): ProcessSpec => ({
  command: process.execPath,
  args: ['-e', source],
  stdout: { kind: 'collect', maxBytes: 1000 },
  limits: { wallClockMs: 30_000, noProgressMs: 30_000, memory },
  signal: new AbortController().signal,
})
/** Takes ten megabytes, touched, every few milliseconds. */
const growing = `const kept = []; setInterval(() => kept.push(Buffer.alloc(${10 * mebibyte}, 1)), 5)`

describe('the memory limit of a process', () => {
  test('stops one that grows, at once', async () => {
    const startedAt = performance.now()
    const exit = await runProcess(script(growing, { maxBytes: 300 * mebibyte, isHard: false })).done
    expect(exit).toMatchObject({ kind: 'memory-limit', maxBytes: 300 * mebibyte })
    expect(performance.now() - startedAt).toBeLessThan(patience(15_000))
  })

  test('counts its children', async () => {
    const parent = `
      const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(growing)}], { stdio: 'ignore' })
      child.on('exit', (code, signal) => { console.log(signal); })
      setInterval(() => {}, 1e6)`
    const exit = await runProcess(script(parent, { maxBytes: 400 * mebibyte, isHard: false })).done
    expect(exit.kind).toBe(process.platform === 'win32' ? 'timed-out' : 'memory-limit')
  })

  test('leaves alone what stays below', async () => {
    const steady = `const kept = Buffer.alloc(${50 * mebibyte}, 1); setTimeout(() => console.log(kept.length), 700)`
    const exit = await runProcess(script(steady, { maxBytes: 400 * mebibyte, isHard: false })).done
    expect(exit).toMatchObject({ kind: 'exited', code: 0 })
  })

  test.runIf(isLinux && findCommand('python3', process.env) !== null)(
    'is held by the kernel against one that takes gigabytes between two looks',
    async () => {
      const source = `
x = b"1" * (100 << 20)
try:
    y = bytearray(64 << 30)
    print("taken")
except MemoryError:
    print("refused")`
      const exit = await runProcess({
        ...script('', { maxBytes: 300 * mebibyte, isHard: true }),
        command: 'python3',
        args: ['-c', source],
      }).done
      expect(exit.kind === 'exited' && exit.stdout.toString()).toBe('refused\n')
    },
  )

  test.runIf(isLinux)('is not asked for beyond what this process may have itself', () => {
    const limits = [
      'Limit                     Soft Limit           Hard Limit           Units     ',
      'Max file size             unlimited            unlimited            bytes     ',
      'Max data size             1048576              2097152              bytes     ',
    ].join('\n')
    expect(parseHardLimit(limits, 'Max data size')).toBe(2_097_152)
    expect(parseHardLimit(limits, 'Max file size')).toBe(Number.POSITIVE_INFINITY)
    expect(parseHardLimit('', 'Max data size')).toBe(Number.POSITIVE_INFINITY)
  })

  test('knows how much the machine has', () => {
    expect(machineMemoryBytes()).toBeGreaterThan(256 * mebibyte)
  })
})

describe('what systems say of memory', () => {
  test('/proc/<pid>/status: what a process holds, not the files that it maps', () => {
    const status = (lines: readonly string[]): string => ['Name:\tffmpeg', ...lines, 'Threads:\t9'].join('\n')
    const whole = ['VmRSS:\t   90000 kB', 'RssAnon:\t   50000 kB', 'RssFile:\t   39000 kB', 'RssShmem:\t    1000 kB']
    expect(parseProcStatus(status([...whole, 'VmSwap:\t    7000 kB']))).toBe(58_000 * 1024)
    expect(parseProcStatus(status(['VmRSS:\t   90000 kB']))).toBe(90_000 * 1024)
    expect(parseProcStatus(status([]))).toBe(0)
  })

  test('ps: the sum of each group', () => {
    const groups = parsePsGroups('    1  13312\n  501   2048\n  501 100000\n77777      0\n')
    expect([...groups]).toEqual([
      [1, 13_312 * 1024],
      [501, 102_048 * 1024],
      [77_777, 0],
    ])
  })

  test.runIf(findCommand('ps', process.env) !== null)('ps: its output on this machine', () => {
    const output = spawnSync('ps', ['-axo', 'pgid=,rss='], { encoding: 'utf8' }).stdout
    expect([...parsePsGroups(output).values()].some((bytes) => bytes > mebibyte)).toBe(true)
  })

  test('tasklist: by process, in any locale', () => {
    const output =
      '"System Idle Process","0","Services","0","8 K"\r\n"ffmpeg.exe","4312","Console","1","1,234,567 K"\r\n"python.exe","88","Console","1","12.345 Ko"\r\n'
    expect([...parseTasklist(output)]).toEqual([
      [0, 8 * 1024],
      [4312, 1_234_567 * 1024],
      [88, 12_345 * 1024],
    ])
  })
})
