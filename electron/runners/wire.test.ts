import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { manualClock } from '../pipeline/fixtures/manual-clock.ts'
import { createLineFramer } from '../process/line-framer.ts'
import { batchSize, deviceLabel } from './batch-size.ts'
import { createLogThrottle } from './log-throttle.ts'
import { parseRunnerLine, type ReadyMessage } from './protocol.ts'
import { createQueryVectorCache } from './query-cache.ts'
import { readOutcomes } from './read-outcomes.ts'
import { ceilingKey, openRunnerMemory } from './runner-memory.ts'
import { readVector } from './vectors.ts'

const base64 = (numbers: readonly number[]): string => {
  const bytes = Buffer.alloc(numbers.length * 4)
  for (const [index, number] of numbers.entries()) bytes.writeFloatLE(number, index * 4)
  return bytes.toString('base64')
}
const ready: ReadyMessage = {
  type: 'ready',
  protocol: 1,
  runner: 'goodclips',
  model: 'm',
  revision: 'r',
  dim: 2,
  device: 'cuda',
  deviceName: 'NVIDIA H200',
  engine: 'bf16',
  maxBatch: 256,
  preprocessingVersion: 2,
  memoryBytes: 1,
  speed: null,
}

describe('lines of a protocol', () => {
  test('come whole however they are cut, in UTF-8, without empty ones', () => {
    const text = 'one\r\n\ntwo ✓ zwölf\nthree'
    for (let size = 1; size <= 9; size += 1) {
      const lines: string[] = []
      const framer = createLineFramer(
        100,
        (line) => lines.push(line),
        () => expect.unreachable(),
      )
      const bytes = Buffer.from(text)
      for (let start = 0; start < bytes.length; start += size) framer.push(bytes.subarray(start, start + size))
      expect(lines).toEqual(['one', 'two ✓ zwölf'])
      framer.flush()
      expect(lines).toEqual(['one', 'two ✓ zwölf', 'three'])
    }
  })

  test('end at a line that is too long', () => {
    const lines: string[] = []
    let ends = 0
    const framer = createLineFramer(
      9,
      (line) => lines.push(line),
      () => {
        ends += 1
      },
    )
    framer.push(Buffer.from('123456789\n12345'))
    expect(ends).toBe(0)
    framer.push(Buffer.from('67890'))
    expect(ends).toBe(1)
    framer.push(Buffer.from('\nmore\n'))
    framer.flush()
    expect(ends).toBe(1)
    expect(lines).toEqual(['123456789'])
  })
})

describe('lines of a runner', () => {
  test.each([
    'Loading 100%',
    '{',
    '[1]',
    '{"type":"surprise"}',
    '{"type":"result","id":7,"items":[]}',
    ' {"type":"pong"}',
    '{"type":"ready"}',
  ])('%s is noise', (line) => {
    expect(parseRunnerLine(line)).toEqual({ kind: 'noise', text: line })
  })

  test('messages are read, with fields that this version does not know left out', () => {
    expect(parseRunnerLine('{"type":"heartbeat","busy":null,"memoryBytes":5,"new":1}')).toEqual({
      kind: 'message',
      message: { type: 'heartbeat', busy: null, memoryBytes: 5 },
    })
    expect(parseRunnerLine(JSON.stringify(ready))).toEqual({ kind: 'message', message: ready })
    expect(parseRunnerLine(`{${'x'.repeat(500)}`)).toMatchObject({
      kind: 'noise',
      text: expect.stringMatching(/^.{201}$/),
    })
  })
})

describe('vectors', () => {
  test('of the right dimension, finite and of unit length are taken bit by bit', () => {
    expect(readVector(base64([0.6, -0.8]), 2)).toEqual({ ok: true, value: Float32Array.of(0.6, -0.8) })
    expect(readVector(base64([1.0009, 0]), 2).ok).toBe(true)
  })

  test.each([
    ['too short', [1]],
    ['too long', [1, 0, 0]],
    ['empty', []],
    ['not a number', [Number.NaN, 1]],
    ['infinite', [Number.POSITIVE_INFINITY, 0]],
    ['zero', [0, 0]],
    ['not normalised', [1.0011, 0]],
    ['huge', [3e38, 3e38]],
  ])('that are %s are refused', (_, numbers) => {
    expect(readVector(base64(numbers), 2)).toMatchObject({ ok: false, error: { code: 'invalid_vector' } })
  })

  test('that are not base64 of whole numbers are refused', () => {
    expect(readVector('AAAAAAAAA', 2).ok).toBe(false)
    expect(readVector('??', 2).ok).toBe(false)
  })
})

