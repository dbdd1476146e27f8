import type { SceneNumber, SceneStore } from '../domain/ports/index.ts'
import type { RankedScene } from './ranking.ts'

/** A scene that was found, with what follows it when that was asked. */
export interface FoundPair extends RankedScene {
  readonly next?: RankedScene
}

/** One hit: a scene, or a run of neighbours, or the best of a video. */
export interface Arranged {
  /** The best scene of it. */
  readonly lead: FoundPair
  /** Scenes that follow one another, in order of time; only the lead when nothing was merged. */
  readonly run: readonly SceneNumber[]
  /** Of the same video, when hits are grouped. */
  readonly moreInVideo?: number
}

/** Where scenes lie. */
export interface Place {
  readonly video: number
  readonly index: number
  readonly startMs: number
  readonly endMs: number
}

/** Places of scenes; those that are gone are left out. */
export const placesOf = async (
  store: Pick<SceneStore, 'spans'>,
  scenes: readonly SceneNumber[],
): Promise<ReadonlyMap<SceneNumber, Place>> => {
  const places = await store.spans(Float64Array.from(scenes))
  const known = new Map<SceneNumber, Place>()
  scenes.forEach((scene, at) => {
    const video = places.videos[at] ?? -1
    if (video < 0) return
    known.set(scene, {
      video,
      index: places.indexes[at] ?? 0,
      startMs: places.startMs[at] ?? 0,
      endMs: places.endMs[at] ?? 0,
    })
  })
  return known
}

/** Relevant scenes that follow one another in a video become one hit, in the place of the best of them. */
export const mergeNeighbours = (
  found: readonly FoundPair[],
  places: ReadonlyMap<SceneNumber, Place>,
): readonly Arranged[] => {
  const key = (video: number, index: number): string => `${video} ${index}`
  const relevant = new Map<string, SceneNumber>()
  for (const { scene, relevant: isRelevant } of found) {
    const place = places.get(scene)
    if (isRelevant && place !== undefined) relevant.set(key(place.video, place.index), scene)
  }
  const taken = new Set<SceneNumber>()
  const walk = (place: Place, step: 1 | -1): readonly SceneNumber[] => {
    const run: SceneNumber[] = []
    for (let index = place.index + step; ; index += step) {
      const scene = relevant.get(key(place.video, index))
      if (scene === undefined) return run
      run.push(scene)
    }
  }
  const hits: Arranged[] = []
  for (const lead of found) {
    if (taken.has(lead.scene)) continue
    const place = places.get(lead.scene)
    const run =
      lead.relevant && place !== undefined
        ? [...walk(place, -1).toReversed(), lead.scene, ...walk(place, 1)]
        : [lead.scene]
    for (const scene of run) taken.add(scene)
    hits.push({ lead, run })
  }
  return hits
}

/** The best hit of every video, with how many more relevant ones it has. */
export const groupByVideo = (
  hits: readonly Arranged[],
  places: ReadonlyMap<SceneNumber, Place>,
): readonly Arranged[] => {
  const groups = new Map<number, { readonly first: Arranged; more: number }>()
  for (const hit of hits) {
    const video = places.get(hit.lead.scene)?.video
    if (video === undefined) continue
    const group = groups.get(video)
    if (group === undefined) groups.set(video, { first: hit, more: 0 })
    else if (hit.lead.relevant) group.more += 1
  }
  return [...groups.values()].map(({ first, more }) => ({ ...first, moreInVideo: more }))
}

/** By video, then by time. */
export const sortByTime = (hits: readonly Arranged[], places: ReadonlyMap<SceneNumber, Place>): readonly Arranged[] => {
  const order = (hit: Arranged): readonly [number, number] => {
    const place = places.get(hit.lead.scene)
    return [place?.video ?? Number.MAX_SAFE_INTEGER, place?.startMs ?? 0]
  }
  return hits.toSorted((a, b) => {
    const [videoA, startA] = order(a)
    const [videoB, startB] = order(b)
    return videoA - videoB || startA - startB
  })
}

/**
 * Pairs every scene with the best one that begins within a time after its end in the same video. Pairs are ordered by the mean
 * of both scores; a pair is relevant when both are.
 */
export const pairWithNext = (
  first: readonly RankedScene[],
  next: readonly RankedScene[],
  places: ReadonlyMap<SceneNumber, Place>,
  withinMs: number,
): readonly FoundPair[] => {
  const byVideo = new Map<number, { readonly found: RankedScene; readonly place: Place }[]>()
  for (const found of next) {
    const place = places.get(found.scene)
    if (place === undefined || Number.isNaN(found.fused)) continue
    const own = byVideo.get(place.video) ?? []
    own.push({ found, place })
    byVideo.set(place.video, own)
  }
  const pairs: FoundPair[] = []
  for (const one of first) {
    const place = places.get(one.scene)
    if (place === undefined || Number.isNaN(one.fused)) continue
    // They come best first.
    const follower = (byVideo.get(place.video) ?? []).find(
      (candidate) =>
        candidate.found.scene !== one.scene &&
        candidate.place.startMs >= place.endMs &&
        candidate.place.startMs - place.endMs <= withinMs,
    )?.found
    if (follower === undefined) continue
    pairs.push({
      ...one,
      fused: (one.fused + follower.fused) / 2,
      score: ((one.score ?? 0) + (follower.score ?? 0)) / 2,
      relevant: one.relevant && follower.relevant,
      next: follower,
    })
  }
  return pairs.sort(
    (a, b) => Number(b.relevant) - Number(a.relevant) || (b.score ?? 0) - (a.score ?? 0) || a.scene - b.scene,
  )
}
