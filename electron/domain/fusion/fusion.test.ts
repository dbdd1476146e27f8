import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { displayedScore, sharesOf } from './display.ts'
import {
  backgroundOf,
  evidenceOf,
  gatedWeight,
  gateOf,
  matchQualityOf,
  priorBackground,
  relevanceCut,
  relevantScore,
} from './gate.ts'
import { calibratedScore, normalise, rawScore, reciprocalRankScore, softClip, softClipInverse } from './score.ts'

const numbers = z.array(
  z
    .number()
    .nullable()
    .transform((value) => value ?? Number.NaN),
)
const goldenSchema = z.array(z.tuple([numbers, numbers, numbers, numbers, numbers, numbers, numbers]))

/** Ranks from 1 of the scenes that have a similarity, best first. */
const ranksOf = (column: readonly number[]): readonly number[] => {
  const order = column
    .map((similarity, scene) => ({ similarity, scene }))
    .filter(({ similarity }) => !Number.isNaN(similarity))
    .sort((a, b) => b.similarity - a.similarity || a.scene - b.scene)
  const ranks = column.map(() => Number.NaN)
  for (const [index, { scene }] of order.entries()) ranks[scene] = index + 1
  return ranks
}

const closeTo = (actual: number, expected: number): boolean =>
  Number.isNaN(expected) ? Number.isNaN(actual) : Math.abs(actual - expected) <= 1e-6

describe('scores', () => {
  it('are those of an independent computation in numpy, in 1,000 random cases', async () => {
    const file = await readFile(new URL('./fixtures/fusion-golden.json', import.meta.url), 'utf8')
    const cases = goldenSchema.parse(JSON.parse(file))
    expect(cases).toHaveLength(1000)
    const wrong: string[] = []
    for (const [index, [weights, means, deviations, flat, calibrated, raw, ranked]] of cases.entries()) {
      const scenes = flat.length / weights.length
      const rows = Array.from({ length: scenes }, (_, scene) =>
        flat.slice(scene * weights.length, (scene + 1) * weights.length),
      )
      const terms = weights.map((weight, term) => ({
        weight,
        mean: means[term] ?? 0,
        deviation: deviations[term] ?? 0,
      }))
      const ranks = weights.map((_, term) => ranksOf(rows.map((row) => row[term] ?? Number.NaN)))
      for (const [scene, row] of rows.entries()) {
        const own = ranks.map((column) => column[scene] ?? Number.NaN)
        const pairs = [
          ['calibrated', calibratedScore(row, terms), calibrated[scene]],
          ['raw', rawScore(row, weights), raw[scene]],
          ['rrf', reciprocalRankScore(own, weights), ranked[scene]],
        ] as const
        for (const [name, actual, expected] of pairs) {
          if (!closeTo(actual, expected ?? Number.NaN)) wrong.push(`case ${index}: ${name} ${actual} ≠ ${expected}`)
        }
      }
    }
    expect(wrong).toEqual([])
  })

  it('soft clipping is undone by its inverse', () => {
    for (const score of [-40, -7, -3, -1, 0, 0.5, 3, 3.1, 8, 120]) {
      expect(softClipInverse(softClip(score))).toBeCloseTo(score, 6)
    }
  })
})

