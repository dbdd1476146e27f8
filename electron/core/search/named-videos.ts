import type { NamedVideo, SearchFilter } from '../../contract/index.ts'
import { matchesInNames } from '../../domain/names/name-matches.ts'
import { parseNameQuery } from '../../domain/names/name-query.ts'
import type { StorePort } from '../../domain/ports/index.ts'
import { presentVideo } from '../present.ts'

/** At most so many videos are shown beside what a search found. */
const mostVideos = 12

/** What a search says of videos beside scenes; empty where it asked for no words. */
export interface NamedVideosAnswer {
  readonly videos?: NamedVideo[]
  readonly videoCount?: number
}

/** Finds videos by the words of a search. It never fails: a search that finds scenes is not lost for want of names. */
export const createNamedVideos =
  (store: Pick<StorePort, 'videos'>, log: (level: 'warn', message: string) => void) =>
  async (words: string, filter: SearchFilter): Promise<NamedVideosAnswer> => {
    if (words.trim() === '') return {}
    try {
      const typed = parseNameQuery(words, 1)
      const { videos, count } = await store.videos.named(words, filter, mostVideos)
      const named = videos.map(({ video, paths }) => ({
        ...presentVideo(video),
        matchedIn: matchesInNames({ title: video.title, paths, tags: video.tags }, typed),
      }))
      return { videos: named, videoCount: count }
    } catch (thrown) {
      log('warn', `videos could not be looked for by name: ${String(thrown)}`)
      return {}
    }
  }
