import { appResources } from '../../electron/core/app-resources.ts'
import { createChanges } from '../../electron/core/changes.ts'
import { libraryPaths } from '../../electron/core/library-paths.ts'
import { createBackgroundVectorCache, readBackgroundTexts } from '../../electron/core/search/background-vector-cache.ts'
import { wireWork } from '../../electron/core/wire-work.ts'
import type { StorePort } from '../../electron/domain/ports/index.ts'
import { createMedia } from '../../electron/media/media.ts'
import { createBackgrounds } from '../../electron/search/backgrounds.ts'
import { createSearchEngine, type SearchEngine } from '../../electron/search/search-engine.ts'
import { lockLibrary } from '../../electron/store/library-folder/library-folder.ts'
import { openStore } from '../../electron/store/open-store.ts'

/** The ways in which words are searched: word for word, by meaning, and as the app does. */
export const ways = ['exact only', 'meaning only', 'joined'] as const
export type Way = (typeof ways)[number]

/** A library that nothing works on, with one engine for each way. */
export interface OpenSearch {
  readonly store: StorePort
  readonly engines: Readonly<Record<Way, SearchEngine>>
  readonly close: () => Promise<void>
}

/** An object with some methods that answer otherwise; the store's parts have theirs only when they are asked for. */
const withMethods = <Part extends object>(part: Part, methods: Partial<Part>): Part =>
  new Proxy(part, {
    get: (own, name) => Reflect.get(name in methods ? methods : own, name),
  })

/** The store as an engine sees it that cannot use vectors, or no words. */
const storeFor = (store: StorePort, way: Way): StorePort => {
  if (way === 'exact only') return { ...store, vectors: withMethods(store.vectors, { list: async () => [] }) }
  if (way === 'meaning only')
    return { ...store, captions: withMethods(store.captions, { hasWords: async () => false }) }
  return store
}

/** Opens a library for searching alone, with the app's own parts. */
export const openSearch = async (libraryPath: string, modelsPath: string): Promise<OpenSearch> => {
  const log = (level: string, message: string): void => {
    if (level !== 'info') process.stderr.write(`${level}: ${message}\n`)
  }
  const lock = await lockLibrary(libraryPath)
  if (!lock.ok) throw new Error(lock.error.message)
  const opened = await openStore({ libraryPath, lock: lock.value })
  if (!opened.ok) throw new Error(opened.error.message)
  const store = opened.value
  const media = createMedia({})
  const paths = libraryPaths(lock.value.libraryPath)
  const config = { libraryPath, modelsPath, version: '0.0.0' }
  const work = wireWork({
    config,
    lock: lock.value,
    store,
    media,
    paths,
    changes: createChanges(),
    runJobs: false,
    log,
  })
  const texts = await readBackgroundTexts(appResources(undefined).searchBackground, (message) => log('warn', message))
  const embedding = work.models.modelRunners
  const backgrounds = createBackgrounds({
    index: work.index,
    vectors: store.vectors,
    embedding,
    texts,
    vectorCache: createBackgroundVectorCache(paths.index, texts),
    log,
  })
  const noFile = async () => null
  const engineFor = (way: Way): SearchEngine =>
    createSearchEngine({
      store: storeFor(store, way),
      index: work.index,
      embedding,
      backgrounds,
      log,
      files: { picture: noFile, sound: noFile },
    })
  return {
    store,
    engines: {
      'exact only': engineFor('exact only'),
      'meaning only': engineFor('meaning only'),
      joined: engineFor('joined'),
    },
    close: async () => {
      await work.scheduler.close()
      await work.models.close()
      await work.index.close()
      await media.close()
      await store.close()
    },
  }
}
