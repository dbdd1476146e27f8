import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { rawPlaces, rawProxyPlaces, type TakePlace } from '../../domain/import/camera-raw.ts'
import { isHiddenName } from '../../domain/import/file-names.ts'
import { judgeFile } from '../../domain/import/judge-file.ts'
import { readHead } from './read-head.ts'
import { folderAsSpelled } from './spelled-folder.ts'

/** The format of a camera RAW file, its extension in capitals; null where the file is something else. */
export const rawFormat = async (path: string): Promise<string | null> => {
  const verdict = judgeFile(path, await readHead(path))
  return verdict.kind === 'left-out' && verdict.why === 'raw' ? (verdict.format ?? 'RAW') : null
}

const firstThere = async (
  path: string,
  places: readonly TakePlace[],
  isWanted: (path: string) => Promise<boolean>,
): Promise<string | null> => {
  for (const { folder, fits } of places) {
    const base = await folderAsSpelled(join(dirname(path), folder))
    const names = await readdir(base).catch((): string[] => [])
    for (const name of names.toSorted()) {
      const found = join(base, name)
      if (found !== path && !isHiddenName(name) && fits(name) && (await isWanted(found))) return found
    }
  }
  return null
}

/** The film that stands for a camera RAW file, as far as it lies where proxies do; null where there is none. */
export const proxyOfRaw = (path: string): Promise<string | null> =>
  firstThere(
    path,
    rawProxyPlaces(basename(path)),
    async (found) => judgeFile(found, await readHead(found)).kind === 'video',
  )

/** The camera RAW file (the first of a take in several) that a film is a proxy of; null where none lies where originals do. */
export const rawOriginalOf = (path: string): Promise<string | null> =>
  firstThere(
    path,
    rawPlaces(basename(path), basename(dirname(path))),
    async (found) => (await rawFormat(found)) !== null,
  )
