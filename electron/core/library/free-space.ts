import { statfs } from 'node:fs/promises'

/** Bytes that are free where these folders lie, the least of them; null where none can be measured. */
export const freeBytes = async (folders: readonly string[]): Promise<number | null> => {
  const found = await Promise.all(folders.map((folder) => statfs(folder).catch(() => null)))
  const free = found.flatMap((each) => (each === null ? [] : [each.bavail * each.bsize]))
  return free.length === 0 ? null : Math.min(...free)
}
