import {
  type Anchor,
  type Modality,
  modalitiesWhere,
  modalityOfWeight,
  modalitySchema,
  type PictureQuery,
  restingWeight,
  type SemanticSearch,
  type SoundQuery,
  type Sources,
  type Texts,
  textModalities,
  type Weights,
} from '../contract/index.ts'
import { ok, type Result } from '../domain/result.ts'
import { refuseSearch, type SearchProblem } from './search-problem.ts'

/** What a query is made of. */
export type QueryPartKind = 'words' | 'notWords' | 'pictures' | 'sounds' | 'anchors' | 'lessLike'

/** Kinds that push away. */
export const negativeKinds: readonly QueryPartKind[] = ['notWords', 'lessLike']

const pictureModalities = modalitiesWhere(({ takes }) => takes.includes('picture'))

/** The modalities in which each kind of query part has something to say. */
export const speaksIn: Readonly<Record<QueryPartKind, readonly Modality[]>> = {
  words: textModalities,
  notWords: textModalities,
  pictures: modalitiesWhere(({ takes }) => takes.includes('picture') || takes.includes('frame')),
  sounds: modalitiesWhere(({ takes }) => takes.includes('sound')),
  anchors: modalitySchema.options,
  lessLike: modalitySchema.options,
}

/** A query as it is understood: what was left out is empty. */
export interface QueryPlan {
  /** For every modality that takes words and has no text of its own. */
  readonly words: string
  /** Texts of single modalities. */
  readonly texts: ReadonlyMap<Modality, string>
  readonly notWords: string
  readonly pictures: readonly PictureQuery[]
  readonly sounds: readonly SoundQuery[]
  readonly anchors: readonly Anchor[]
  readonly lessLike: readonly Anchor[]
  /** Whose words are searched; missing: those of every source. */
  readonly sources: Sources | undefined
  /** The last word may be the beginning of one. */
  readonly typing: boolean
  /** Modalities with a weight > 0. */
  readonly weights: ReadonlyMap<Modality, number>
  /** Whether the person named them: a modality that cannot answer is then told. */
  readonly named: boolean
}

type QueryFields = Pick<
  SemanticSearch,
  'query' | 'texts' | 'not' | 'pictures' | 'sounds' | 'anchors' | 'lessLike' | 'sources' | 'weights'
> &
  Partial<Pick<SemanticSearch, 'typing'>>
type PlannedParts = Omit<QueryPlan, 'weights' | 'named'>

/** The words that a modality is asked by: its own text, else those for all; empty where it takes none. */
export const wordsFor = (plan: Pick<QueryPlan, 'words' | 'texts'>, modality: Modality): string =>
  speaksIn.words.includes(modality) ? (plan.texts.get(modality) ?? plan.words) : ''

/** Everything that is asked in words, as one line. */
export const allWordsOf = ({ words, texts }: Pick<QueryPlan, 'words' | 'texts'>): string =>
  [words, ...texts.values()].filter((text) => text !== '').join(' ')

/** The kinds of query parts that a plan has. */
export const kindsOf = (plan: PlannedParts): readonly QueryPartKind[] =>
  (['words', 'notWords', 'pictures', 'sounds', 'anchors', 'lessLike'] as const).filter((kind) =>
    kind === 'words' ? allWordsOf(plan) !== '' : plan[kind].length > 0,
  )

/** Whether a kind of query part of a plan has something to say in a modality. */
export const isSaidIn = (plan: PlannedParts, kind: QueryPartKind, modality: Modality): boolean =>
  kind === 'words' ? wordsFor(plan, modality) !== '' : speaksIn[kind].includes(modality)

/**
 * Without weights the modalities that can answer count alike: those of words in which something is wanted when there are words,
 * else all in which a query part speaks; pictures ask those only that take any picture, not just frames of the library.
 */
const defaultModalities = (plan: PlannedParts): readonly Modality[] => {
  const kinds = kindsOf(plan)
  const isWanted = (kind: QueryPartKind): boolean => !negativeKinds.includes(kind)
  if (kinds.includes('words')) {
    return textModalities.filter((modality) => kinds.some((kind) => isWanted(kind) && isSaidIn(plan, kind, modality)))
  }
  const wanted = kinds.some(isWanted) ? kinds.filter(isWanted) : kinds
  const speaking = new Set(wanted.flatMap((kind) => (kind === 'pictures' ? pictureModalities : speaksIn[kind])))
  return modalitySchema.options.filter((modality) => speaking.has(modality))
}

const namedWeights = (weights: Weights): ReadonlyMap<Modality, number> => {
  const named = new Map<Modality, number>()
  for (const [name, weight] of Object.entries(weights)) {
    // The keys are those of the schema; `text` gives way to `captions`.
    const modality = modalityOfWeight(name as keyof Weights)
    if (weight !== undefined && !(name === 'text' && weights.captions !== undefined)) named.set(modality, weight)
  }
  return named
}

const ownTexts = (texts: Texts): ReadonlyMap<Modality, string> =>
  new Map(
    textModalities.flatMap((modality) => {
      const text = (texts as Partial<Record<Modality, string>>)[modality]?.trim() ?? ''
      return text === '' ? [] : [[modality, text] as const]
    }),
  )

/** The parts of a query as they are understood. */
export const readParts = (fields: QueryFields): PlannedParts => ({
  words: fields.query?.trim() ?? '',
  texts: ownTexts(fields.texts ?? {}),
  notWords: fields.not?.trim() ?? '',
  pictures: fields.pictures ?? [],
  sounds: fields.sounds ?? [],
  anchors: fields.anchors ?? [],
  lessLike: fields.lessLike ?? [],
  sources: fields.sources,
  typing: fields.typing ?? false,
})

/** Understands the parts and weights of a query; refuses one that asks for nothing. */
export const planQuery = (fields: QueryFields): Result<QueryPlan, SearchProblem> => {
  const plan = readParts(fields)
  const kinds = kindsOf(plan)
  if (kinds.length === 0) {
    return refuseSearch(
      'bad_request',
      'There is nothing to search for.',
      'Give words, a picture, a sound or a scene to search by, or a filter to list what it leaves.',
    )
  }
  const named = namedWeights(fields.weights ?? {})
  if (named.size === 0) {
    const weights = new Map(defaultModalities(plan).map((modality) => [modality, restingWeight] as const))
    return ok({ ...plan, weights, named: false })
  }
  const weights = new Map([...named].filter(([, weight]) => weight > 0))
  if (weights.size === 0) {
    return refuseSearch('bad_request', 'All weights are zero.', 'Give at least one modality a weight above zero.')
  }
  return ok({ ...plan, weights, named: true })
}
