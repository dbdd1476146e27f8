import { type Modality, modalityOf, type Space } from '../contract/index.ts'
import {
  type Background,
  evidenceOf,
  exactEvidence,
  gatesOf,
  prominenceOf,
  relevantScore,
} from '../domain/fusion/gate.ts'
import type { IndexStatistics, SceneNumber } from '../domain/ports/index.ts'
import type { ExactWords } from './exact-words.ts'
import type { EmbeddedQuery, QueryPart } from './query-parts.ts'
import { negativeKinds } from './query-plan.ts'
import type { ActiveSpaces, SearchNotice, SearchParts } from './search-parts.ts'
import { toUnit, weightedSum } from './vector-sums.ts'

/**
 * How much a negative part counts against a positive one, both in their own standard deviations. At one, being unlike the
 * negative would find as much as being like the positive; at a half, what is both falls behind what is only wanted
 * (docs/search.md has the measurement).
 */
export const negativeFactor = 0.5

/** What one modality is asked, and how well it can answer. */
export interface ComposedModality {
  readonly modality: Modality
  readonly space: Space
  /** As asked for. */
  readonly weight: number
  /** Unit length. */
  readonly vector: Float32Array
  readonly statistics: IndexStatistics
  /** The best similarity of a scene that can be found: anchors themselves do not count. */
  readonly best: number | null
  /** How far the best scene exceeds noise (`evidenceOf`); infinite when nothing is wanted, only something not. */
  readonly evidence: number
  /** What it was judged by. */
  readonly background: Background
  readonly gate: number
  /** Standard score from which a scene is relevant. */
  readonly relevantFrom: number
}

/** A query over all its modalities. */
export interface ComposedQuery {
  /** Those that are compared by vectors. */
  readonly modalities: readonly ComposedModality[]
  /** What captions say word for word; null where words are not asked. */
  readonly exact: (ExactWords & { readonly gate: number }) | null
  readonly anchors: readonly SceneNumber[]
  readonly notices: readonly SearchNotice[]
}

/** How well one part of a query can be answered: for the verdict, and for the gate. */
interface Judged {
  readonly evidence: number
  readonly prominence: number
}

interface UngatedModality extends Omit<ComposedModality, 'gate'>, Pick<Judged, 'prominence'> {}

interface Measured extends QueryPart {
  readonly statistics: IndexStatistics
}

/**
 * One linear vector of all query parts of a modality. Each is scaled by the deviation of its own similarities, so that
 * the narrow cosines of words with pictures count as much as the wide ones of pictures with pictures.
 */
const composeVector = (measured: readonly Measured[]): Float32Array => {
  const [only] = measured
  const isNegative = ({ kind }: QueryPart): boolean => negativeKinds.includes(kind)
  if (only !== undefined && measured.length === 1 && !isNegative(only)) return only.vector
  const wantsSomething = measured.some((one) => !isNegative(one))
  return toUnit(
    weightedSum(
      measured.map((one) => {
        const scale = one.statistics.deviation > 0 ? 1 / one.statistics.deviation : 1
        const factor = !isNegative(one) ? 1 : wantsSomething ? -negativeFactor : -1
        return { vector: one.vector, scale: scale * factor }
      }),
    ),
  )
}

const noVectors = (modality: Modality): SearchNotice => ({
  modality,
  code: 'no_vectors',
  message: `No scene has a vector for ${modalityOf[modality].label} yet.`,
  remedy: 'Wait until the videos are read, or weigh other modalities.',
})

