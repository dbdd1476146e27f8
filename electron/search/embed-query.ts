import type { Space } from '../contract/index.ts'
import type { EmbeddingPort, EmbedItem } from '../domain/ports/index.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { type Deadline, deadline } from './deadline.ts'
import type { FileVectors, ModelTimeouts, SearchNotice } from './search-parts.ts'

/** What a query waits for unless told otherwise. */
export const defaultTimeouts: ModelTimeouts = { firstMs: 120_000, restMs: 20_000 }

/** One modality's part of a query that a model has to turn into vectors. */
export interface EmbedRequest {
  readonly space: Space
  /** Each on its own, so that words asked before need no model. */
  readonly items: readonly EmbedItem[]
}

/** Vectors in the order of the items, or why there are none. */
export type EmbedAnswer = Result<readonly Float32Array[], SearchNotice>

const askModel = async (
  embedding: EmbeddingPort,
  request: EmbedRequest,
  files: FileVectors,
  signal: AbortSignal,
): Promise<EmbedAnswer> => {
  const { modality, model, dimension } = request.space
  const vectors: Float32Array[] = []
  for (const item of request.items) {
    const known = files.get(request.space, item)
    if (known !== null) {
      vectors.push(known)
      continue
    }
    const answer = await embedding.embed({ modelId: model, items: [item], priority: 'query', signal })
    if (!answer.ok) {
      const { code, message, remedy } = answer.error
      return err({ modality, code, message, remedy })
    }
    const [outcome] = answer.value
    if (outcome === undefined || 'error' in outcome) {
      const message = outcome === undefined ? `${model} gave no answer.` : outcome.error.message
      return err({ modality, code: 'not_embedded', message, remedy: 'Try other words, or another file.' })
    }
    files.set(request.space, item, outcome.vector)
    vectors.push(outcome.vector)
  }
  if (vectors.some((vector) => vector.length !== dimension)) return err(rebuilding(request.space))
  const key = await embedding.space(model, signal)
  const isSame =
    !key.ok ||
    (key.value.revision === request.space.revision &&
      key.value.preprocessingVersion === request.space.preprocessingVersion)
  return isSame ? ok(vectors) : err(rebuilding(request.space))
}

const rebuilding = ({ modality, model }: Space): SearchNotice => ({
  modality,
  code: 'space_building',
  message: `The vectors of ${model} are being made anew by its new version.`,
  remedy: 'Wait until that is done, or search without it meanwhile.',
})

const tooSlow = ({ modality, model }: Space): SearchNotice => ({
  modality,
  code: 'model_loading',
  message: `${model} is still being loaded.`,
  remedy: 'Search again in a moment.',
})

/**
 * Asks all models at once. One that fails, or is still being loaded long after another has answered, is left out; its call goes
 * on, so that the next query finds it loaded and these words answered.
 */
export const embedAll = async (
  embedding: EmbeddingPort,
  requests: readonly EmbedRequest[],
  files: FileVectors,
  timeouts: ModelTimeouts,
  signal: AbortSignal,
): Promise<readonly EmbedAnswer[]> => {
  /** What has come of each request so far: its answer, or what it threw. */
  const settled: (() => EmbedAnswer)[] = []
  const asked = requests.map(async (request, index) => {
    try {
      const answer = await askModel(embedding, request, files, signal)
      settled[index] = () => answer
      return answer
    } catch (thrown) {
      settled[index] = () => {
        throw thrown
      }
      throw thrown
    }
  })
  for (const one of asked) one.catch(() => {})
  const aborted = Promise.withResolvers<void>()
  const onAbort = (): void => aborted.resolve()
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  const first = deadline(timeouts.firstMs)
  let rest: Deadline | null = null
  try {
    const ended = Promise.race([first.passed, aborted.promise])
    const all = Promise.allSettled(asked)
    const oneAnswered = Promise.any(
      asked.map(async (one) => ((await one).ok ? true : Promise.reject(new Error('left out')))),
    )
    await Promise.race([all, ended, oneAnswered.catch(() => all)])
    rest = deadline(timeouts.restMs)
    await Promise.race([all, ended, rest.passed])
    return requests.map(({ space }, index) => settled[index]?.() ?? err(tooSlow(space)))
  } finally {
    first.stop()
    rest?.stop()
    signal.removeEventListener('abort', onAbort)
  }
}
