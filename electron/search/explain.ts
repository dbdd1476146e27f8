import type { SearchHit } from '../contract/index.ts'
import type { FoundScene } from '../domain/ports/index.ts'
import type { Arranged, ScenePosition } from './arrange.ts'
import { bestCue, type CueMatch } from './cue-match.ts'
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
  options: { readonly words: string; readonly mergeNeighbours: boolean },
): Promise<readonly FoundHit[]> => {
  if (hits.length === 0) return []
  const leads = hits.map(({ lead }) => lead.scene)
  const nexts = hits.flatMap(({ lead }) => (lead.next === undefined ? [] : [lead.next.scene]))
  const pictures = ranking.modalities.find(({ modality }) => modality === 'visual')
  const [scenes, frames, cues] = await Promise.all([
    store.scenes.byNumber([...new Set([...leads, ...nexts])]),
    pictures === undefined ? [] : store.vectors.framesOfScenes(pictures.space.id, leads),
    store.captions.ofScenes(leads),
  ])
  const sceneOf = new Map(scenes.map((scene) => [scene.number, scene]))
  const cuesOf = new Map(cues.map((one) => [one.scene, one.cues]))
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
        cue: bestCue(cuesOf.get(lead.scene) ?? [], options.words),
        ...(options.mergeNeighbours ? { merged } : {}),
        ...(moreInVideo === undefined ? {} : { moreInVideo }),
        ...(next === undefined ? {} : { followedBy: { scene: next, score: lead.next?.score ?? 0 } }),
      },
    ]
  })
}