describe('answers', () => {
  const good = base64([1, 0])
  test('are matched by key in any order; doubled and unknown ones are counted', () => {
    const answers = ['2', '0', '0', '9', 'x', '-1'].map((key) => ({ key, vector: good }))
    const read = readOutcomes(answers, ['a', 'b', 'c'], 2)
    expect(read.outcomes.map((outcome) => ('error' in outcome ? outcome.error.code : outcome.key))).toEqual([
      'a',
      'no_answer',
      'c',
    ])
    expect(read).toMatchObject({ unknownKeys: 4, invalid: 0, fault: null })
  })

  test('are the fault of the runner when every vector has a wrong dimension, or of many none is right', () => {
    const answer = (count: number, vector: string) =>
      Array.from({ length: count }, (_, index) => ({ key: String(index), vector }))
    const fault = (count: number, vector: string) =>
      readOutcomes(answer(count, vector), Array.from({ length: count }, String), 2).fault?.code ?? null
    expect(fault(1, base64([1]))).toBe('wrong_dimension')
    expect(fault(20, base64([1, 0, 0]))).toBe('wrong_dimension')
    expect(fault(7, base64([0, 0]))).toBeNull()
    expect(fault(8, base64([0, 0]))).toBe('invalid_vector')
    expect(
      readOutcomes(
        [...answer(8, base64([0, 0])).slice(1), { key: '0', vector: good }],
        Array.from({ length: 8 }, String),
        2,
      ),
    ).toMatchObject({
      invalid: 7,
      fault: null,
    })
  })
})

describe('batch size', () => {
  test('is bounded by the runner, the memory and a second of work', () => {
    expect(batchSize(ready, [])).toBe(256)
    expect(batchSize({ ...ready, maxBatch: 100_000 }, [])).toBe(4096)
    expect(batchSize(ready, [null, 32, 64])).toBe(32)
    expect(batchSize({ ...ready, speed: { perSecond: 24.4, unit: 'images' } }, [null])).toBe(24)
    expect(batchSize({ ...ready, speed: { perSecond: 0.5, unit: 'scenes' } }, [])).toBe(2)
    expect(batchSize({ ...ready, speed: { perSecond: 0.5, unit: 'audioSeconds' } }, [])).toBe(256)
    expect(batchSize({ ...ready, maxBatch: 4, speed: { perSecond: 900, unit: 'captions' } }, [])).toBe(4)
  })

  test('the device is named with its engine', () => {
    expect(deviceLabel(ready)).toBe('NVIDIA H200 (bf16)')
    expect(deviceLabel({ ...ready, device: 'cpu', deviceName: 'Some Xeon', engine: 'int8' })).toBe('CPU (int8)')
  })
})

describe('what is remembered', () => {
  test('survives, is forgotten for a model, and a damaged file is no harm', () => {
    const folder = mkdtempSync(join(tmpdir(), 'goodclips-memory-'))
    const problems: string[] = []
    const open = () => openRunnerMemory(join(folder, 'state'), (message) => problems.push(message))
    const key = ceilingKey('clip', 'r1', 'cuda NVIDIA H200')
    const first = open()
    expect(first.ceiling(key)).toBeNull()
    first.rememberCeiling(key, 32)
    first.rememberCeiling(ceilingKey('clip-large', 'r1', 'cpu'), 4)
    first.rememberRun('clip', { device: 'CPU (bf16)', speed: { perSecond: 3, unit: 'images' }, revision: 'r1' })
    const second = open()
    expect([second.ceiling(key), second.lastRun('clip')?.device, second.lastRun('e5')]).toEqual([
      32,
      'CPU (bf16)',
      null,
    ])
    second.forgetCeilings('clip')
    const third = open()
    expect([third.ceiling(key), third.ceiling(ceilingKey('clip-large', 'r1', 'cpu'))]).toEqual([null, 4])
    const path = join(folder, 'state', 'runners.json')
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, 40))
    expect(open().ceiling(ceilingKey('clip-large', 'r1', 'cpu'))).toBeNull()
    expect(problems).toEqual([])
    openRunnerMemory(path, (message) => problems.push(message)).rememberCeiling(key, 1)
    expect(problems).toHaveLength(1)
    rmSync(folder, { recursive: true })
  })

  test('queries: the one used longest ago goes first, and a copy is given out', () => {
    const cache = createQueryVectorCache(2)
    const space = { modality: 'visual', model: 'm', revision: 'r', dimension: 2, preprocessingVersion: 1 } as const
    cache.set(space, 'a', Float32Array.of(1, 0))
    cache.set(space, 'b', Float32Array.of(0, 1))
    cache.get(space, 'a')?.fill(9)
    cache.set(space, 'c', Float32Array.of(1, 0))
    expect(['a', 'b', 'c'].map((text) => cache.get(space, text))).toEqual([
      Float32Array.of(1, 0),
      null,
      Float32Array.of(1, 0),
    ])
    expect(cache.get({ ...space, preprocessingVersion: 2 }, 'a')).toBeNull()
  })

  test('of a flood of log lines a hundred a minute', async () => {
    const lines: string[] = []
    const clock = manualClock()
    const log = createLogThrottle(clock, (line) => lines.push(line))
    for (let index = 0; index < 250; index += 1) log('flood')
    expect(lines).toHaveLength(100)
    await clock.advance(60_000)
    log('quiet again')
    expect(lines.slice(100)).toEqual(['150 more lines were left out', 'quiet again'])
  })
})
