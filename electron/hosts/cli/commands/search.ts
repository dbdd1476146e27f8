import {
  type Fusion,
  type SearchStatus,
  type Sources,
  semanticSearchSchema,
  type Texts,
  type Weights,
} from '../../../contract/index.ts'
import { exitCodeOf, exitCodes } from '../exit-codes.ts'
import { unknownVideo } from '../find-video.ts'
import { describeFailure } from '../terminal.ts'
import { writeHits } from './hits.ts'
import type { Command } from './run.ts'
import { searchCaptions } from './search-captions.ts'

/** Arguments of `goodclips search`. */
export interface SearchOptions {
  /** Words for every modality; may be empty where one has words of its own. */
  readonly query: string
  /** Words for single modalities. */
  readonly texts: Texts
  readonly limit: number
  readonly videoIds: readonly string[]
  readonly weights: Weights
  readonly not?: string | undefined
  readonly fusion?: Fusion | undefined
  /** Words of what follows in the same video, and within how many seconds. */
  readonly then?: string | undefined
  readonly within?: number | undefined
  /** Also what does not stand out. */
  readonly weak: boolean
  /** Word for word in captions. */
  readonly words: boolean
  /** Whose words are searched; without any, those of every source. */
  readonly sources: Sources
}

const longestPage = 1000
const answering: readonly SearchStatus['modalities'][number]['state'][] = ['ready', 'loading', 'sleeping']

/** Whether words can be searched in scenes at all now, by meaning or as they are said. */
const understandsWords = ({ modalities }: SearchStatus): boolean =>
  modalities.some(
    ({ takesText, state, present }) => state === 'exact' || (takesText && present > 0 && answering.includes(state)),
  )

/** Whether something was asked that a search word for word cannot do. */
const needsMeaning = ({ texts, weights, not, fusion, then, weak }: SearchOptions): boolean =>
  [texts, weights].some((named) => Object.keys(named).length > 0) ||
  not !== undefined ||
  fusion !== undefined ||
  then !== undefined ||
  weak

const misplacedOption = (options: SearchOptions): string | null => {
  if (options.query.trim() === '' && Object.keys(options.texts).length === 0) return 'Say what to find.'
  if (options.within !== undefined && options.then === undefined) return '--within goes with --then.'
  if (options.words && needsMeaning(options)) return '--words goes with --limit, --video-id and --sources only.'
  return null
}

/** `goodclips search TEXT`: scenes by meaning, best first; where no model answers, captions that hold the words. */
export const searchCommand: Command<SearchOptions> = async (context, options) => {
  const { backend, terminal, signal } = context
  const unknown = await unknownVideo(backend, options.videoIds)
  if (unknown !== null) {
    terminal.note(describeFailure(unknown))
    return exitCodeOf(unknown)
  }
  const misplaced = misplacedOption(options)
  if (misplaced !== null) {
    terminal.note(misplaced)
    return exitCodes.usage
  }
  if (options.words) return await searchCaptions(context, options)
  if (!needsMeaning(options)) {
    const status = await backend.searchStatus()
    if (!status.ok) {
      terminal.note(describeFailure(status.error))
      return exitCodeOf(status.error)
    }
    if (!understandsWords(status.value)) {
      terminal.note('No model answers yet, so captions are searched word for word.')
      return await searchCaptions(context, options)
    }
  }
  const { query, texts, videoIds, sources, weights, not, fusion = 'calibrated', then, within, weak, limit } = options
  const asked = {
    ...(query.trim() === '' ? {} : { query }),
    ...(Object.keys(texts).length === 0 ? {} : { texts }),
    ...(not === undefined ? {} : { not }),
    ...(Object.keys(weights).length === 0 ? {} : { weights }),
    ...(sources.length === 0 ? {} : { sources: [...sources] }),
    ...(videoIds.length === 0 ? {} : { filter: { videoIds: [...videoIds] } }),
    ...(then === undefined
      ? {}
      : { followedBy: { query: then, ...(within === undefined ? {} : { withinSeconds: within }) } }),
    fusion,
    // The other two formulas order everything there is.
    includeWeak: weak || fusion !== 'calibrated',
  }
  const request = semanticSearchSchema.safeParse(asked)
  if (!request.success) {
    terminal.note(`${request.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join(' ')}`)
    return exitCodes.usage
  }
  return await writeHits(context, limit, (left, cursor) => {
    const page = { limit: Math.min(left, longestPage), ...(cursor === undefined ? {} : { cursor }) }
    return backend.semantic({ ...request.data, ...page }, signal)
  })
}
