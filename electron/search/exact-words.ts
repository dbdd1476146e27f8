import { trackSourcesOf } from '../contract/index.ts'
import type { SaidExactly } from '../domain/fusion/exact-words.ts'
import type { SceneNumber } from '../domain/ports/index.ts'
import { type QueryPlan, wordsFor } from './query-plan.ts'
import type { SearchParts } from './search-parts.ts'

/** What a scene says of the words that are asked, and where. */
export interface ExactScene extends SaidExactly {
  /** Number of the cue that says the first of them. */
  readonly cue: number
  /** When that cue begins, and when the last one of the words ends, in ms. */
  readonly startMs: number
  readonly endMs: number
}

/** What the words modality finds word for word. */
export interface ExactWords {
  /** As asked for. */
  readonly weight: number
  readonly scenes: ReadonlyMap<SceneNumber, ExactScene>
  /** How many scenes say every word. */
  readonly full: number
  /** The most that a scene says, 0…1. */
  readonly best: number
  /** Languages in which forms of a word are known. */
  readonly languages: readonly string[]
  /** Scenes whose meaning counts, ascending: those of the sources that are searched. Null: all. */
  readonly withMeaning: Float64Array | null
}

/** Scenes that say only some of the words: so many of the best take part. */
const mostPartial = 1_000
/** Of scenes that say all of the words. */
const mostFull = 20_000

/** What is not wanted, as the syntax of caption searches has it. */
const withoutWords = (not: string): string =>
  not
    .split(',')
    .map((words) => words.replaceAll('"', ' ').trim())
    .filter((words) => words !== '')
    .map((words) => ` -"${words}"`)
    .join('')

/**
 * Finds the words of a query in the captions of the library; null where it asks nothing of words, or the library has no caption.
 */
export const findExactWords = async (
  { store }: Pick<SearchParts, 'store'>,
  plan: QueryPlan,
): Promise<ExactWords | null> => {
  const weight = plan.weights.get('captions') ?? 0
  const text = wordsFor(plan, 'captions')
  if (weight === 0 || text === '') return null
  const sources = trackSourcesOf(plan.sources)
  if (!(await store.captions.hasWords(null))) return null
  const [found, withMeaning] = await Promise.all([
    store.captions.findWords({ text, not: withoutWords(plan.notWords), typing: plan.typing, sources }),
    sources === null ? null : store.captions.scenesWithMeaningOf(sources),
  ])
  const all = Array.from(found.scenes, (scene, at): readonly [SceneNumber, ExactScene] => [
    scene,
    {
      strength: found.strengths[at] ?? 0,
      full: found.full[at] === 1,
      cue: found.cues[at] ?? 0,
      startMs: found.startMs[at] ?? 0,
      endMs: found.endMs[at] ?? 0,
    },
  ])
  const ordered = all.toSorted(([, one], [, other]) => other.strength - one.strength)
  const full = ordered.filter(([, scene]) => scene.full).slice(0, mostFull)
  const partial = ordered.filter(([, scene]) => !scene.full).slice(0, mostPartial)
  return {
    weight,
    scenes: new Map([...full, ...partial]),
    full: full.length,
    best: ordered[0]?.[1].strength ?? 0,
    languages: found.languages,
    withMeaning,
  }
}
