import type { NotAlikeItems, PageQuery, TellApart, ToldApart } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { NotAlike, StorePort } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { Changes } from '../changes.ts'
import { presentScene } from '../present.ts'
import type { UndoLog } from '../undo/undo-log.ts'
import { offsetOf } from './offset-of.ts'

/** What a person says against likeness. */
export interface ToldApartScenes {
  /** Keeps that scenes are not alike; can be undone. */
  readonly tellApart: (input: TellApart) => Promise<Result<ToldApart, ApiFailure>>
  /** Forgets that scenes are not alike; can be undone. */
  readonly takeBackNotAlike: (input: TellApart) => Promise<Result<ToldApart, ApiFailure>>
  /** Pairs of scenes that were said not to be alike, the last first. */
  readonly listNotAlike: (query: PageQuery) => Promise<NotAlikeItems>
}

/** The pairs of scenes that a request names. */
const namedPairs = ({ sceneIds, others }: TellApart): readonly (readonly [string, string])[] =>
  others === undefined
    ? sceneIds.flatMap((one, place) => sceneIds.slice(place + 1).map((other) => [one, other] as const))
    : sceneIds.flatMap((one) => others.map((other) => [one, other] as const))

/** Keeps, lists and forgets what is not alike. `changed` is called whenever groups change by it. */
export const createToldApart = (parts: {
  readonly store: Pick<StorePort, 'alike' | 'videos' | 'scenes'>
  readonly changes: Pick<Changes, 'scenesChanged'>
  readonly history: Pick<UndoLog, 'record'>
  readonly changed: () => void
}): ToldApartScenes => {
  const { store, changes } = parts
  const now = (): string => new Date().toISOString()

  const videosOf = async (pairs: readonly NotAlike[]): Promise<readonly string[]> => {
    const contents = new Set(pairs.flatMap((pair) => pair.map(({ contentId }) => contentId)))
    const videos = await Promise.all([...contents].map((contentId) => store.videos.findByContent(contentId)))
    return videos.flatMap((video) => video?.id ?? [])
  }

  /** Tells of pairs that were just kept (or forgotten), and how to undo it. */
  const done = async (pairs: readonly NotAlike[], kept: boolean): Promise<Result<ToldApart, ApiFailure>> => {
    if (pairs.length === 0) return ok({ pairs: 0 })
    const videoIds = await videosOf(pairs)
    const tell = (): void => {
      parts.changed()
      for (const id of videoIds) changes.scenesChanged(id)
    }
    tell()
    const set = (again: boolean) => async (): Promise<Result<null, ApiFailure>> => {
      await store.alike.setNotAlike(pairs, again, now())
      tell()
      return ok(null)
    }
    const kind = kept ? 'not-alike' : 'not-alike-taken-back'
    parts.history.record({ kind, videoIds, undo: set(!kept), redo: set(kept) })
    return ok({ pairs: pairs.length })
  }

  return {
    tellApart: async (input) => await done(await store.alike.sayNotAlike(namedPairs(input), now()), true),
    takeBackNotAlike: async (input) => await done(await store.alike.takeBackNotAlike(namedPairs(input)), false),
    listNotAlike: async ({ cursor, limit }) => {
      const from = offsetOf(cursor)
      const all = await store.alike.notAlikeScenes()
      const shown = all.slice(from, from + limit)
      const ids = [...new Set(shown.flatMap(({ one, other }) => [one, other]))]
      const records = new Map((await store.scenes.getMany(ids)).map((scene) => [scene.id, scene]))
      const videoIds = [...new Set([...records.values()].map(({ videoId }) => videoId))]
      const titles = new Map((await store.videos.getMany(videoIds)).map(({ id, title }) => [id, title]))
      const present = (id: string) => {
        const record = records.get(id)
        return record === undefined
          ? []
          : [{ scene: presentScene(record), videoTitle: titles.get(record.videoId) ?? '' }]
      }
      return {
        items: shown.flatMap(({ one, other, saidAt }) => {
          const scenes = [...present(one), ...present(other)]
          return scenes.length === 2 ? { scenes, saidAt } : []
        }),
        nextCursor: from + limit < all.length ? String(from + limit) : null,
        total: all.length,
      }
    },
  }
}
