import { join } from 'node:path'

/** Where everything of a library lies. */
export interface LibraryLayout {
  readonly folder: string
  readonly database: string
  /** Who holds the library, as text. */
  readonly lock: string
  /** An empty file that carries the operating system's lock. */
  readonly systemLock: string
  readonly backups: string
  /** What is known about damage of the database, and what was done about it. */
  readonly health: string
  /** Derived media: `media/<first 2 of content id>/<content id>/`. */
  readonly media: string
  /** Files that came by upload: `originals/<batch>/<name>`. */
  readonly originals: string
  /** Partial files; emptied when the library is opened. */
  readonly temporary: string
}

/** The layout of the library in a folder. */
export const libraryLayout = (folder: string): LibraryLayout => ({
  folder,
  database: join(folder, 'library.sqlite'),
  lock: join(folder, 'library.lock'),
  systemLock: join(folder, 'library.lock.system'),
  backups: join(folder, 'backups'),
  health: join(folder, 'database-health.json'),
  media: join(folder, 'media'),
  originals: join(folder, 'originals'),
  temporary: join(folder, 'tmp'),
})