/** Composes what each modality is asked and judges how well it can answer. */
export const composeQuery = async (
  parts: SearchParts,
  gathered: EmbeddedQuery,
  spaces: ActiveSpaces,
  weights: ReadonlyMap<Modality, number>,
  exact: ExactWords | null,
  signal: AbortSignal,
): Promise<ComposedQuery> => {
  const { index, backgrounds } = parts
  const { anchors } = gathered

  /** The best similarity that is not an anchor's with itself. */
  const bestBeside = async (
    space: Space,
    vector: Float32Array,
    statistics: IndexStatistics,
  ): Promise<number | null> => {
    if (anchors.length === 0) return statistics.best
    const { mean, deviation } = statistics
    const terms = [{ spaceId: space.id, vector, weight: 1, mean, deviation }]
    const top = await index.top({
      fusion: 'raw',
      terms,
      within: null,
      without: anchors,
      limit: 1,
      countFrom: null,
      signal,
    })
    const similarity = top.similarities[0]?.[0] ?? Number.NaN
    return Number.isNaN(similarity) ? null : similarity
  }

  const judge = async (space: Space, one: Measured): Promise<Judged> => {
    const { statistics } = one
    const best = one.kind === 'anchors' ? await bestBeside(space, one.vector, statistics) : statistics.best
    if (best === null) return { evidence: Number.NEGATIVE_INFINITY, prominence: Number.NEGATIVE_INFINITY }
    const background = await backgroundFor(space, one, statistics.count)
    const sample = { ...statistics, best }
    return { evidence: evidenceOf(sample, background), prominence: prominenceOf(sample, background) }
  }

  const backgroundFor = (space: Space, { kind }: QueryPart, count: number): Promise<Background> =>
    kind === 'words' || kind === 'notWords' ? backgrounds.words(space, count) : backgrounds.scenes(space, count)

  const compose = async (modality: Modality, space: Space): Promise<UngatedModality | SearchNotice | null> => {
    const queryParts = gathered.queryParts.get(modality) ?? []
    const [first] = queryParts
    if (first === undefined) return null
    const measured = await Promise.all(
      queryParts.map(async (one) => ({
        ...one,
        statistics: await index.statistics({ spaceId: space.id, vector: one.vector }, signal),
      })),
    )
    const vector = composeVector(measured)
    const [whole] = measured
    const statistics =
      whole !== undefined && vector === whole.vector
        ? whole.statistics
        : await index.statistics({ spaceId: space.id, vector }, signal)
    if (statistics.count === 0) return noVectors(modality)
    const wanted = measured.filter(({ kind }) => !negativeKinds.includes(kind))
    const judged = await Promise.all(wanted.map((one) => judge(space, one)))
    const most = (values: readonly number[]): number =>
      wanted.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...values)
    const leading = wanted.find(({ kind }) => kind === 'words') ?? wanted[0] ?? first
    const background = await backgroundFor(space, leading, statistics.count)
    return {
      modality,
      space,
      weight: weights.get(modality) ?? 0,
      vector,
      statistics,
      best: await bestBeside(space, vector, statistics),
      evidence: most(judged.map(({ evidence }) => evidence)),
      prominence: most(judged.map(({ prominence }) => prominence)),
      background,
      relevantFrom: wanted.length === 0 ? 0 : relevantScore(statistics, background),
    }
  }

  const answers = await Promise.all([...spaces].map(([modality, space]) => compose(modality, space)))
  const composed: UngatedModality[] = []
  const notices: SearchNotice[] = [...gathered.notices]
  for (const answer of answers) {
    if (answer === null) continue
    if ('code' in answer) notices.push(answer)
    else composed.push(answer)
  }
  const said = exact === null ? Number.NEGATIVE_INFINITY : exactEvidence(exact)
  const isAlone = exact !== null && composed.every(({ modality }) => modality !== 'captions')
  const gates = gatesOf([
    ...composed.map(({ modality, prominence }) => (modality === 'captions' ? Math.max(prominence, said) : prominence)),
    ...(isAlone ? [said] : []),
  ])
  const modalities = composed.map(({ prominence: _, ...one }, place): ComposedModality => {
    return { ...one, gate: gates[place] ?? 1 }
  })
  const gate = isAlone ? gates.at(-1) : modalities.find(({ modality }) => modality === 'captions')?.gate
  return { modalities, exact: exact === null ? null : { ...exact, gate: gate ?? 1 }, anchors, notices }
}
