import {
  byteRoutes,
  type CaptionSearch,
  routePath,
  type SearchHit,
  type SearchResponse,
  type SemanticSearch,
  type Space,
  textModalities,
  wordsForNames,
} from '../../contract/index.ts'
import type { KnownCopies } from '../../domain/alike/known-copies.ts'
import { parseCaptionQuery } from '../../domain/caption-query.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { SceneIndex, StorePort } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { ModelRunners } from '../../runners/model-runners.ts'
import { createBackgrounds } from '../../search/backgrounds.ts'
import { copiesNamed, type FoundHit } from '../../search/explain.ts'
import { isList } from '../../search/list-scenes.ts'
import { createSearchEngine, type SearchAnswer } from '../../search/search-engine.ts'
import type { SearchProblem } from '../../search/search-problem.ts'
import type { Core } from '../core-api.ts'
import { refuse } from '../failures.ts'
import type { LibraryPaths } from '../library-paths.ts'
import { presentCaptionHits, presentFolded, presentScene } from '../present.ts'
import { createBackgroundVectorCache, readBackgroundTexts } from './background-vector-cache.ts'
import { picturesOfFoundWords } from './caption-pictures.ts'
import { createNamedVideos } from './named-videos.ts'
import { createSavedSearches, tidyExamples } from './saved-searches.ts'
import { createSearchFiles } from './search-files.ts'
import { readSearchStatus } from './search-status.ts'

/** Search of one library. */
export interface LibrarySearch {
  readonly api: Core['search']
  readonly close: () => Promise<void>
}

/** What search is wired from. */
export interface LibrarySearchParts {
  readonly store: StorePort
  readonly modelRunners: ModelRunners
  /** Whoever changes vectors or videos tells it; it is closed with the search. */
  readonly index: SceneIndex
  readonly paths: LibraryPaths
  readonly ffmpegPath: string
  /** `resources/search-background.json`. */
  readonly backgroundTexts: string
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void
  /** Which scenes are copies of each other, as far as that is known. */
  readonly copies: () => Promise<KnownCopies>
}

const presentHit = ({ scene, followedBy, bestFrame, cue, cueFrame, alike, ...hit }: FoundHit): SearchHit => {
  const presented = presentScene(scene)
  const frameUrl = (frame: number): string => `${routePath(byteRoutes.keyframe.path, { id: scene.id })}?frame=${frame}`
  return {
    ...hit,
    sceneId: scene.id,
    videoId: scene.videoId,
    index: scene.index,
    startMs: scene.startMs,
    endMs: scene.endMs,
    scene: presented,
    videoTitle: scene.videoTitle,
    videoWidth: scene.videoWidth,
    videoHeight: scene.videoHeight,
    cue: cue === null ? null : { ...cue, pictureUrl: cueFrame === null ? null : frameUrl(cueFrame) },
    bestFrame: bestFrame === null ? null : { ...bestFrame, url: frameUrl(bestFrame.frameNumber) },
    ...(alike === undefined
      ? {}
      : {
          alike: presentFolded(alike.count, alike.scenes),
        }),
    ...(followedBy === undefined
      ? {}
      : {
          followedBy: {
            sceneId: followedBy.scene.id,
            startMs: followedBy.scene.startMs,
            endMs: followedBy.scene.endMs,
            score: followedBy.score,
            scene: presentScene(followedBy.scene),
          },
        }),
  }
}

/** The words of a caption search that are wanted, without its signs. */
const wordsAsked = ({ query, typing }: CaptionSearch): string =>
  (parseCaptionQuery(query, { typing })?.include ?? []).map(({ text }) => text).join(' ')

