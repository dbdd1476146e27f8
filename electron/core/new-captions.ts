import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import { isSidecarOf } from '../domain/import/file-names.ts'

/**
 * Whether a caption file beside a video came or changed after a moment (ISO 8601). The time of the change of its entry
 * counts, which a copy that keeps the old modification time has too.
 */
export const hasNewerCaptions = async (videoPath: string, since: string): Promise<boolean> => {
  const folder = dirname(videoPath)
  const sinceMs = Date.parse(since)
  const names = await readdir(folder).catch((): string[] => [])
  for (const name of names) {
    if (!isSidecarOf(name, basename(videoPath))) continue
    const found = await stat(join(folder, name)).catch(() => null)
    if (found?.isFile() === true && Math.max(found.ctimeMs, found.mtimeMs) > sinceMs) return true
  }
  return false
}
