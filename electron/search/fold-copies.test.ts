import { expect, it } from 'vitest'
import type { Arranged } from './arrange.ts'
import { foldCopies, withCopies } from './fold-copies.ts'

const hit = (scene: number, run: readonly number[] = [scene]): Arranged => ({
  lead: { scene, fused: 1, score: 1, relevant: true, similarities: [], exact: null },
  run,
})
const scenes = (hits: readonly Arranged[]): readonly number[] => hits.map(({ lead }) => lead.scene)

const [one, other] = [
  [1, 4, 6],
  [2, 3],
]
const copies = {
  groupOf: new Map([
    ...(one ?? []).map((scene) => [scene, one ?? []] as const),
    ...(other ?? []).map((scene) => [scene, other ?? []] as const),
  ]),
  isComplete: true,
}

it('keeps the first hit of every group of copies, in the order that they had', () => {
  expect(
    scenes(
      foldCopies(
        [4, 5, 3, 1, 2, 6].map((scene) => hit(scene)),
        copies,
      ),
    ),
  ).toEqual([4, 5, 3])
})

it('tells which copies a hit stands for: those that the filter leaves, but not itself, its run and what is left out', () => {
  const told = (of: Arranged, within: readonly number[] | null, without: readonly number[]) =>
    withCopies([of], copies, within === null ? null : Float64Array.from(within), without)[0]?.copies
  expect(told(hit(4), null, [])).toEqual([1, 6])
  expect(told(hit(4), [1, 4], [])).toEqual([1])
  expect(told(hit(4), null, [1])).toEqual([6])
  expect(told(hit(4, [4, 6]), null, [])).toEqual([1])
  expect(told(hit(2), [2], [])).toBeUndefined()
  expect(told(hit(5), null, [])).toBeUndefined()
})
