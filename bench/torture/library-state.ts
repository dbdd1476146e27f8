import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { deepCheck } from '../../electron/store/recovery/deep-check.ts'

const keys: Readonly<Record<string, string>> = {
  videos: 'content_id',
  scenes: 'video_pk, idx',
  captions: 'video_pk, track, idx',
  jobs: 'video_pk, stage',
  locations: 'path',
  saved_searches: 'name_key',
}

/** What is wrong in the database of a library that is not open: rows twice, rows without parent, SQLite's own findings. */
export const inspectLibrary = (
  folder: string,
): { readonly doubled: number; readonly orphaned: number; readonly problems: readonly string[] } => {
  const database = new Database(join(folder, 'library.sqlite'), { fileMustExist: true })
  try {
    let doubled = 0
    for (const [table, key] of Object.entries(keys)) {
      doubled += Number(
        database
          .prepare(`SELECT COUNT(*) FROM (SELECT 1 FROM ${table} NOT INDEXED GROUP BY ${key} HAVING COUNT(*) > 1)`)
          .pluck()
          .get(),
      )
    }
    const orphaned = (database.pragma('foreign_key_check') as readonly unknown[]).length
    return { doubled, orphaned, problems: deepCheck(database) }
  } finally {
    database.close()
  }
}

/** Files of a library that is closed which nobody will delete or use. */
export const strayFiles = (folder: string): readonly string[] => {
  const isStray = /\.(partial|partial-journal|restoring|tmp|stale-[\w-]+)$/
  const found: string[] = []
  const look = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const child = join(path, entry.name)
      if (entry.isDirectory()) look(child)
      else if (isStray.test(entry.name)) found.push(child)
    }
  }
  look(folder)
  const temporary = join(folder, 'tmp')
  if (existsSync(temporary)) found.push(...readdirSync(temporary).filter((name) => name !== 'audio'))
  for (const name of ['library.lock', 'server.json']) if (existsSync(join(folder, name))) found.push(name)
  return found
}

/** Processes that name a folder in their command or work in it. Linux only; none elsewhere. */
export const processesOn = (folder: string): readonly number[] => {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        const isZombie = / [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/, ''))
        return !isZombie && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)
      } catch {
        return false
      }
    })
    .map(Number)
}

/** How many processes on these folders are still there after so many ms in which they may end. */
export const processesLeft = async (folders: readonly string[], withinMs: number): Promise<number> => {
  const deadline = Date.now() + withinMs
  const left = (): number => folders.reduce((sum, folder) => sum + processesOn(folder).length, 0)
  while (left() > 0 && Date.now() < deadline) await delay(50)
  return left()
}
