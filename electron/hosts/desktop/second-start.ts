import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'

/**
 * The one path of a library's folder, however it was reached: links are followed as far as the folder exists.
 */
export const realLibraryPath = (path: string, realpath: (path: string) => string = realpathSync): string => {
  try {
    return realpath(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(realLibraryPath(parent, realpath), basename(path))
  }
}

/**
 * Electron's folder of this start. Electron lets one process hold each such folder, so every library but the default one
 * has a folder of its own: a second start with the same library reaches the open window, one with another library opens
 * a window of its own.
 */
export const profileFolder = (userData: string, libraryPath: string, defaultLibraryPath: string): string =>
  libraryPath === defaultLibraryPath
    ? userData
    : join(userData, 'Libraries', createHash('sha256').update(libraryPath).digest('hex').slice(0, 16))

const startSchema = z.object({
  libraryPath: z.string(),
  paths: z.array(z.string()),
  place: z.string().startsWith('/').nullish(),
})

/** What a second start hands over to the process that holds the lock. All paths are absolute, as its own folder had them. */
export type HandedOver = z.infer<typeof startSchema>

/** What the open window does about a second start. */
export type SecondStart =
  | { readonly kind: 'import'; readonly paths: readonly string[]; readonly place: string | null }
  /** Never import into this library what was meant for another one. */
  | { readonly kind: 'otherLibrary'; readonly libraryPath: string }
  | { readonly kind: 'show' }

/** Decides about a second start from what it handed over. */
export const decideSecondStart = (openLibraryPath: string, handedOver: unknown): SecondStart => {
  const start = startSchema.safeParse(handedOver)
  if (!start.success) return { kind: 'show' }
  const { libraryPath, paths, place = null } = start.data
  return libraryPath === openLibraryPath ? { kind: 'import', paths, place } : { kind: 'otherLibrary', libraryPath }
}
