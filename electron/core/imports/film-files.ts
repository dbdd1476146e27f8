import type {
  ContentIdentity,
  MediaPort,
  StorePort,
  TakePart,
  VideoDetailsRecord,
  VideoRecord,
} from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { Changes } from '../changes.ts'
import { filesAt } from '../library/location-files.ts'
import { readStamp } from '../library/read-stamp.ts'
import type { CameraTake } from './camera-takes.ts'

/** A film as it lies on the disk, and what the library knows of it. */
export interface FilmFile {
  /** Of the first file, where they are several. */
  readonly path: string
  readonly identity: ContentIdentity
  readonly stamp: string | null
  readonly parts?: readonly TakePart[]
  readonly known: VideoDetailsRecord | null
  /** Videos that are files of it by themselves: they were imported before the others came. */
  readonly apart: readonly VideoRecord[]
}

/** Finds out what is to be imported at a path. */
export interface FilmFiles {
  /** One file, or the take that it is a part of, unless a person has worked on parts of it as films of their own. */
  readonly at: (path: string, take: CameraTake | null, signal: AbortSignal) => Promise<Result<FilmFile>>
  /** The file is in the library as this video: videos that were a part of it go. */
  readonly takeIn: (file: FilmFile, videoId: string) => Promise<void>
}

/** The film files of one library. */
export const createFilmFiles = (parts: {
  readonly store: StorePort
  readonly media: Pick<MediaPort, 'identify'>
  readonly changes: Changes
}): FilmFiles => {
  const { store, changes } = parts

  const heldApart = async (paths: readonly string[]): Promise<readonly VideoRecord[]> => {
    const held = await Promise.all(paths.map((path) => store.videos.findByPath(path)))
    return held.flatMap((video) => (video === null || video.removedAt !== null ? [] : [video]))
  }

  return {
    at: async (path, take, signal) => {
      if (take?.kind === 'parts') {
        const { identity, parts: files, stamp } = take
        const known = await store.videos.findByContent(identity.contentId)
        const apart = known === null ? await heldApart(take.paths) : []
        const worked = await Promise.all(apart.map(({ id }) => store.videos.wasWorkedOn(id)))
        if (!worked.includes(true)) return ok({ path: take.path, identity, stamp, parts: files, known, apart })
      }
      const found = await readStamp(path)
      const identity = await parts.media.identify(path, signal)
      if (!identity.ok) return identity
      const known = await store.videos.findByContent(identity.value.contentId)
      return ok({ path, identity: identity.value, stamp: found.kind === 'file' ? found.stamp : null, known, apart: [] })
    },
    takeIn: async (file, videoId) => {
      const files = filesAt(file)
      for (const { id } of file.apart) {
        if (id === videoId) continue
        for (const path of files) await store.videos.dropLocation(id, path)
        const left = await store.videos.get(id)
        if (left === null || left.locations.length > 0) continue
        await store.videos.remove(id)
        changes.videoRemoved(id)
      }
    },
  }
}
