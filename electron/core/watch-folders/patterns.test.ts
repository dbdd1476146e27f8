import { expect, it } from 'vitest'
import { pathFilter } from './patterns.ts'

const takes = (include: readonly string[], exclude: readonly string[], path: string): boolean =>
  pathFilter({ include, exclude }).takesFile(path)

it.each([
  [[], [], 'a.mov', true],
  [['*.mov'], [], 'Day 1/A.MOV', true],
  [['*.mov'], [], 'Day 1/a.mp4', false],
  [['*.{mov,mxf}'], [], 'a.mxf', true],
  [['Day ?'], [], 'Day 1/clips/a.mp4', true],
  [['Day 1/*'], [], 'Day 1/clips/a.mp4', true],
  [['cards/**/*.mts'], [], 'cards/PRIVATE/AVCHD/00001.MTS', true],
  [['cards/**/*.mts'], [], 'other/00001.MTS', false],
  [[], ['proxies'], 'Day 1/Proxies/a.mov', false],
  [[], ['Day 1/proxies/'], 'Day 1/proxies/a.mov', false],
  [[], ['Day 1/proxies/'], 'Day 2/proxies/a.mov', true],
  [['*.mov'], ['*_old*'], 'a_old.mov', false],
] as const)('include %j, exclude %j: %s → %s', (include, exclude, path, taken) => {
  expect(takes(include, exclude, path)).toBe(taken)
})

it('does not enter folders that are excluded', () => {
  const { entersFolder } = pathFilter({ include: ['*.mov'], exclude: ['render*', 'Day 1/old'] })
  expect([entersFolder(''), entersFolder('Day 1'), entersFolder('Renders'), entersFolder('Day 1/old')]).toEqual([
    true,
    true,
    false,
    false,
  ])
})
