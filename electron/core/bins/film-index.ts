import { mediaOfVideo } from '../../domain/interchange/build-timeline.ts'
import { nameInPath } from '../../domain/interchange/paths.ts'
import type { ReadClip } from '../../domain/interchange/read/read-list.ts'
import { fileKey, fileNamesOf, type LinkableFilm, reelKey, stemKey } from '../../domain/interchange/read/relink.ts'
import type { MediaPort, StorePort, VideoDetailsRecord } from '../../domain/ports/index.ts'

/** What films are looked up with. */
export interface FilmIndexParts {
  readonly store: Pick<StorePort, 'videos'>
  readonly media: Pick<MediaPort, 'identify'>
}

/** A film with its record. */
export interface FoundFilm extends LinkableFilm {
  readonly video: VideoDetailsRecord
}

/** Films of a library by what lists say of them. */
export interface FilmIndex {
  /** Films that a sign of a range leaves, from the surest sign to the weakest; signs that leave none are passed over. */
  readonly candidates: (clip: ReadClip, path: string | null) => AsyncGenerator<readonly FoundFilm[], void>
}

const pageSize = 500
/** Files that are read to find out whether the library has their content under another path. */
const mostFilesRead = 500

const add = (map: Map<string, Set<string>>, key: string, id: string): void => {
  const held = map.get(key)
  if (held === undefined) map.set(key, new Set([id]))
  else held.add(id)
}

/** A path of this machine that names a file; shares are left alone, as a list could make this machine sign in at any server. */
const isLocalPath = (path: string): boolean => /^(?:\/(?!\/)|[A-Za-z]:[\\/])/.test(path)

/** Reads the names of all films, and the rest of those that are asked for. */
export const createFilmIndex = async (
  { store: { videos }, media }: FilmIndexParts,
  signal: AbortSignal,
): Promise<FilmIndex> => {
  const [paths, names, stems, titles] = [new Map<string, Set<string>>(), new Map(), new Map(), new Map()] as const
  let after = 0
  for (;;) {
    signal.throwIfAborted()
    const page = await videos.locations(after, pageSize)
    for (const { videoId, path, key } of page) {
      after = Math.max(after, key)
      add(paths, path, videoId)
      add(names, fileKey(nameInPath(path)), videoId)
      add(stems, stemKey(nameInPath(path)), videoId)
    }
    if (page.length < pageSize) break
  }
  let cursor: string | undefined
  do {
    signal.throwIfAborted()
    const page = await videos.list({
      limit: pageSize,
      sort: 'added',
      order: 'asc',
      ...(cursor === undefined ? {} : { cursor }),
    })
    for (const { id, title, path } of page.items) {
      add(titles, fileKey(title), id)
      // Films whose file is gone have no location any more, but a last path.
      add(paths, path, id)
      add(names, fileKey(nameInPath(path)), id)
      add(stems, stemKey(nameInPath(path)), id)
    }
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)

  const films = new Map<string, FoundFilm | null>()
  const film = async (id: string): Promise<FoundFilm | null> => {
    const known = films.get(id)
    if (known !== undefined) return known
    const video = await videos.get(id)
    const found =
      video === null || video.removedAt !== null || video.probe === null
        ? null
        : {
            videoId: id,
            video,
            media: mediaOfVideo(video, []),
            paths: video.locations.length > 0 ? video.locations.map(({ path }) => path) : [video.path],
            hasTimecode: (video.probe.sourceTimecode ?? null) !== null,
            variableRate: video.probe.variableFrameRate,
          }
    films.set(id, found)
    return found
  }
  const all = async (ids: Iterable<string>): Promise<readonly FoundFilm[]> => {
    const found: FoundFilm[] = []
    for (const id of ids) {
      const each = await film(id)
      if (each !== null) found.push(each)
    }
    return found
  }

  const contents = new Map<string, readonly FoundFilm[]>()
  const byContent = async (path: string): Promise<readonly FoundFilm[]> => {
    const known = contents.get(path)
    if (known !== undefined) return known
    let found: readonly FoundFilm[] = []
    if (contents.size < mostFilesRead) {
      const identity = await media.identify(path, signal)
      const video = identity.ok ? await videos.findByContent(identity.value.contentId) : null
      if (video !== null) found = await all([video.id])
    }
    contents.set(path, found)
    return found
  }

  let reels: Map<string, Set<string>> | null = null
  /** Films whose camera gave them timecode, by reel; reads every film once. */
  const byReel = async (reel: string): Promise<readonly FoundFilm[]> => {
    if (reels === null) {
      reels = new Map()
      for (const ids of titles.values())
        for (const each of await all(ids)) {
          signal.throwIfAborted()
          if (each.hasTimecode) add(reels, reelKey(each.media.reel), each.videoId)
        }
    }
    return await all(reels.get(reelKey(reel)) ?? [])
  }

  return {
    candidates: async function* (clip, path) {
      const own = clip.videoId === null ? null : await film(clip.videoId)
      if (own !== null) yield [own]
      if (path !== null) {
        const there = await all(paths.get(path) ?? [])
        if (there.length > 0) yield there
        else if (isLocalPath(path)) yield await byContent(path)
      }
      for (const name of fileNamesOf(clip)) yield await all(names.get(fileKey(name)) ?? [])
      for (const name of fileNamesOf(clip)) yield await all(stems.get(stemKey(name)) ?? [])
      yield await all(titles.get(fileKey(clip.name)) ?? [])
      if (clip.reel !== null) yield await byReel(clip.reel)
    },
  }
}
