import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** The folder as its disk spells it: cameras write `CLIP` as well as `Clip`. */
export const folderAsSpelled = async (path: string): Promise<string> => {
  const parent = dirname(path)
  const wanted = basename(path).toLowerCase()
  const names = await readdir(parent).catch((): string[] => [])
  return join(parent, names.find((name) => name.toLowerCase() === wanted) ?? basename(path))
}
