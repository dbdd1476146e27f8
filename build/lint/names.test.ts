import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { rootPath } from '../setup/paths.mjs'
import { sourceFiles } from './source-files.ts'

/** Names that are declared twice on purpose. */
const allowed: ReadonlySet<string> = new Set([
  // The renderer imports no code of the domain, so it has this function of three lines itself.
  'assertNever',
])

/** Screens loaded lazily are exported under the name of the component they load. */
const lazyScreens = 'renderer/app/lazy-screens.ts'

/** Tests, fixtures and stories are entered by nobody else; AssemblyScript compiles on its own and repeats constants. */
const isChecked = (path: string): boolean =>
  /\.tsx?$/.test(path) &&
  !/\.(test|spec|stories|d)\.tsx?$/.test(path) &&
  !/(^|\/)(fixtures|assembly|node_modules|screenshots)\//.test(path) &&
  path !== lazyScreens

/** Names that a file declares and exports; re-exports are the same thing and do not count. */
const exportedNames = (source: string): readonly string[] =>
  [...source.matchAll(/^export (?:abstract |async )*(?:const|let|function\*?|class|interface|type|enum) (\w+)/gm)].map(
    ([, name = '']) => name,
  )

it('no exported name means two things', () => {
  const filesByName = new Map<string, Set<string>>()
  for (const path of sourceFiles(isChecked)) {
    for (const name of exportedNames(readFileSync(join(rootPath, path), 'utf8'))) {
      filesByName.set(name, (filesByName.get(name) ?? new Set()).add(path))
    }
  }
  const doubles = [...filesByName].filter(([name, files]) => files.size > 1 && !allowed.has(name))
  expect(filesByName.size).toBeGreaterThan(1000)
  expect(doubles.map(([name, files]) => `${name}: ${[...files].join(', ')}`)).toEqual([])
})