describe('background', () => {
  /** Sixty queries whose best scenes stand out by 3 to 4 deviations. */
  const noise = Array.from({ length: 60 }, (_, query) => ({
    mean: 0.2,
    deviation: 0.02,
    best: 0.2 + 0.02 * (3 + ((query * 37) % 60) / 60),
  }))

  it('a query that finds no more than background queries has a closed gate and no good match', () => {
    const background = backgroundOf(noise, 1000)
    const evidence = evidenceOf({ mean: 0.21, deviation: 0.02, best: 0.21 + 0.02 * 3.5 }, background)
    expect(gateOf(evidence)).toBe(0)
    expect(matchQualityOf([{ evidence, background }])).toBe('no_good_match')
  })

  it('a query that stands out opens its gate and matches', () => {
    const background = backgroundOf(noise, 1000)
    const evidence = evidenceOf({ mean: 0.2, deviation: 0.02, best: 0.34 }, background)
    expect(gateOf(evidence)).toBe(1)
    expect(matchQualityOf([{ evidence, background }])).toBe('match')
  })

  it('is not moved much by a fifth of its queries that do match', () => {
    const some = noise.map((sample, query) => (query % 5 === 0 ? { ...sample, best: 0.36 } : sample))
    const evidence = evidenceOf({ mean: 0.2, deviation: 0.02, best: 0.34 }, backgroundOf(some, 1000))
    expect(gateOf(evidence)).toBe(1)
  })

  it('sees a match also where so much of the library matches that standard scores stay small', () => {
    const background = backgroundOf(noise, 1000)
    const half = { mean: 0.28, deviation: 0.09, best: 0.42 }
    expect((half.best - half.mean) / half.deviation).toBeLessThan(2)
    expect(matchQualityOf([{ evidence: evidenceOf(half, background), background }])).toBe('match')
    expect(relevantScore(half, background)).toBeLessThan(1)
  })

  it('words compared with words match by their nearness, however many scenes speak of what is asked', () => {
    // A third of the library speaks of it: nothing stands out.
    const near = { mean: 0.25, deviation: 0.12, best: 0.45 }
    const background = backgroundOf(noise, 1000, 'same')
    expect(matchQualityOf([{ evidence: evidenceOf(near, background), background }])).toBe('match')
    expect(relevantScore(near, background)).toBeLessThan(1)
    const other = backgroundOf(noise, 1000)
    expect(evidenceOf(near, background)).toBeGreaterThan(evidenceOf(near, other))
    // One scene of a library that speaks of other things stands out, and yet comes no nearer than anything does.
    const far = { mean: 0.05, deviation: 0.02, best: 0.14 }
    expect(matchQualityOf([{ evidence: evidenceOf(far, other), background: other }])).not.toBe('no_good_match')
    expect(matchQualityOf([{ evidence: evidenceOf(far, background), background }])).toBe('no_good_match')
  })

  it('where most of a library matches, relevance begins below its average scene', () => {
    expect(relevanceCut([{ weight: 1, relevantFrom: -1 }])).toBeCloseTo(0.5 - 1 / 12, 9)
    expect(relevanceCut([{ weight: 1, relevantFrom: 2 }])).toBeCloseTo(0.5 + 2 / 12, 9)
  })

  it('is guessed from the number of scenes until it is measured', () => {
    const guessed = [10, 1000, 1_000_000].map((scenes) => priorBackground(scenes).standard.centre)
    // Expected maxima of normal numbers: 1.54, 3.24, 4.86.
    for (const [index, expected] of [1.54, 3.24, 4.86].entries()) {
      expect(Math.abs((guessed[index] ?? 0) - expected)).toBeLessThan(0.25)
    }
  })

  it('with more modalities a match has to stand out further', () => {
    const background = priorBackground(1000)
    const judged = [1.6, -1, -1].map((evidence) => ({ evidence, background }))
    expect(matchQualityOf(judged.slice(0, 1))).not.toBe('no_good_match')
    expect(matchQualityOf(judged)).toBe('no_good_match')
  })
})

describe('what is shown', () => {
  it('a modality that says nothing keeps a fiftieth of its weight', () => {
    expect(gatedWeight(0.5, 0)).toBeCloseTo(0.01, 9)
    expect(gatedWeight(0.5, 1)).toBeCloseTo(0.5, 9)
  })

  it('the score is a half where relevance begins, and keeps the order', () => {
    const cut = relevanceCut([{ weight: 1, relevantFrom: 4 }])
    expect(displayedScore(cut, cut)).toBeCloseTo(0.5, 9)
    const scores = [0.2, 0.5, 0.7, 0.85, 0.9, 0.95, 0.99].map((score) => displayedScore(score, cut))
    expect(scores).toEqual(scores.toSorted((a, b) => a - b))
    expect(new Set(scores).size).toBe(scores.length)
    expect(Math.min(...scores)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...scores)).toBeLessThanOrEqual(1)
  })

  it('shares add up to one, go to what lifts a scene, and are zero when nothing does', () => {
    const terms = [
      { weight: 1, mean: 0.2, deviation: 0.02 },
      { weight: 0.5, mean: 0.8, deviation: 0.02 },
      { weight: 1, mean: 0, deviation: 0.1 },
    ]
    const of = (similarities: readonly number[]) =>
      sharesOf(
        similarities.map((value, at) => normalise(value, terms[at] ?? { mean: 0, deviation: 0 })),
        terms.map(({ weight }) => weight),
      )
    const shares = of([0.26, 0.86, Number.NaN])
    expect(shares[0]).toBeCloseTo(2 / 3, 9)
    expect(shares[1]).toBeCloseTo(1 / 3, 9)
    expect(shares[2]).toBe(0)
    expect(of([0.1, 0.7, Number.NaN])).toEqual([0, 0, 0])
  })
})
