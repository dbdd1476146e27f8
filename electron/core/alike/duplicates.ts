import { setTimeout as rest } from 'node:timers/promises'
import type {
  AlikeScene,
  DuplicateGroup,
  DuplicateGroups,
  DuplicatesStatus,
  ListDuplicatesQuery,
} from '../../contract/index.ts'
import { type AlikeGroup, groupScenes } from '../../domain/alike/group-scenes.ts'
import type { KnownCopies } from '../../domain/alike/known-copies.ts'
import type { MediaPort, SceneRecord, StorePort, VideoRecord } from '../../domain/ports/index.ts'
import type { Changes } from '../changes.ts'
import type { LibraryPaths } from '../library-paths.ts'
import { presentScene } from '../present.ts'
import type { UndoLog } from '../undo/undo-log.ts'
import { createPairFinder, type FoundPairs } from './find-pairs.ts'
import { createToldApart, type ToldApartScenes } from './not-alike.ts'
import { offsetOf } from './offset-of.ts'

/** Scenes that are alike. */
export interface Duplicates extends ToldApartScenes {
  /** Groups of copies, then of alternate takes. The first call after a change of the library compares what is new. */
  readonly list: (query: ListDuplicatesQuery, signal: AbortSignal) => Promise<DuplicateGroups>
  readonly status: () => DuplicatesStatus
}

/** What else the core has of them: what search folds by, and their end. */
export interface DuplicateService extends Duplicates {
  /** Copies as far as they are known; a comparison that is needed begins, and is waited for a moment only. */
  readonly copies: () => Promise<KnownCopies>
  readonly close: () => void
}

/** A search waits so long for a comparison. */
const copiesWithinMs = 250

interface Found extends FoundPairs {
  readonly groups: readonly AlikeGroup[]
  /** What was said not to be alike, as one text. */
  readonly apart: string
}

const pairKey = (one: string, other: string): string => (one < other ? `${one} ${other}` : `${other} ${one}`)

const presentAlike = (
  record: SceneRecord,
  video: VideoRecord,
  { by, offsetMs }: AlikeGroup['members'][number],
  codec: string | undefined,
): AlikeScene => ({
  scene: presentScene(record),
  videoTitle: video.title,
  videoWidth: video.width,
  videoHeight: video.height,
  sizeBytes: video.sizeBytes,
  look: by?.look ?? 1,
  correlation: by?.correlation ?? null,
  offsetMs,
  path: video.path,
  missing: video.missing,
  durationMs: video.durationMs,
  frameRate: video.frameRate,
  codec: codec ?? null,
  bitRate: video.durationMs > 0 ? Math.round((video.sizeBytes * 8_000) / video.durationMs) : null,
  addedAt: video.addedAt,
  recordedAt: video.recordedAt,
})

/** The place of each video among those whose scenes come first: the largest picture, then the longest, then the most bytes. */
const videoRanks = (videos: readonly VideoRecord[]): ReadonlyMap<string, number> => {
  const inOrder = videos.toSorted(
    (a, b) =>
      b.width * b.height - a.width * a.height ||
      b.durationMs - a.durationMs ||
      b.sizeBytes - a.sizeBytes ||
      a.addedAt.localeCompare(b.addedAt) ||
      a.id.localeCompare(b.id),
  )
  return new Map(inOrder.map(({ id }, rank) => [id, rank]))
}

