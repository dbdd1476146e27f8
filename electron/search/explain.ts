import type { SearchHit } from '../contract/index.ts'
import type { FoundScene } from '../domain/ports/index.ts'
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
  readonly merged?: NonNullable<SearchHit['merged']>
  readonly moreInVideo?: number
  readonly followedBy?: { readonly scene: FoundScene; readonly score: number }
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
  const pictures = ranking.modalities.find(({ modality }) => modality === 'visual')
  const told = hits.flatMap(({ lead }) => lead.exact?.cue ?? [])
  const asked = {
    words: options.words === '' ? null : askedWords(options.words, ranking.languages, options),
    languages: ranking.languages,
  }
  const [scenes, frames, cues, exactCues] = await Promise.all([
    store.scenes.byNumber([...new Set([...leads, ...nexts])]),
    pictures === undefined ? [] : store.vectors.framesOfScenes(pictures.space.id, leads),
    store.captions.ofScenes(leads),
    told.length === 0 ? [] : store.captions.byNumber(told),
  ])
  const sceneOf = new Map(scenes.map((scene) => [scene.number, scene]))
  const cuesOf = new Map(cues.map((one) => [one.scene, one.cues]))
  const exactOf = new Map(exactCues.map(({ number, caption }) => [number, caption]))
  const frameOf = new Map<number, NonNullable<FoundHit['bestFrame']>>()
  for (const { scene, frameNumber, timeMs, vector } of frames) {
    const similarity = pictures === undefined ? 0 : dotProduct(pictures.vector, vector)
    if (similarity > (frameOf.get(scene)?.similarity ?? Number.NEGATIVE_INFINITY)) {
      frameOf.set(scene, { frameNumber, timeMs, similarity })
    }
  }
  return hits.flatMap((hit): readonly FoundHit[] => {
    const { lead, run, moreInVideo } = hit
    const scene = sceneOf.get(lead.scene)
    if (scene === undefined) return []
    const exact = lead.exact === null ? undefined : exactOf.get(lead.exact.cue)
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
        cue: exact === undefined ? bestCue(cuesOf.get(lead.scene) ?? [], asked) : cueMatch(exact, asked),
        ...(options.mergeNeighbours ? { merged } : {}),
        ...(moreInVideo === undefined ? {} : { moreInVideo }),
        ...(next === undefined ? {} : { followedBy: { scene: next, score: lead.next?.score ?? 0 } }),
      },
    ]
  })
}
