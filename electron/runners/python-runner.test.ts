import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkoutPython, pythonProgram } from './fixtures/python-program.ts'
import { openBench, type RunnerBench, texts } from './fixtures/runner-bench.ts'
import { saveTinyModel } from './fixtures/tiny-model.ts'

/** Cosines of vectors of the same text stay above this, whatever the batch. */
const same = 0.99999

const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)

describe.skipIf(checkoutPython === null)('the runner as it ships, with a tiny model', () => {
  let folder = ''
  let bench: RunnerBench
  const sentences = Array.from(
    { length: 60 },
    (_, index) => `the dog runs over beach number ${'again '.repeat(index % 7)}${index}`,
  )
  const embed = async (words: readonly string[]): Promise<readonly Float32Array[]> => {
    const result = await bench.finish(bench.embed(texts(words)))
    if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`)
    return result.value.map((outcome) => {
      if ('error' in outcome) throw new Error(outcome.error.code)
      return outcome.vector
    })
  }
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'goodclips-tiny-model-'))
    await saveTinyModel(folder)
    bench = openBench({
      patienceMs: 110_000,
      program: () => pythonProgram,
      model: { folder, encoder: 'text-mean', dimension: 32 },
    })
  })
  afterAll(async () => {
    await bench?.close()
    rmSync(folder, { recursive: true })
  })

  // Two starts with torch and transformers: half a minute each when the machine is very busy.
  test('says what it is, embeds, and goes on after it was killed, with the same vectors', {
    timeout: 240_000,
  }, async () => {
    const space = await bench.finish(bench.embedding.space('fake', new AbortController().signal))
    expect(space).toMatchObject({ ok: true, value: { model: 'fake', revision: 'r1', dimension: 32 } })
    const before = await embed(sentences)
    expect(bench.status()).toMatchObject({ state: 'ready', device: expect.stringMatching(/^\S.* \(\w+\)$/) })

    const query = await bench.finish(bench.embed(texts(['red circle', '  '], 'query'), { priority: 'query' }))
    expect(query.ok && query.value[0]).toHaveProperty('vector')
    expect(query.ok && query.value[1]).toMatchObject({ error: { code: 'empty' } })

    // So many that they are not done before anybody looks.
    const again = embed([...Array.from({ length: 100 }, () => sentences).flat(), ...sentences.toReversed()])
    await bench.until('it is busy', () => bench.status().state === 'busy')
    process.kill(bench.status().pid ?? 0, 'SIGKILL')
    const after = (await again).slice(-sentences.length).toReversed()
    expect(bench.status().counters).toMatchObject({ crashes: 1, quarantined: 0, noiseLines: 0, unknownIds: 0 })
    expect(Math.min(...before.map((vector, index) => dot(vector, after[index] ?? vector.fill(0))))).toBeGreaterThan(
      same,
    )
  })
})