/** Groups what is alike, and keeps apart what a person said is not. */
export const createDuplicates = (parts: {
  readonly store: StorePort
  readonly media: Pick<MediaPort, 'features'>
  readonly paths: Pick<LibraryPaths, 'content'>
  readonly changes: Pick<Changes, 'listen' | 'scenesChanged'>
  readonly history: Pick<UndoLog, 'record'>
}): DuplicateService => {
  const { store, changes } = parts
  const finder = createPairFinder(parts)
  const closing = new AbortController()
  const folded = new WeakMap<Found, KnownCopies['groupOf']>()
  let version = 0
  let held: { readonly version: number; readonly found: Found } | null = null
  let working: Promise<Found> | null = null
  let progress = { videos: 0, compared: 0 }
  const changed = (): void => {
    version += 1
  }
  const toldApart = createToldApart({ ...parts, changed })
  changes.listen({ videoRemoved: changed, videoChanged: changed, scenesChanged: changed, spacesChanged: changed })

  const find = async (signal: AbortSignal): Promise<Found> => {
    const found = await finder.update((compared, videos) => {
      progress = { videos, compared }
    }, signal)
    const { scenes, videos, pairs } = found
    const said = (await store.alike.notAlikeScenes()).map(({ one, other }) => pairKey(one, other))
    const saidText = said.toSorted().join()
    if (held?.found.pairs === pairs && held.found.apart === saidText) return held.found
    const apart = new Set(said)
    const placeOf = new Map(scenes.map(({ sceneId }, place) => [sceneId, place]))
    const numbered = pairs.map(({ a, b, ...pair }) => ({
      ...pair,
      a: placeOf.get(a.sceneId) ?? 0,
      b: placeOf.get(b.sceneId) ?? 0,
    }))
    const ranks = videoRanks([...videos.values()])
    const groups = groupScenes(numbered, {
      videoOf: (place) => scenes[place]?.videoId,
      rank: (place) => ranks.get(scenes[place]?.videoId ?? '') ?? 0,
      ...(apart.size === 0
        ? {}
        : { areApart: (a, b) => apart.has(pairKey(scenes[a]?.sceneId ?? '', scenes[b]?.sceneId ?? '')) }),
    })
    return { ...found, groups, apart: saidText }
  }

  /** One comparison at a time; its result is used until the library changes. */
  const current = async (signal: AbortSignal): Promise<Found> => {
    while (working !== null) await working.catch(() => {})
    if (held !== null && held.version === version) return held.found
    const began = version
    const work = find(signal)
    working = work.finally(() => {
      working = null
      progress = { videos: 0, compared: 0 }
    })
    const found = await working
    held = { version: began, found }
    return found
  }

  const foldsOf = async (found: Found): Promise<KnownCopies['groupOf']> => {
    const known = folded.get(found)
    if (known !== undefined) return known
    const groups = found.groups.filter(({ kind }) => kind === 'duplicate').map((group) => idsOf(group, found))
    const numbers = await store.scenes.numbers(groups.flat())
    const groupOf = new Map(
      groups.flatMap((ids) => {
        const group = ids.flatMap((id) => numbers[id] ?? [])
        return group.map((scene) => [scene, group] as const)
      }),
    )
    folded.set(found, groupOf)
    return groupOf
  }

  const idsOf = (group: AlikeGroup, { scenes }: Found): readonly string[] =>
    group.members.flatMap(({ scene }) => scenes[scene]?.sceneId ?? [])

  /** Whether at most one scene of a group is not rejected. */
  const decider = async (groups: readonly AlikeGroup[], found: Found): Promise<(group: AlikeGroup) => boolean> => {
    const rejected = new Set(await store.alike.rejected(groups.flatMap((group) => idsOf(group, found))))
    return (group) => idsOf(group, found).filter((id) => !rejected.has(id)).length <= 1
  }

  const present = async (
    groups: readonly AlikeGroup[],
    found: Found,
    isDecided: (group: AlikeGroup) => boolean,
  ): Promise<DuplicateGroup[]> => {
    const ids = groups.flatMap((group) => idsOf(group, found))
    const records = new Map((await store.scenes.getMany(ids)).map((scene) => [scene.id, scene]))
    const videoIds = [...new Set([...records.values()].map(({ videoId }) => videoId))]
    const videos = new Map((await store.videos.getMany(videoIds)).map((video) => [video.id, video]))
    const codecs = await store.alike.codecs(videoIds)
    return groups.flatMap((group) => {
      const scenes = group.members.flatMap((member) => {
        const record = records.get(found.scenes[member.scene]?.sceneId ?? '')
        const video = record === undefined ? undefined : videos.get(record.videoId)
        return record === undefined || video === undefined ? [] : presentAlike(record, video, member, codecs[video.id])
      })
      const [first] = scenes
      return first === undefined || scenes.length < 2
        ? []
        : { id: first.scene.id, kind: group.kind, scenes, decided: isDecided(group) }
    })
  }

  return {
    copies: async () => {
      const timer = new AbortController()
      // A comparison that failed is not waited for again and again; the list of duplicates tells why.
      const compared = current(closing.signal).catch(() => held?.found ?? 'failed')
      const waited = rest(copiesWithinMs, null, { signal: timer.signal }).catch(() => null)
      const fresh = await Promise.race([compared, waited])
      timer.abort()
      const found = fresh === null ? (held?.found ?? null) : fresh
      return {
        groupOf: found === null || found === 'failed' ? new Map() : await foldsOf(found),
        isComplete: fresh !== null,
      }
    },
    close: () => closing.abort(),
    list: async ({ kind, decided, cursor, limit }, signal) => {
      const from = offsetOf(cursor)
      const found = await current(signal)
      const ofKind = found.groups.filter((group) => kind === undefined || group.kind === kind)
      const isDecided = await decider(ofKind, found)
      const groups =
        decided === undefined ? ofKind : ofKind.filter((group) => isDecided(group) === (decided === 'true'))
      return {
        items: await present(groups.slice(from, from + limit), found, isDecided),
        nextCursor: from + limit < groups.length ? String(from + limit) : null,
        total: groups.length,
      }
    },
    status: () => ({
      state: working !== null ? 'comparing' : held?.version === version ? 'ready' : 'outdated',
      ...progress,
    }),
    ...toldApart,
  }
}
