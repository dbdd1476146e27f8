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
  /** Copies of the lead that this hit stands for, when they are folded; absent where it has none. */
  readonly copies?: readonly SceneNumber[]
}

/** Where a scene lies: its video as a number, its index there, and its times. */
export interface ScenePosition {
  readonly video: number
  readonly index: number
  readonly startMs: number
  readonly endMs: number
}

/** Positions of scenes by number; those that are gone are left out. */
export const scenePositions = async (
  store: Pick<SceneStore, 'spans'>,
  scenes: readonly SceneNumber[],
): Promise<ReadonlyMap<SceneNumber, ScenePosition>> => {
  const positions = await store.spans(Float64Array.from(scenes))
  const known = new Map<SceneNumber, ScenePosition>()
  scenes.forEach((scene, at) => {
    const video = positions.videos[at] ?? -1
    if (video < 0) return
    known.set(scene, {
      video,
      index: positions.indexes[at] ?? 0,
      startMs: positions.startMs[at] ?? 0,
      endMs: positions.endMs[at] ?? 0,
    })
  })
  return known
}

/** Relevant scenes that follow one another in a video become one hit, in the place of the best of them. */
export const mergeNeighbours = (
  found: readonly FoundPair[],
  positions: ReadonlyMap<SceneNumber, ScenePosition>,
): readonly Arranged[] => {
  const key = (video: number, index: number): string => `${video} ${index}`
  const relevant = new Map<string, SceneNumber>()
  for (const { scene, relevant: isRelevant } of found) {
    const position = positions.get(scene)
    if (isRelevant && position !== undefined) relevant.set(key(position.video, position.index), scene)
  }
  const taken = new Set<SceneNumber>()
  const walk = (position: ScenePosition, step: 1 | -1): readonly SceneNumber[] => {
    const run: SceneNumber[] = []
    for (let index = position.index + step; ; index += step) {
      const scene = relevant.get(key(position.video, index))
      if (scene === undefined) return run
      run.push(scene)
    }
  }
  const hits: Arranged[] = []
  for (const lead of found) {
    if (taken.has(lead.scene)) continue
    const position = positions.get(lead.scene)
    const run =
      lead.relevant && position !== undefined
        ? [...walk(position, -1).toReversed(), lead.scene, ...walk(position, 1)]
        : [lead.scene]
    for (const scene of run) taken.add(scene)
    hits.push({ lead, run })
  }
  return hits
}

/** The best hit of every video, with how many more relevant ones it has. */
export const groupByVideo = (
  hits: readonly Arranged[],
  positions: ReadonlyMap<SceneNumber, ScenePosition>,
): readonly Arranged[] => {
  const groups = new Map<number, { readonly first: Arranged; more: number }>()
  for (const hit of hits) {
    const video = positions.get(hit.lead.scene)?.video
    if (video === undefined) continue
    const group = groups.get(video)
    if (group === undefined) groups.set(video, { first: hit, more: 0 })
    else if (hit.lead.relevant) group.more += 1
  }
  return [...groups.values()].map(({ first, more }) => ({ ...first, moreInVideo: more }))
}

/** By video, then by time. */
export const sortByTime = (
  hits: readonly Arranged[],
  positions: ReadonlyMap<SceneNumber, ScenePosition>,
): readonly Arranged[] => {
  const order = (hit: Arranged): readonly [number, number] => {
    const position = positions.get(hit.lead.scene)
    return [position?.video ?? Number.MAX_SAFE_INTEGER, position?.startMs ?? 0]
  }
  return hits.toSorted((a, b) => {
    const [videoA, startA] = order(a)
    const [videoB, startB] = order(b)
    return videoA - videoB || startA - startB
  })
}

/** Those of the highest rank first; equals stay as they were. `ranks[i]` is of `hits[i]`. */
export const sortByRank = (hits: readonly Arranged[], ranks: Uint8Array): readonly Arranged[] =>
  hits
    .map((hit, at) => ({ hit, rank: ranks[at] ?? 0 }))
    .toSorted((one, other) => other.rank - one.rank)
    .map(({ hit }) => hit)

/** When it is: while the words are said, where all of them are, else the scene. */
const spanOf = ({ exact }: RankedScene, position: ScenePosition): Pick<ScenePosition, 'startMs' | 'endMs'> =>
  exact?.full === true ? exact : position

/** Within one scene, one thing follows another only where it is known when both are said. */
const isAfter = (one: RankedScene, next: RankedScene): boolean =>
  one.scene !== next.scene || (one.exact?.full === true && next.exact?.full === true)

/**
 * Pairs every scene with the best one that begins within a time after its end in the same video; where words were found that are said,
 * their times count instead of the scenes'. Pairs are ordered by the mean
 * of both scores; a pair is relevant when both are.
 */
export const pairWithNext = (
  first: readonly RankedScene[],
  next: readonly RankedScene[],
  positions: ReadonlyMap<SceneNumber, ScenePosition>,
  withinMs: number,
): readonly FoundPair[] => {
  const byVideo = new Map<number, { readonly found: RankedScene; readonly position: ScenePosition }[]>()
  for (const found of next) {
    const position = positions.get(found.scene)
    if (position === undefined || Number.isNaN(found.fused)) continue
    const own = byVideo.get(position.video) ?? []
    own.push({ found, position })
    byVideo.set(position.video, own)
  }
  const pairs: FoundPair[] = []
  for (const one of first) {
    const position = positions.get(one.scene)
    if (position === undefined || Number.isNaN(one.fused)) continue
    const { endMs } = spanOf(one, position)
    // They come best first.
    const follower = (byVideo.get(position.video) ?? []).find(
      (candidate) =>
        isAfter(one, candidate.found) &&
        spanOf(candidate.found, candidate.position).startMs >= endMs &&
        spanOf(candidate.found, candidate.position).startMs - endMs <= withinMs,
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
