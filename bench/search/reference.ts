import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { connect } from '../../electron/store/sqlite/connect.ts'
import type { Asked } from './asked.ts'
import type { BenchLibrary } from './library.ts'
import type { BenchQuery } from './queries.ts'
import { benchSpaces, bestCount, scenesToImport } from './shape.ts'

/** A range of scenes to go through, and what to ask of each. */
export interface ReferenceTask {
  readonly database: string
  readonly spaces: readonly { readonly pk: number; readonly dimension: number }[]
  /** By query and space. */
  readonly queries: readonly (readonly Float32Array[])[]
  readonly questions: readonly {
    readonly query: number
    readonly upTo: number
    readonly terms: readonly { readonly weight: number; readonly mean: number; readonly deviation: number }[]
  }[]
  readonly from: number
  readonly to: number
}

/** By question: the best of the range; and by space, sums over the range of what lies beyond the term's mean. */
export interface ReferenceAnswer {
  readonly best: readonly (readonly { readonly scene: number; readonly score: number }[])[]
  readonly sums: readonly (readonly {
    readonly count: number
    readonly sum: number
    readonly squares: number
    readonly best: number
  }[])[]
}

/** How the answers of an index compare with brute force. */
export interface Comparison {
  readonly questions: number
  /** Those whose best fifty are the same scenes in the same order with the same scores. */
  readonly identical: number
  /** Largest differences of mean and standard deviation. */
  readonly mean: number
  readonly deviation: number
  /** Whether counts and highest similarities are the same in all. */
  readonly sameCountAndBest: boolean
}

const run = (task: ReferenceTask): Promise<ReferenceAnswer> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./reference-worker.ts', import.meta.url), { workerData: task })
    worker.once('message', resolve)
    worker.once('error', reject)
  })

const bestOf = (answers: readonly ReferenceAnswer[], question: number) =>
  answers
    .flatMap(({ best }) => best[question] ?? [])
    .sort((one, other) => other.score - one.score || one.scene - other.scene)
    .slice(0, bestCount)

const spreadOf = (answers: readonly ReferenceAnswer[], question: number, space: number, shift: number) => {
  const parts = answers.flatMap(({ sums }) => sums[question]?.[space] ?? [])
  const count = parts.reduce((sum, part) => sum + part.count, 0)
  const shifted = parts.reduce((sum, part) => sum + part.sum, 0) / count
  const squares = parts.reduce((sum, part) => sum + part.squares, 0) / count
  const best = parts.reduce((highest, part) => Math.max(highest, part.best), Number.NEGATIVE_INFINITY)
  return { count, mean: shift + shifted, deviation: Math.sqrt(Math.max(0, squares - shifted * shifted)), best }
}

const compare = (answers: readonly ReferenceAnswer[], asked: readonly Asked[], firstQuestion: number): Comparison => {
  let identical = 0
  let mean = 0
  let deviation = 0
  let sameCountAndBest = true
  asked.forEach(({ scenes, scores, statistics }, position) => {
    const question = firstQuestion + position
    const best = bestOf(answers, question)
    const same =
      best.length === scenes.length &&
      best.every(({ scene, score }, place) => scenes[place] === scene && scores[place] === score)
    if (same) identical += 1
    statistics.forEach((one, space) => {
      const spread = spreadOf(answers, question, space, one.mean)
      mean = Math.max(mean, Math.abs(one.mean - spread.mean))
      deviation = Math.max(deviation, Math.abs(one.deviation - spread.deviation))
      if (one.count !== spread.count || one.best !== spread.best) sameCountAndBest = false
    })
  })
  return { questions: asked.length, identical, mean, deviation, sameCountAndBest }
}

/** Number of a space in the library's tables. */
export const spaceNumbers = (library: BenchLibrary): readonly number[] => {
  const connection = connect(library.database, { readonly: true })
  try {
    const select = connection.prepare<[string], { pk: number }>('SELECT pk FROM embedding_spaces WHERE id = ?')
    return library.spaceIds.map((id) => select.get(id)?.pk ?? 0)
  } finally {
    connection.close()
  }
}

/**
 * Goes through all vectors of the library once, in double precision, and says which answers are those of brute force, by run.
 * Reads a thousand scenes at a time, in as many threads as there are processors.
 */
export const compareWithBruteForce = async (
  library: BenchLibrary,
  queries: readonly BenchQuery[],
  runs: readonly (readonly Asked[])[],
): Promise<readonly Comparison[]> => {
  const asked = [...new Set(runs.flat().map(({ query }) => query))]
  const questions = runs.flat().map(({ query, weights, statistics, upTo }) => ({
    query: asked.indexOf(query),
    upTo,
    terms: weights.map((weight, space) => ({
      weight,
      mean: statistics[space]?.mean ?? 0,
      deviation: statistics[space]?.deviation ?? 0,
    })),
  }))
  const last = library.scenes + scenesToImport + 1
  const threads = Math.max(1, availableParallelism())
  const step = Math.ceil(last / threads)
  const spaces = spaceNumbers(library).map((pk, position) => ({
    pk,
    dimension: benchSpaces[position]?.dimension ?? 0,
  }))
  const answers = await Promise.all(
    Array.from({ length: questions.length === 0 ? 0 : threads }, (_, thread) =>
      run({
        database: library.database,
        spaces,
        queries: asked.map((query) => queries[query]?.vectors ?? []),
        questions,
        from: 1 + thread * step,
        to: Math.min(last, 1 + (thread + 1) * step),
      }),
    ),
  )
  let first = 0
  return runs.map((own) => {
    first += own.length
    return compare(answers, own, first - own.length)
  })
}
