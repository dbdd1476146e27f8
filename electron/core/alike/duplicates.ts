import { setImmediate as nextTurn } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import type { DuplicateGroup, ListDuplicatesQuery, Page } from '../../contract/index.ts'
import {
  type ComparedScene,
  compareScenes,
  cosine,
  type ScenePair,
  thresholds,
} from '../../domain/alike/compare-scenes.ts'
import { type AlikeGroup, groupScenes } from '../../domain/alike/group-scenes.ts'
import { type LightCurve, lightCurve } from '../../domain/alike/light-curve.ts'
import { lookSpace } from '../../domain/look/look.ts'
import type { MediaPort, StorePort, VideoRecord } from '../../domain/ports/index.ts'
import { StoreError } from '../../domain/store-error.ts'
import type { Changes } from '../changes.ts'
import type { LibraryPaths } from '../library-paths.ts'
import { presentScene } from '../present.ts'

const scenesAtOnce = 5_000
const videosAtOnce = 500
const sliceMs = 5
const curvesKept = 1_000

/** Scenes that are alike. */
export interface Duplicates {
  /** Groups of copies, then of alternate takes. The first call after a change of the library compares what is new. */
  readonly list: (query: ListDuplicatesQuery, signal: AbortSignal) => Promise<Page<DuplicateGroup>>
}

interface Found {
  readonly scenes: readonly ComparedScene[]
  readonly groups: readonly AlikeGroup[]
  readonly videos: ReadonlyMap<string, VideoRecord>
}

