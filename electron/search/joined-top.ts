import type { Fusion } from '../contract/index.ts'
import { joinedWords } from '../domain/fusion/exact-words.ts'
import { neutral, normalise, rankConstant, rankWindow, rawScore, standardScore } from '../domain/fusion/score.ts'
import type { FusionTerm, SceneIndex, SceneNumber } from '../domain/ports/index.ts'
import type { ComposedModality } from './compose.ts'
import type { ExactScene, ExactWords } from './exact-words.ts'
import { difference, intersection } from './scene-sets.ts'

/** One modality of a ranking: vectors, or words without any. */
export interface RankedModality extends Pick<ComposedModality, 'modality' | 'relevantFrom'> {
  /** In the fused score. */
  readonly weight: number
  /** Null: words that are found word for word only. */
  readonly vectors: ComposedModality | null
  /** Whether words that are said exactly count in it. */
  readonly isWords: boolean
}

/** A scene with its score; `similarities` by modality, NaN where it has none. */
export interface JoinedScene {
  readonly scene: SceneNumber
  readonly score: number
  readonly similarities: readonly number[]
  readonly exact: ExactScene | null
}

/** The best scenes, best first. */
export interface JoinedTop {
  readonly scenes: readonly JoinedScene[]
  readonly candidates: number
  /** With `countFrom`: how many reach it. */
  readonly reaching: number
}

/** What is asked of `joinedTop`. */
export interface JoinedRequest {
  readonly fusion: Fusion
  readonly within: Float64Array | null
  readonly without: readonly SceneNumber[]
  readonly limit: number
  readonly countFrom: number | null
  readonly signal: AbortSignal
}

/** Normalised similarities of a scene by modality, exact words included; NaN: it has none. */
export const normalisedOf = (
  { similarities, exact }: Pick<JoinedScene, 'similarities' | 'exact'>,
  modalities: readonly RankedModality[],
): readonly number[] =>
  modalities.map(({ vectors, isWords }, place) => {
    const similarity = similarities[place] ?? Number.NaN
    const said = isWords ? exact : null
    if (said === null)
      return vectors === null || Number.isNaN(similarity) ? Number.NaN : normalise(similarity, vectors.statistics)
    const meaning =
      vectors === null || Number.isNaN(similarity) ? Number.NaN : standardScore(similarity, vectors.statistics)
    return joinedWords(meaning, said)
  })

/** The calibrated score of a scene; NaN when it has no modality at all. */
export const calibratedOf = (
  scene: Pick<JoinedScene, 'similarities' | 'exact'>,
  modalities: readonly RankedModality[],
): number => {
  const normalised = normalisedOf(scene, modalities)
  if (normalised.every(Number.isNaN)) return Number.NaN
  const weights = modalities.reduce((sum, { weight }) => sum + weight, 0)
  const total = modalities.reduce((sum, { weight }, place) => {
    const value = normalised[place] ?? Number.NaN
    return sum + weight * (Number.isNaN(value) ? neutral : value)
  }, 0)
  return total / weights
}

/** Who says the very words has no distance from them. */
const rawOf = (
  { similarities, exact }: Pick<JoinedScene, 'similarities' | 'exact'>,
  modalities: readonly RankedModality[],
) =>
  rawScore(
    modalities.map(({ isWords }, place) => (isWords && exact?.full === true ? 1 : (similarities[place] ?? Number.NaN))),
    modalities.map(({ weight }) => weight),
  )

const byScore = (one: JoinedScene, other: JoinedScene): number => {
  const [a, b] = [one.score, other.score]
  if (Number.isNaN(a) || Number.isNaN(b))
    return Number(Number.isNaN(a)) - Number(Number.isNaN(b)) || one.scene - other.scene
  return b - a || one.scene - other.scene
}

/** Scenes that are asked in the index by some of the modalities. */
interface Group {
  readonly modalities: readonly RankedModality[]
  readonly within: Float64Array | null
  readonly without: readonly SceneNumber[]
  readonly limit: number
}

/**
 * The best scenes of vectors and exact words joined. Exact as the index is: scenes that say the words are scored one by one, all
 * others as the index ranks them.
 */
