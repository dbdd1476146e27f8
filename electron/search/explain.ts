import type { Caption, SearchHit } from '../contract/index.ts'
import type { FoundScene, PassageVector, SceneNumber } from '../domain/ports/index.ts'
import { askedWords } from '../domain/words/asked-words.ts'
import type { Arranged, ScenePosition } from './arrange.ts'
import { bestCue, type CueMatch, cueMatch } from './cue-match.ts'
import type { HitParts, Ranking } from './ranking.ts'
import type { SearchParts } from './search-parts.ts'
import { dotProduct } from './vector-sums.ts'

/** A hit with its scene as the store keeps it; the core adds URLs. */
export interface FoundHit extends HitParts {
  readonly scene: FoundScene
  readonly score: number | null
  readonly relevant: boolean
  readonly bestFrame: { readonly frameNumber: number; readonly timeMs: number; readonly similarity: number } | null
  readonly cue: CueMatch | null
  /** Of text on screen: a kept frame of the scene that shows it. */
  readonly cueFrame: number | null
  readonly merged?: NonNullable<SearchHit['merged']>
  readonly moreInVideo?: number
  /** Copies that it stands for: how many, and the first of them. */
  readonly alike?: { readonly count: number; readonly scenes: readonly FoundScene[] }
  readonly followedBy?: { readonly scene: FoundScene; readonly score: number }
}

/** So many of the copies of a hit are told by name. */
export const copiesNamed = 50

const liesIn = (inner: PassageVector, outer: PassageVector): boolean =>
  inner !== outer && inner.startMs >= outer.startMs && inner.endMs <= outer.endMs

/** By scene: the passage that comes nearest to what is asked, and within one of several sentences the nearest of these. */
const bestPassages = (
  passages: readonly PassageVector[],
  asked: Float32Array,
): ReadonlyMap<SceneNumber, PassageVector> => {
  const nearest = (some: readonly PassageVector[]): PassageVector | undefined =>
    some
      .map((passage) => ({ passage, similarity: dotProduct(asked, passage.vector) }))
      .toSorted((one, other) => other.similarity - one.similarity)[0]?.passage
  return new Map(
    [...Map.groupBy(passages, ({ scene }) => scene)].flatMap(([scene, own]) => {
      const best = nearest(own)
      if (best === undefined) return []
      return [[scene, nearest(own.filter((passage) => liesIn(passage, best))) ?? best] as const]
    }),
  )
}

/** The cues that are said in a passage; all where there is none, or none is. */
const cuesWithin = (cues: readonly Caption[], passage: PassageVector | undefined): readonly Caption[] => {
  if (passage === undefined) return cues
  const own = cues.filter(({ startMs, endMs }) => startMs >= passage.startMs && endMs <= passage.endMs)
  return own.length > 0 ? own : cues
}

/** Reads what the hits of one page show, and why they were found. Scenes that went meanwhile are left out. */
export const explainHits = async (
  { store }: Pick<SearchParts, 'store'>,
  hits: readonly Arranged[],
  ranking: Ranking,
  positions: ReadonlyMap<number, ScenePosition>,
  options: { readonly words: string; readonly typing: boolean; readonly mergeNeighbours: boolean },
): Promise<readonly FoundHit[]> => {
  if (hits.length === 0) return []
  const leads = hits.map(({ lead }) => lead.scene)
  const nexts = hits.flatMap(({ lead }) => (lead.next === undefined ? [] : [lead.next.scene]))
  const copies = hits.flatMap((hit) => hit.copies?.slice(0, copiesNamed) ?? [])
  const pictures = ranking.modalities.find(({ modality }) => modality === 'visual')
  const meaning = ranking.modalities.find(({ modality }) => modality === 'captions')
  const told = hits.flatMap(({ lead }) => lead.exact?.cue ?? [])
  const asked = {
    words: options.words === '' ? null : askedWords(options.words, ranking.languages, options),
    languages: ranking.languages,
  }
  const [scenes, frames, cues, exactCues, passages] = await Promise.all([
    store.scenes.byNumber([...new Set([...leads, ...nexts, ...copies])]),
    pictures === undefined ? [] : store.vectors.framesOfScenes(pictures.space.id, leads),
    store.captions.ofScenes(leads),
    told.length === 0 ? [] : store.captions.byNumber(told),
    meaning === undefined ? [] : store.vectors.passagesOfScenes(meaning.space.id, leads),
  ])
  const sceneOf = new Map(scenes.map((scene) => [scene.number, scene]))
  const cuesOf = new Map(cues.map((one) => [one.scene, one.cues]))
  const exactOf = new Map(exactCues.map(({ number, caption }) => [number, caption]))
  const passageOf = meaning === undefined ? new Map<number, PassageVector>() : bestPassages(passages, meaning.vector)
  const frameOf = new Map<number, NonNullable<FoundHit['bestFrame']>>()
  for (const { scene, frameNumber, timeMs, vector } of frames) {
    const similarity = pictures === undefined ? 0 : dotProduct(pictures.vector, vector)
    if (similarity > (frameOf.get(scene)?.similarity ?? Number.NEGATIVE_INFINITY)) {
      frameOf.set(scene, { frameNumber, timeMs, similarity })
    }
  }
  const cueOf = ({ lead }: Arranged): CueMatch | null => {
    const exact = lead.exact === null ? undefined : exactOf.get(lead.exact.cue)
    // Some of the words are said by the way in a scene that means what is asked: the passage that means it tells more.
    const passage = passageOf.get(lead.scene)
    if (exact !== undefined && (lead.exact?.full === true || passage === undefined)) return cueMatch(exact, asked)
    return bestCue(cuesWithin(cuesOf.get(lead.scene) ?? [], passage), asked)
  }
  const shown = hits.map((hit) => ({ hit, cue: cueOf(hit) }))
  const placed = shown.flatMap(({ hit, cue }) =>
    cue === null || cue.box === null ? [] : [{ scene: hit.lead.scene, startMs: cue.startMs, endMs: cue.endMs }],
  )
  const placedFrames = placed.length === 0 ? [] : await store.scenes.framesAt(placed)
  const cueFrameOf = new Map(placedFrames.map(({ at, frameNumber }) => [placed[at]?.scene, frameNumber]))
  return shown.flatMap(({ hit, cue }): readonly FoundHit[] => {
    const { lead, run, moreInVideo, copies: folded } = hit
    const scene = sceneOf.get(lead.scene)
    if (scene === undefined) return []
    const next = lead.next === undefined ? undefined : sceneOf.get(lead.next.scene)
    const own = run.flatMap((number) => positions.get(number) ?? [])
    const merged = {
      scenes: run.length,
      startMs: own[0]?.startMs ?? scene.startMs,
      endMs: own.at(-1)?.endMs ?? scene.endMs,
    }
    return [
      {
        ...ranking.partsOf(lead),
        scene,
        score: lead.score,
        relevant: lead.relevant,
        bestFrame: frameOf.get(lead.scene) ?? null,
        cue,
        cueFrame: cueFrameOf.get(lead.scene) ?? null,
        ...(options.mergeNeighbours ? { merged } : {}),
        ...(moreInVideo === undefined ? {} : { moreInVideo }),
        ...(folded === undefined
          ? {}
          : {
              alike: {
                count: folded.length,
                scenes: folded.slice(0, copiesNamed).flatMap((number) => sceneOf.get(number) ?? []),
              },
            }),
        ...(next === undefined ? {} : { followedBy: { scene: next, score: lead.next?.score ?? 0 } }),
      },
    ]
  })
}
