import { readdir, stat } from 'node:fs/promises'
import { libraryPaths } from './library-paths.ts'

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** Whether a folder holds a library, or what a damaged one can be made from. Makes nothing. */
export const isLibrary = async (folder: string): Promise<boolean> => {
  const { database, lock, backups } = libraryPaths(folder)
  if ((await exists(database)) || (await exists(lock))) return true
  return (await readdir(backups).catch(() => [])).length > 0
}
