import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { rootPath } from '../setup/paths.mjs'

/** Every file of the app's sources (`electron`, `renderer`) that is wanted, as a path from the root with `/`. */
export const sourceFiles = (isWanted: (path: string) => boolean): readonly string[] =>
  ['electron', 'renderer']
    .flatMap((folder) =>
      readdirSync(join(rootPath, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(rootPath, join(entry.parentPath, entry.name)).replaceAll('\\', '/')),
    )
    .filter(isWanted)
