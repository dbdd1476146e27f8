import { glob, lstat } from 'node:fs/promises'
import { isAbsolute, resolve } from 'node:path'
import type { ImportItem } from '../../contract/index.ts'
import { errorItem } from './import-items.ts'

/** Absolute paths to import, and arguments that name nothing. */
export interface ExpandedPaths {
  readonly paths: readonly string[]
  readonly refused: readonly ImportItem[]
}

const exists = async (path: string): Promise<boolean> => (await lstat(path).catch(() => null)) !== null

/**
 * Turns the arguments of `import` into absolute paths. An argument that exists is taken as it is, even when its name
 * looks like a pattern; else `*`, `?`, `[…]`, `{…}` and `**` are expanded, for shells that do not.
 */
export const expandPaths = async (args: readonly string[], workingFolder: string): Promise<ExpandedPaths> => {
  const paths = new Set<string>()
  const refused: ImportItem[] = []
  for (const argument of args) {
    const path = resolve(workingFolder, argument)
    if (await exists(path)) {
      paths.add(path)
      continue
    }
    let found = false
    if (/[*?[{]/.test(argument))
      for await (const match of glob(argument, { cwd: workingFolder })) {
        found = true
        paths.add(isAbsolute(match) ? match : resolve(workingFolder, match))
      }
    if (!found) refused.push(errorItem(path))
  }
  return { paths: [...paths].sort(), refused }
}
