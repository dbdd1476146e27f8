import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { FoundHit } from '../../electron/search/explain.ts'
import type { SearchEngine } from '../../electron/search/search-engine.ts'

const questionSchema = z.strictObject({
  kind: z.enum(['exact', 'paraphrased', 'none']),
  question: z.string(),
  source: z.enum(['screen']).optional(),
  answers: z.array(z.strictObject({ film: z.string(), fromMs: z.number(), toMs: z.number() })),
})
export type Question = z.infer<typeof questionSchema>

/** Reads questions with the places that answer them. */
export const readQuestions = (name: string): readonly Question[] =>
  z.array(questionSchema).parse(JSON.parse(readFileSync(path.join(import.meta.dirname, name), 'utf8')))

/** How well questions are answered. Shares 0…1; of questions that have an answer, but `falseAnswers`. */
export interface Quality {
  readonly questions: number
  readonly hitAt1: number
  readonly hitAt5: number
  /** Mean of 1 / place of the first right scene. */
  readonly mrr: number
  /** Of the questions whose first scene is right: the words that are shown, and where it is opened, answer it too. */
  readonly rightWords: number
  /** Questions that are told to have no good match although their answer is there. */
  readonly missed: number
  /** Questions without an answer that are told to have a match, and to have a weak one or a match. */
  readonly falseAnswers: { readonly questions: number; readonly match: number; readonly weak: number }
}

/** How one question was answered. `place`: of the first right scene, from 1; null: not among the first hundred. */
export interface Answered {
  readonly question: Question
  readonly place: number | null
  readonly verdict: 'match' | 'weak' | 'no_good_match'
  readonly hasRightWords: boolean
  readonly first: string
}

interface Span {
  readonly startMs: number
  readonly endMs: number
}

const answersIt = (question: Question, path_: string, span: Span): boolean =>
  question.answers.some(
    ({ film, fromMs, toMs }) => path_.endsWith(`/${film}`) && span.startMs < toMs && span.endMs > fromMs,
  )

/** Asks one question; `pathOf`: the file of a video. */
export const askQuestion = async (
  engine: SearchEngine,
  question: Question,
  pathOf: ReadonlyMap<string, string>,
): Promise<Answered> => {
  const request = {
    query: question.question,
    weights: { captions: 1 },
    fusion: 'calibrated',
    groupByVideo: false,
    mergeNeighbours: false,
    sort: 'relevance',
    includeWeak: true,
    remember: false,
    offset: 0,
    limit: 100,
  } as const
  const found = await engine.semantic(request, AbortSignal.timeout(120_000))
  // What no way can answer at all is no answer.
  if (!found.ok)
    return { question, place: null, verdict: 'no_good_match', hasRightWords: false, first: found.error.code }
  const { hits, verdict } = found.value
  const isRight = ({ scene }: FoundHit): boolean => answersIt(question, pathOf.get(scene.videoId) ?? '', scene)
  const at = hits.findIndex(isRight)
  const [first] = hits
  return {
    question,
    place: at < 0 ? null : at + 1,
    verdict: verdict.kind,
    hasRightWords:
      at === 0 &&
      first !== undefined &&
      first.cue !== null &&
      answersIt(question, pathOf.get(first.scene.videoId) ?? '', first.cue),
    first:
      first === undefined ? '–' : `${path.basename(pathOf.get(first.scene.videoId) ?? '')} ${first.cue?.text ?? ''}`,
  }
}

const share = (part: number, whole: number): number => (whole === 0 ? Number.NaN : part / whole)

/** Sums up how questions were answered. */
export const qualityOf = (answered: readonly Answered[]): Quality => {
  const wanted = answered.filter(({ question }) => question.kind !== 'none')
  const none = answered.filter(({ question }) => question.kind === 'none')
  const within = (most: number): number => wanted.filter(({ place }) => place !== null && place <= most).length
  return {
    questions: wanted.length,
    hitAt1: share(within(1), wanted.length),
    hitAt5: share(within(5), wanted.length),
    mrr: share(
      wanted.reduce((sum, { place }) => sum + (place === null ? 0 : 1 / place), 0),
      wanted.length,
    ),
    rightWords: share(wanted.filter(({ hasRightWords }) => hasRightWords).length, within(1)),
    missed: share(wanted.filter(({ verdict }) => verdict === 'no_good_match').length, wanted.length),
    falseAnswers: {
      questions: none.length,
      match: share(none.filter(({ verdict }) => verdict === 'match').length, none.length),
      weak: share(none.filter(({ verdict }) => verdict !== 'no_good_match').length, none.length),
    },
  }
}
