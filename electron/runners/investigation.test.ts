import { describe, expect, test } from 'vitest'
import {
  afterIncident,
  afterSuccess,
  type Finding,
  type Investigation,
  nextSuspects,
  withoutItems,
} from './investigation.ts'

const problem = { code: 'quarantined', message: 'It ended the runner.' }

interface Outcome {
  readonly culprits: readonly number[]
  readonly embedded: readonly number[]
  readonly unexplained: number
  readonly crashes: number
}

/** A runner that dies of some items, and of everything when it is broken; two groups were in flight when it died first. */
const investigate = (
  groups: readonly (readonly number[])[],
  deadly: (item: number) => boolean,
  broken = false,
): Outcome => {
  const culprits: number[] = []
  const embedded: number[] = []
  let unexplained = 0
  let crashes = 0
  let investigation: Investigation<number> | null = null
  const take = (finding: Finding<number>): void => {
    investigation = finding.investigation
    culprits.push(...finding.culprits.map(({ item }) => item))
    unexplained += finding.unexplained.length
  }
  const die = (inFlight: Parameters<typeof afterIncident<number>>[1]): void => {
    crashes += 1
    take(afterIncident<number>(investigation, inFlight, { at: crashes, problem }))
  }
  die({ kind: 'groups', groups })
  for (let step = 0; step < 1000; step += 1) {
    const current: Investigation<number> | null = investigation
    if (current === null || unexplained >= 3) return { culprits, embedded, unexplained, crashes }
    const { group, rest }: ReturnType<typeof nextSuspects<number>> = nextSuspects<number>(current)
    investigation = rest
    if (group === null) {
      if (broken) die({ kind: 'canary' })
      else take(afterSuccess<number>(rest))
    } else if (broken || group.some(deadly)) die({ kind: 'groups', groups: [group] })
    else {
      embedded.push(...group)
      take(afterSuccess<number>(rest))
    }
  }
  throw new Error('it never ends')
}

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, index) => from + index)

describe('an investigation', () => {
  test('finds exactly the items that end the runner, wherever they are and however many', () => {
    for (let seed = 0; seed < 300; seed += 1) {
      const size = 1 + ((seed * 7919) % 64)
      const deadly = new Set(range(0, 1 + (seed % 4)).map((index) => (seed * 31 + index * index * 17) % (size + 20)))
      const items = range(0, size)
      const groups = seed % 2 === 0 ? [items] : [items.slice(0, size >> 1), items.slice(size >> 1)]
      const { culprits, embedded, unexplained } = investigate(groups, (item) => deadly.has(item))
      expect(culprits.toSorted((a, b) => a - b)).toEqual(items.filter((item) => deadly.has(item)))
      expect([...culprits, ...embedded].toSorted((a, b) => a - b)).toEqual(items)
      // With a culprit all crashes are explained; without one there was a single crash from elsewhere.
      expect(unexplained).toBe(culprits.length > 0 ? 0 : 1)
    }
  })

  test('costs one crash a halving, and one to be sure', () => {
    expect(investigate([range(0, 64)], (item) => item === 21).crashes).toBe(8)
    expect(investigate([[5]], (item) => item === 5)).toMatchObject({ crashes: 2, culprits: [5] })
  })

  test('blames no item when the runner is broken', () => {
    for (const size of [1, 2, 5, 32]) {
      const { culprits, embedded, unexplained } = investigate([range(0, size)], () => false, true)
      expect([culprits, embedded]).toEqual([[], []])
      expect(unexplained).toBeGreaterThanOrEqual(3)
    }
  })

  test('a crash with nothing in flight is unexplained', () => {
    const finding = afterIncident<number>(null, { kind: 'groups', groups: [] }, { at: 7, problem })
    expect(finding).toEqual({ investigation: null, culprits: [], unexplained: [7] })
  })

  test('forgets items that nobody waits for', () => {
    const { investigation } = afterIncident<number>(null, { kind: 'groups', groups: [[1, 2, 3]] }, { at: 1, problem })
    if (investigation === null) throw new Error('there is something to find out')
    expect(withoutItems(investigation, (item) => item !== 3)?.groups).toEqual([[3]])
    expect(withoutItems(investigation, () => true)).toBeNull()
  })
})