/** Compares scenes by what the analysis kept: no film is read again. What was compared stays while the library is open. */
export const createDuplicates = (parts: {
  readonly store: StorePort
  readonly media: Pick<MediaPort, 'features'>
  readonly paths: Pick<LibraryPaths, 'content'>
  readonly changes: Pick<Changes, 'listen'>
}): Duplicates => {
  const { store } = parts
  const curves = new LRUCache<string, LightCurve>({ max: curvesKept })
  /** Ids of the scenes of each video that was compared, so that other cuts are compared anew; and what was found. */
  let compared: ReadonlyMap<string, string> = new Map()
  let pairs: readonly ScenePair[] = []
  let version = 0
  let held: { readonly version: number; readonly found: Found } | null = null
  let working: Promise<Found> | null = null
  let turnMs = performance.now()
  const changed = (): void => {
    version += 1
  }
  parts.changes.listen({ videoRemoved: changed, scenesChanged: changed, spacesChanged: changed })

  const curveOf = async (contentId: string): Promise<LightCurve | null> => {
    const kept = curves.get(contentId)
    if (kept !== undefined) return kept
    const features = await parts.media.features(parts.paths.content(contentId))
    if (!features.ok) return null
    const curve = lightCurve(features.value)
    curves.set(contentId, curve)
    return curve
  }

  const readScenes = async (): Promise<readonly ComparedScene[]> => {
    const space = (await store.vectors.list()).find(
      ({ modality, model, revision }) =>
        modality === 'look' && model === lookSpace.model && revision === lookSpace.revision,
    )
    const scenes: ComparedScene[] = []
    let after: string | null = null
    while (space !== undefined) {
      const page = await store.vectors.scenes(space.id, after, scenesAtOnce)
      for (const { vector: look, ...scene } of page) scenes.push({ ...scene, look })
      after = page.at(-1)?.sceneId ?? null
      if (page.length < scenesAtOnce) break
    }
    return scenes
  }

  const readVideos = async (scenes: readonly ComparedScene[]): Promise<ReadonlyMap<string, VideoRecord>> => {
    const ids = [...new Set(scenes.map(({ videoId }) => videoId))]
    const videos = new Map<string, VideoRecord>()
    for (let from = 0; from < ids.length; from += videosAtOnce)
      for (const video of await store.videos.getMany(ids.slice(from, from + videosAtOnce))) videos.set(video.id, video)
    return videos
  }

  /** Compares the scenes of two videos, or of one among themselves, and lets others have their turn every few ms. */
  const comparePair = async (
    one: readonly ComparedScene[],
    other: readonly ComparedScene[],
    videos: ReadonlyMap<string, VideoRecord>,
    signal: AbortSignal,
  ): Promise<readonly ScenePair[]> => {
    const candidates: { readonly a: ComparedScene; readonly b: ComparedScene; readonly look: number }[] = []
    for (const [place, a] of one.entries()) {
      if (performance.now() - turnMs > sliceMs) {
        await nextTurn()
        signal.throwIfAborted()
        turnMs = performance.now()
      }
      for (const b of one === other ? one.slice(place + 1) : other) {
        const look = cosine(a.look, b.look)
        if (look >= thresholds.candidateLook) candidates.push({ a, b, look })
      }
    }
    const [first] = candidates
    if (first === undefined) return []
    const curveA = await curveOf(videos.get(first.a.videoId)?.contentId ?? '')
    const curveB = one === other ? curveA : await curveOf(videos.get(first.b.videoId)?.contentId ?? '')
    return curveA === null || curveB === null ? [] : compareScenes(candidates, curveA, curveB)
  }

  const find = async (signal: AbortSignal): Promise<Found> => {
    const scenes = await readScenes()
    const videos = await readVideos(scenes)
    const byVideo = [...Map.groupBy(scenes, ({ videoId }) => videoId)]
    const cuts = new Map(byVideo.map(([id, own]) => [id, own.map(({ sceneId }) => sceneId).join()]))
    const isKnown = (videoId: string): boolean => compared.get(videoId) === cuts.get(videoId) && cuts.has(videoId)
    const found: ScenePair[] = pairs.filter(({ a, b }) => isKnown(a.videoId) && isKnown(b.videoId))
    for (const [place, [id, own]] of byVideo.entries()) {
      for (const [otherId, others] of byVideo.slice(0, place + 1)) {
        if (isKnown(id) && isKnown(otherId)) continue
        found.push(...(await comparePair(own, others, videos, signal)))
      }
    }
    pairs = found
    compared = cuts
    const placeOf = new Map(scenes.map(({ sceneId }, place) => [sceneId, place]))
    const numbered = found.map(({ a, b, ...pair }) => ({
      ...pair,
      a: placeOf.get(a.sceneId) ?? 0,
      b: placeOf.get(b.sceneId) ?? 0,
    }))
    const rank = (place: number): number => {
      const { width = 0, height = 0 } = videos.get(scenes[place]?.videoId ?? '') ?? {}
      return -(width * height)
    }
    return { scenes, videos, groups: groupScenes(numbered, rank) }
  }

  /** One comparison at a time; its result is used until the library changes. */
  const current = async (signal: AbortSignal): Promise<Found> => {
    while (working !== null) await working.catch(() => {})
    if (held !== null && held.version === version) return held.found
    const began = version
    const work = find(signal)
    working = work.finally(() => {
      working = null
    })
    const found = await working
    held = { version: began, found }
    return found
  }

  const present = async (group: AlikeGroup, { scenes, videos }: Found): Promise<DuplicateGroup | null> => {
    const ids = group.members.flatMap(({ scene }) => scenes[scene]?.sceneId ?? [])
    const records = new Map((await store.scenes.getMany(ids)).map((scene) => [scene.id, scene]))
    const members = group.members.flatMap(({ scene: place, by }) => {
      const record = records.get(scenes[place]?.sceneId ?? '')
      const video = record === undefined ? undefined : videos.get(record.videoId)
      if (record === undefined || video === undefined) return []
      return [
        {
          scene: presentScene(record),
          videoTitle: video.title,
          videoWidth: video.width,
          videoHeight: video.height,
          sizeBytes: video.sizeBytes,
          look: by?.look ?? 1,
          correlation: by?.correlation ?? null,
        },
      ]
    })
    const [first] = members
    return first === undefined || members.length < 2 ? null : { id: first.scene.id, kind: group.kind, scenes: members }
  }

  return {
    list: async ({ kind, cursor, limit }, signal) => {
      const from = cursor === undefined ? 0 : Number(cursor)
      if (!Number.isInteger(from) || from < 0)
        throw new StoreError(
          'bad_request',
          'The cursor does not belong to this list.',
          'Start again from the first page.',
        )
      const found = await current(signal)
      const groups = found.groups.filter((group) => kind === undefined || group.kind === kind)
      const items = await Promise.all(groups.slice(from, from + limit).map((group) => present(group, found)))
      return {
        items: items.filter((item) => item !== null),
        nextCursor: from + limit < groups.length ? String(from + limit) : null,
      }
    },
  }
}
