import { modalityOf, type Space } from '../contract/index.ts'
import {
  type Background,
  backgroundOf,
  priorBackground,
  type Sample,
  sceneBackgroundOf,
} from '../domain/fusion/gate.ts'
import type { EmbeddingPort, SceneIndex, VectorStore } from '../domain/ports/index.ts'
import { deadline } from './deadline.ts'
import { rowsOf } from './vector-sums.ts'

/** Keeps the vectors of background queries between starts; what is lost is made again. */
export interface BackgroundVectorCache {
  readonly read: (spaceId: string) => Promise<Float32Array | null>
  readonly write: (spaceId: string, vectors: Float32Array) => Promise<void>
}

/** What queries find that have nothing to do with the library, by space. Measured aside, never while a person waits. */
export interface Backgrounds {
  /** For words. `scenes`: how many have a vector now. */
  readonly words: (space: Space, scenes: number) => Promise<Background>
  /** For pictures, sounds and scenes: what scenes of the library find besides themselves. */
  readonly scenes: (space: Space, scenes: number) => Promise<Background>
  readonly close: () => Promise<void>
}

/** What measuring needs. */
export interface BackgroundParts {
  readonly index: SceneIndex
  readonly vectors: Pick<VectorStore, 'block'>
  readonly embedding: EmbeddingPort
  readonly texts: readonly string[]
  readonly vectorCache: BackgroundVectorCache
  readonly log: (level: 'warn', message: string) => void
  /** How long the first query of a small library waits for its background, in milliseconds. */
  readonly patienceMs?: number
}

const sceneSamples = 32
/** Measured again when the number of scenes changed by more than a fifth. */
const notably = (before: number, now: number): boolean => Math.abs(now - before) > 0.2 * before + 2
/** Sixty scans of a library of this size take a blink. */
const smallLibrary = 50_000

interface Entry {
  background: Background | null
  scenes: number
  running: Promise<void> | null
}

/** The backgrounds of one library. */
export const createBackgrounds = (parts: BackgroundParts): Backgrounds => {
  const { index, vectors, embedding, texts, vectorCache } = parts
  const patienceMs = parts.patienceMs ?? 2_000
  const closing = new AbortController()
  const entries = new Map<string, Entry>()
  const vectorsInMemory = new Map<string, readonly Float32Array[]>()
  /** One measurement at a time, so that a person's query finds the index free. */
  let turn: Promise<void> = Promise.resolve()

  const textVectors = async (space: Space): Promise<readonly Float32Array[]> => {
    const known = texts.length === 0 ? [] : vectorsInMemory.get(space.id)
    if (known !== undefined) return known
    const kept = await vectorCache.read(space.id)
    const fits = kept !== null && kept.length === texts.length * space.dimension
    const vectors = fits ? rowsOf(kept, texts.length) : await embedTexts(space)
    vectorsInMemory.set(space.id, vectors)
    return vectors
  }

  const embedTexts = async (space: Space): Promise<readonly Float32Array[]> => {
    const answer = await embedding.embed({
      modelId: space.model,
      items: texts.map((text, place) => ({ kind: 'text', key: String(place), text, role: 'query' })),
      priority: 'index',
      signal: closing.signal,
    })
    if (!answer.ok) throw new Error(answer.error.message)
    const vectors = answer.value.flatMap((outcome) => ('vector' in outcome ? [outcome.vector] : []))
    if (vectors.length !== texts.length || vectors.some(({ length }) => length !== space.dimension)) {
      throw new Error('not every background query has a vector')
    }
    const all = new Float32Array(texts.length * space.dimension)
    for (const [place, vector] of vectors.entries()) all.set(vector, place * space.dimension)
    await vectorCache.write(space.id, all)
    return vectors
  }

  const measureWords = async (space: Space, scenes: number): Promise<Background> => {
    const samples: Sample[] = []
    for (const vector of await textVectors(space)) {
      const { best, mean, deviation } = await index.statistics({ spaceId: space.id, vector }, closing.signal)
      if (best !== null) samples.push({ best, mean, deviation })
    }
    const isLikeWithLike = modalityOf[space.modality].madeFrom === 'captions'
    return backgroundOf(samples, scenes, isLikeWithLike ? 'same' : 'other')
  }

  const measureScenes = async (space: Space, scenes: number): Promise<Background> => {
    const samples: Sample[] = []
    const last = await lastScene(space)
    for (let place = 0; place < sceneSamples; place++) {
      // Spread over all scenes by the golden ratio, the same ones every time.
      const after = Math.floor(((place * 0.618_033_988_75) % 1) * last)
      const block = await vectors.block(space.id, after - 1, 1)
      const [scene] = block.scenes
      if (scene === undefined) continue
      const statistics = await index.statistics({ spaceId: space.id, vector: block.vectors }, closing.signal)
      const { mean, deviation } = statistics
      const top = await index.top({
        fusion: 'raw',
        terms: [{ spaceId: space.id, vector: block.vectors, weight: 1, mean, deviation }],
        within: null,
        without: [scene],
        limit: 1,
        countFrom: null,
        signal: closing.signal,
      })
      const best = top.similarities[0]?.[0]
      if (best !== undefined && !Number.isNaN(best)) samples.push({ best, mean, deviation })
    }
    return sceneBackgroundOf(samples, scenes)
  }

  /** The highest scene number of a space, found by halving. */
  const lastScene = async (space: Space): Promise<number> => {
    let low = -1
    let high = 1
    while ((await vectors.block(space.id, high, 1)).scenes.length > 0) {
      low = high
      high *= 2
    }
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if ((await vectors.block(space.id, middle, 1)).scenes.length > 0) low = middle
      else high = middle
    }
    return high
  }

  const measure = (key: string, space: Space, scenes: number, how: typeof measureWords): Entry => {
    const entry = entries.get(key) ?? { background: null, scenes: 0, running: null }
    entries.set(key, entry)
    if (entry.running !== null || closing.signal.aborted) return entry
    if (entry.background !== null && !notably(entry.scenes, scenes)) return entry
    const work = async (): Promise<void> => {
      try {
        entry.background = await how(space, scenes)
        entry.scenes = scenes
      } catch (thrown) {
        if (!closing.signal.aborted) parts.log('warn', `the background of ${space.id} is not known: ${String(thrown)}`)
      } finally {
        entry.running = null
      }
    }
    const running = turn.then(work)
    entry.running = running
    turn = running
    return entry
  }

  const levelOf = async (
    key: string,
    space: Space,
    scenes: number,
    how: typeof measureWords,
    prior: Background,
  ): Promise<Background> => {
    const entry = measure(key, space, scenes, how)
    if (entry.background === null && entry.running !== null && scenes <= smallLibrary) {
      const soon = deadline(patienceMs)
      await Promise.race([entry.running, soon.passed])
      soon.stop()
    }
    return entry.background ?? prior
  }

  return {
    words: (space, scenes) => levelOf(`words ${space.id}`, space, scenes, measureWords, priorBackground(scenes)),
    scenes: (space, scenes) =>
      levelOf(`scenes ${space.id}`, space, scenes, measureScenes, sceneBackgroundOf([], scenes)),
    close: async () => {
      closing.abort()
      await turn
    },
  }
}
