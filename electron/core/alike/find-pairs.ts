import { setImmediate as nextTurn } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import {
  type ComparedScene,
  compareScenes,
  cosine,
  type ScenePair,
  thresholds,
} from '../../domain/alike/compare-scenes.ts'
import { type FilmCurves, filmCurves } from '../../domain/alike/film-curves.ts'
import { lookSpace } from '../../domain/look/look.ts'
import type { MediaPort, StorePort, VideoRecord } from '../../domain/ports/index.ts'
import type { LibraryPaths } from '../library-paths.ts'

const scenesAtOnce = 5_000
const videosAtOnce = 500
const sliceMs = 5
const curvesKept = 1_000
const changesAtOnce = 100_000

/** What tells whether scenes or videos changed. */
interface LibraryMoment {
  readonly videos: string
  /** Of the feed of vectors. */
  readonly sequence: number
}

/** The scenes of a library that have a look, their videos, and which of them are something to each other. */
export interface FoundPairs {
  readonly scenes: readonly ComparedScene[]
  readonly pairs: readonly ScenePair[]
  readonly videos: ReadonlyMap<string, VideoRecord>
}

/** Compares the scenes of a library by what the analysis kept: no film is read again. */
export interface PairFinder {
  /** Compares what has changed since the last call. `progress` is told how many videos of how many are done. */
  readonly update: (progress: (done: number, of: number) => void, signal: AbortSignal) => Promise<FoundPairs>
}

/** A finder that has compared nothing yet. What it compared stays while the library is open. */
export const createPairFinder = ({
  store,
  media,
  paths,
}: {
  readonly store: Pick<StorePort, 'vectors' | 'vectorChanges' | 'videos' | 'alike'>
  readonly media: Pick<MediaPort, 'features'>
  readonly paths: Pick<LibraryPaths, 'content'>
}): PairFinder => {
  const curves = new LRUCache<string, FilmCurves>({ max: curvesKept })
  /** Ids of the scenes of each video that was compared, so that other cuts are compared anew; and what was found. */
  let compared: ReadonlyMap<string, string> = new Map()
  let pairs: readonly ScenePair[] = []
  let last: { readonly found: FoundPairs; readonly of: LibraryMoment } | null = null
  let turnMs = performance.now()

  const curveOf = async (contentId: string): Promise<FilmCurves | null> => {
    const kept = curves.get(contentId)
    if (kept !== undefined) return kept
    const features = await media.features(paths.content(contentId))
    if (!features.ok) return null
    const curve = filmCurves(features.value)
    curves.set(contentId, curve)
    return curve
  }

  const moment = async (): Promise<LibraryMoment> => ({
    videos: await store.alike.visibleVideos(),
    sequence: await store.vectorChanges.sequence(),
  })

  /** Whether no look of a scene and no video came or went since; most of what changes in a library is neither. */
  const isAsBefore = async (before: LibraryMoment, now: LibraryMoment): Promise<boolean> => {
    if (before.videos !== now.videos) return false
    if (before.sequence === now.sequence) return true
    const space = await looks()
    const { truncated, scenes, sequence } = await store.vectorChanges.since(before.sequence, changesAtOnce)
    return !truncated && sequence >= now.sequence && (space === undefined || (scenes[space.id]?.length ?? 0) === 0)
  }

  const looks = async () =>
    (await store.vectors.list()).find(
      ({ modality, model, revision }) =>
        modality === 'look' && model === lookSpace.model && revision === lookSpace.revision,
    )

  const readScenes = async (): Promise<readonly ComparedScene[]> => {
    const space = await looks()
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

  return {
    update: async (progress, signal) => {
      const now = await moment()
      if (last !== null && (await isAsBefore(last.of, now))) {
        last = { ...last, of: now }
        return last.found
      }
      const scenes = await readScenes()
      const videos = await readVideos(scenes)
      const byVideo = [...Map.groupBy(scenes, ({ videoId }) => videoId)]
      const cuts = new Map(byVideo.map(([id, own]) => [id, own.map(({ sceneId }) => sceneId).join()]))
      const isKnown = (videoId: string): boolean => compared.get(videoId) === cuts.get(videoId) && cuts.has(videoId)
      const found: ScenePair[] = pairs.filter(({ a, b }) => isKnown(a.videoId) && isKnown(b.videoId))
      for (const [place, [id, own]] of byVideo.entries()) {
        progress(place, byVideo.length)
        for (const [otherId, others] of byVideo.slice(0, place + 1)) {
          if (isKnown(id) && isKnown(otherId)) continue
          found.push(...(await comparePair(own, others, videos, signal)))
        }
      }
      pairs = found
      compared = cuts
      last = { found: { scenes, videos, pairs }, of: now }
      return last.found
    },
  }
}