/** Wires the engine to a library's store, index, models and files. */
export const createLibrarySearch = async (parts: LibrarySearchParts): Promise<LibrarySearch> => {
  const { store, modelRunners, index, paths, log } = parts
  const texts = await readBackgroundTexts(parts.backgroundTexts, (message) => log('warn', message))
  const files = createSearchFiles(paths, parts.ffmpegPath)
  await tidyExamples(store.searches, files)
  const backgrounds = createBackgrounds({
    index,
    vectors: store.vectors,
    embedding: modelRunners,
    texts,
    vectorCache: createBackgroundVectorCache(paths.index, texts),
    log,
  })
  const engine = createSearchEngine({
    store,
    index,
    embedding: modelRunners,
    backgrounds,
    log,
    copies: parts.copies,
    files: {
      picture: (reference) => files.get('picture', reference),
      sound: (reference) => files.get('sound', reference),
    },
  })
  const namedVideos = createNamedVideos(store, log)
  const closing = new AbortController()

  /** Asks the engine until the caller gives up or the library closes. */
  const ask = async <Value>(
    signal: AbortSignal,
    run: (signal: AbortSignal) => Promise<Result<Value, SearchProblem>>,
  ): Promise<Result<Value, ApiFailure>> => {
    const either = AbortSignal.any([signal, closing.signal])
    try {
      return await run(either)
    } catch (thrown) {
      if (!either.aborted) throw thrown
      return refuse('unavailable', 'The search was given up.', 'Search again.')
    }
  }

  const answer = async (
    signal: AbortSignal,
    run: (signal: AbortSignal) => Promise<Result<SearchAnswer, SearchProblem>>,
  ): Promise<Result<SearchResponse, ApiFailure>> => {
    const startedMs = performance.now()
    const found = await ask(signal, run)
    if (!found.ok) return found
    const { hits, notices, ...rest } = found.value
    const tookMs = performance.now() - startedMs
    return ok({ ...rest, items: hits.map(presentHit), notices: [...notices], tookMs })
  }

  const semantic = async (
    request: SemanticSearch,
    signal: AbortSignal,
  ): Promise<Result<SearchResponse, ApiFailure>> => {
    const isFirstPage = request.cursor === undefined && request.offset === 0
    const [answered, named] = await Promise.all([
      answer(signal, (either) => engine.semantic(request, either)),
      isFirstPage ? namedVideos(wordsForNames(request), request.filter ?? {}) : {},
    ])
    if (answered.ok && request.remember && !isList(request)) {
      await store.searches.remember(request, answered.value.relevant, new Date().toISOString())
    }
    return answered.ok ? ok({ ...answered.value, ...named }) : answered
  }

  const similarTo =
    (kind: 'picture' | 'sound'): Core['search']['similarToImage'] =>
    async (file, request, signal) => {
      const reference = await files.add(kind, file, AbortSignal.any([signal, closing.signal]))
      if (!reference.ok) return reference
      const added = { reference: reference.value }
      const withFile: SemanticSearch =
        kind === 'picture'
          ? { ...request, pictures: [...(request.pictures ?? []), added] }
          : { ...request, sounds: [...(request.sounds ?? []), added] }
      const answered = await semantic(withFile, signal)
      return answered.ok ? ok({ ...answered.value, reference: reference.value }) : answered
    }

  const status = () => readSearchStatus(store, modelRunners, index.status)

  const wake = async (space: Space): Promise<void> => {
    const runner = modelRunners.states().get(space.model)?.state ?? 'stopped'
    if (runner === 'stopped') {
      // Words that nobody asked before: an answer out of the cache would not load the model.
      const text = `search is about to begin, ${Date.now()}`
      const items = [{ kind: 'text', key: 'wake', text, role: 'query' }] as const
      await modelRunners.embed({ modelId: space.model, items, priority: 'query', signal: closing.signal })
    }
    await backgrounds.words(space, space.present)
  }

  const prepare: Core['search']['prepare'] = async () => {
    for (const space of await store.vectors.list()) {
      if (!space.active || space.present === 0 || !textModalities.includes(space.modality)) continue
      wake(space).catch((thrown: unknown) => log('warn', `search could not be prepared: ${String(thrown)}`))
    }
    return status()
  }

  return {
    api: {
      captions: async (query) => {
        // Nothing is asked for: the full-text index would refuse it.
        const asksNothing = query.query.trim() === ''
        const { videoIds, filter } = query
        const copies = query.foldAlike === true && !asksNothing ? await parts.copies() : null
        const groups = copies === null ? [] : [...new Set(copies.groupOf.values())]
        const [found, named] = await Promise.all([
          asksNothing ? { items: [], nextCursor: null, total: 0 } : store.captions.search(query, groups),
          query.cursor === undefined
            ? namedVideos(wordsAsked(query), { ...filter, ...(videoIds === undefined ? {} : { videoIds }) })
            : {},
        ])
        const told = new Set(found.items.flatMap(({ copies: own = [] }) => own.slice(0, copiesNamed)))
        const records = new Map((await store.scenes.byNumber([...told])).map((scene) => [scene.number, scene]))
        const pictures = await picturesOfFoundWords(store, found.items)
        const incomplete = copies?.isComplete === false ? { foldingIsIncomplete: true } : {}
        return {
          ...presentCaptionHits(found, pictures, (own) => own.flatMap((number) => records.get(number) ?? [])),
          ...incomplete,
          ...named,
        }
      },
      semantic,
      scenes: (request, signal) => answer(signal, (either) => engine.scenes(request, either)),
      similarToImage: similarTo('picture'),
      similarToAudio: similarTo('sound'),
      heat: async (request, signal) => {
        const found = await ask(signal, (either) => engine.heat(request, either))
        return found.ok ? ok({ scenes: [...found.value.scenes], verdict: found.value.verdict }) : found
      },
      status,
      prepare,
      ...createSavedSearches(store.searches, files),
    },
    close: async () => {
      closing.abort()
      await backgrounds.close()
      await index.close()
    },
  }
}