export const createJoinedTop = (index: SceneIndex, modalities: readonly RankedModality[], exact: ExactWords | null) => {
  const said = exact?.scenes ?? new Map<SceneNumber, ExactScene>()
  const saying = Float64Array.from([...said.keys()].sort((a, b) => a - b))
  const termOf = ({ vectors, weight }: RankedModality): FusionTerm | null =>
    vectors === null
      ? null
      : {
          spaceId: vectors.space.id,
          vector: vectors.vector,
          weight,
          mean: vectors.statistics.mean,
          deviation: vectors.statistics.deviation,
        }
  const withoutWords = modalities.filter(({ isWords }) => !isWords)
  const withVectors = modalities.filter(({ vectors }) => vectors !== null)

  /** `countFrom` as the score of some of the modalities, where a scene is average in the others. */
  const markFor = (countFrom: number, own: readonly RankedModality[]): number => {
    const whole = modalities.reduce((sum, { weight }) => sum + weight, 0)
    const part = own.reduce((sum, { weight }) => sum + weight, 0)
    return (countFrom * whole - neutral * (whole - part)) / part
  }

  const askGroup = async ({ fusion, countFrom, signal }: JoinedRequest, group: Group): Promise<JoinedTop> => {
    const asked = group.modalities.filter(({ vectors }) => vectors !== null)
    const terms = asked.flatMap((one) => termOf(one) ?? [])
    if (terms.length === 0 || group.limit === 0 || group.within?.length === 0) {
      return { scenes: [], candidates: 0, reaching: 0 }
    }
    const mark = countFrom === null || fusion !== 'calibrated' ? null : markFor(countFrom, asked)
    const { within, without, limit } = group
    const top = await index.top({ fusion, terms, within, without, limit, countFrom: mark, signal })
    const columns = modalities.map((one) => asked.indexOf(one))
    const scenes = Array.from(top.scenes, (scene, place) => {
      const similarities = columns.map((column) => top.similarities[column]?.[place] ?? Number.NaN)
      return { scene, score: top.scores[place] ?? Number.NaN, similarities, exact: null }
    })
    return { scenes, candidates: top.candidates, reaching: top.reaching }
  }

  /** Scenes that say the words, with their similarities. */
  const sayingScenes = async (request: JoinedRequest): Promise<readonly Omit<JoinedScene, 'score'>[]> => {
    const never = new Set(request.without)
    const wanted = (request.within === null ? saying : intersection(saying, request.within)).filter(
      (scene) => !never.has(scene),
    )
    if (wanted.length === 0) return []
    const counted = exact?.withMeaning ?? null
    const known = await askGroup(
      { ...request, fusion: 'raw', countFrom: null },
      { modalities: withVectors, within: wanted, without: [], limit: wanted.length },
    )
    const similarities = new Map(known.scenes.map((one) => [one.scene, one.similarities]))
    const meant = counted === null ? null : new Set(intersection(wanted, counted))
    return Array.from(wanted, (scene) => {
      const own = similarities.get(scene) ?? modalities.map(() => Number.NaN)
      const left =
        meant === null || meant.has(scene)
          ? own
          : own.map((value, at) => (modalities[at]?.isWords ? Number.NaN : value))
      return { scene, similarities: left, exact: said.get(scene) ?? null }
    })
  }

  /** Scenes that do not say them; those of other sources without their meaning. */
  const otherScenes = async (request: JoinedRequest, limit: number): Promise<readonly JoinedTop[]> => {
    const { within, without } = request
    const counted = exact?.withMeaning ?? null
    const never = saying.length === 0 ? without : [...without, ...saying]
    if (counted === null) return [await askGroup(request, { modalities, within, without: never, limit })]
    const own = within === null ? counted : intersection(within, counted)
    return Promise.all([
      askGroup(request, { modalities, within: own, without: never, limit }),
      askGroup(
        request,
        within === null
          ? { modalities: withoutWords, within: null, without: [...never, ...counted], limit }
          : { modalities: withoutWords, within: difference(within, counted), without: never, limit },
      ),
    ])
  }

  const scoreBy = (fusion: Fusion, scene: Omit<JoinedScene, 'score'>): number =>
    fusion === 'raw' ? rawOf(scene, modalities) : calibratedOf(scene, modalities)

  /** Reciprocal ranks: those of the words that are said come to those of vectors. */
  const rankedTop = async (request: JoinedRequest): Promise<JoinedTop> => {
    const limit = Math.max(request.limit, rankWindow * Math.max(1, withVectors.length))
    const groups = await otherScenes(request, limit)
    const ordered = (await sayingScenes(request))
      .toSorted(
        (one, other) =>
          Number(other.exact?.full) - Number(one.exact?.full) ||
          (other.exact?.strength ?? 0) - (one.exact?.strength ?? 0),
      )
      .slice(0, rankWindow)
    const weight = modalities.find(({ isWords }) => isWords)?.weight ?? 0
    const own = ordered.map((one, place) => ({ ...one, score: weight / (rankConstant + place + 1) }))
    return {
      scenes: [...own, ...groups.flatMap(({ scenes }) => scenes)].toSorted(byScore).slice(0, request.limit),
      candidates: own.length + groups.reduce((sum, { candidates }) => sum + candidates, 0),
      reaching: 0,
    }
  }

  /** See `JoinedTop`. Without words that are said, this is what the index answers. */
  return async (request: JoinedRequest): Promise<JoinedTop> => {
    if (exact === null) return askGroup(request, { modalities, ...request })
    if (request.fusion === 'rrf') return rankedTop(request)
    const [groups, own] = await Promise.all([otherScenes(request, request.limit), sayingScenes(request)])
    const others = groups.flatMap(({ scenes }) => scenes)
    const scored = [...own, ...others].map((one) => ({ ...one, score: scoreBy(request.fusion, one) }))
    const { countFrom } = request
    const sayingEnough = scored
      .slice(0, own.length)
      .filter(({ score, exact: words }) => countFrom !== null && (score >= countFrom || words?.full === true))
    return {
      scenes: scored.toSorted(byScore).slice(0, request.limit),
      candidates: own.length + groups.reduce((sum, { candidates }) => sum + candidates, 0),
      reaching: sayingEnough.length + groups.reduce((sum, { reaching }) => sum + reaching, 0),
    }
  }
}
