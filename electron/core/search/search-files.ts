import { createHash, randomUUID } from 'node:crypto'
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LRUCache } from 'lru-cache'
import type { SemanticSearch } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { FileSlice } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import { convertPicture, convertSound } from '../../media/query/query-file.ts'
import type { SearchFile } from '../core-api.ts'
import { fromFailure, refuse } from '../failures.ts'
import type { LibraryPaths } from '../library-paths.ts'
import { createAllowance } from './allowance.ts'

const maxKept = 64
const maxBytes = 64 * 1024 ** 2
/** Of conversions: each may take a gigabyte. */
const mostAtOnce = 2
const limits = { wallClockMs: 30_000, noProgressMs: 20_000, maxPixels: 200_000_000, maxStreams: 64 }

type Kind = 'picture' | 'sound'

interface SentFile {
  readonly kind: Kind
  readonly reference: string
}

const converters = { picture: convertPicture, sound: convertSound } as const
const extensions = { picture: 'jpg', sound: 'pcm' } as const

/** Pictures and sounds that a request names, in all its parts. */
const filesNamed = (request: Pick<SemanticSearch, 'pictures' | 'sounds' | 'followedBy'>): readonly SentFile[] =>
  [request, request.followedBy ?? {}].flatMap(({ pictures = [], sounds = [] }) => [
    ...pictures.flatMap((picture) =>
      'reference' in picture ? [{ kind: 'picture' as const, reference: picture.reference }] : [],
    ),
    ...sounds.map(({ reference }) => ({ kind: 'sound' as const, reference })),
  ])

/**
 * Pictures and sounds that were sent to search by them. The last 64 are kept in the library's temporary folder until it is
 * closed, those of saved searches in a folder of their own for as long as one names them.
 */
export interface SearchFiles {
  /** Makes it readable for the models; answers its reference. The same bytes have the same one. */
  readonly add: (kind: Kind, file: SearchFile, signal: AbortSignal) => Promise<Result<string, ApiFailure>>
  readonly get: (kind: Kind, reference: string) => Promise<FileSlice | null>
  /** How many of the files that a search names are not kept any more. */
  readonly countGone: (request: SemanticSearch) => Promise<number>
  /** Keeps the files of a search for good. */
  readonly keepFor: (request: SemanticSearch) => Promise<void>
  /** Deletes what was kept for good and is named by none of these searches. */
  readonly keepOnlyFor: (requests: readonly SemanticSearch[]) => Promise<void>
}

/** The files of one library. */
export const createSearchFiles = (
  { temporary, examples }: Pick<LibraryPaths, 'temporary' | 'examples'>,
  ffmpegPath: string,
): SearchFiles => {
  const folder = join(temporary, 'search')
  const evicted: string[] = []
  const kept = new LRUCache<string, FileSlice>({
    max: maxKept,
    dispose: ({ path }, _name, reason) => {
      if (reason === 'evict') evicted.push(path)
    },
  })
  const turns = createAllowance(mostAtOnce)
  /** Files that are being made, by name. */
  const making = new Map<string, Promise<unknown>>()

  const keep = async (name: string, slice: FileSlice): Promise<void> => {
    kept.set(name, slice)
    for (const path of evicted.splice(0)) await rm(path, { force: true })
  }

  const make = async (
    kind: Kind,
    name: string,
    reference: string,
    file: SearchFile,
    signal: AbortSignal,
  ): Promise<Result<string, ApiFailure>> => {
    await mkdir(folder, { recursive: true })
    // No extension: what is inside decides how it is read.
    const source = join(folder, `${reference}-${kind}-sent-${randomUUID()}`)
    const outputPath = join(folder, name)
    try {
      await writeFile(source, file.bytes)
      const converted = await converters[kind]({ path: source, outputPath, ffmpegPath, limits, signal })
      if (!converted.ok) {
        await rm(outputPath, { force: true })
        const code = converted.error.code === 'memory_limit' ? 'payload_too_large' : 'unsupported_media'
        return fromFailure(converted.error, code)
      }
      await keep(name, { path: outputPath, offset: 0, length: converted.value.sizeBytes })
      return ok(reference)
    } finally {
      await rm(source, { force: true })
    }
  }

  const nameOf = ({ kind, reference }: SentFile): string => `${reference}.${extensions[kind]}`

  const sliceOfExample = async (name: string): Promise<FileSlice | null> => {
    const path = join(examples, name)
    const stats = await stat(path).catch(() => null)
    return stats === null ? null : { path, offset: 0, length: stats.size }
  }
  const get = async (file: SentFile): Promise<FileSlice | null> =>
    kept.peek(nameOf(file)) ?? (await sliceOfExample(nameOf(file)))

  /** One change of the folder of examples at a time. */
  let lastChange: Promise<void> = Promise.resolve()
  const inTurn = (change: () => Promise<void>): Promise<void> => {
    const mine = lastChange.then(change)
    lastChange = mine.catch(() => undefined)
    return mine
  }

  const keepExample = async (name: string): Promise<void> => {
    const sent = kept.get(name)
    if (sent === undefined || (await sliceOfExample(name)) !== null) return
    await mkdir(examples, { recursive: true })
    const partial = join(examples, `${name}.partial`)
    await copyFile(sent.path, partial)
    await rename(partial, join(examples, name))
  }

  return {
    countGone: async (request) => {
      const found = await Promise.all(filesNamed(request).map(get))
      return found.filter((slice) => slice === null).length
    },
    keepFor: (request) =>
      inTurn(async () => {
        for (const file of filesNamed(request)) await keepExample(nameOf(file))
      }),
    keepOnlyFor: (requests) =>
      inTurn(async () => {
        const needed = new Set(requests.flatMap(filesNamed).map(nameOf))
        const there = await readdir(examples).catch(() => [])
        for (const name of there) if (!needed.has(name)) await rm(join(examples, name), { force: true })
      }),
    add: async (kind, file, signal) => {
      if (file.bytes.length === 0) return refuse('bad_request', `The ${kind} is empty.`, 'Send the whole file.')
      if (file.bytes.length > maxBytes) {
        return refuse('payload_too_large', `The ${kind} is larger than 64 MB.`, 'Send a smaller one, or a part of it.')
      }
      const reference = createHash('sha256').update(kind).update(file.bytes).digest('hex').slice(0, 32)
      const name = nameOf({ kind, reference })
      const endTurn = await turns.take(1, signal)
      if (endTurn === null) return refuse('unavailable', 'The search was given up.', 'Search again.')
      try {
        // The same file is made once; whoever sent it too makes it only where that came to nothing.
        while (making.has(name)) await making.get(name)
        if (kept.get(name) !== undefined) return ok(reference)
        const made = make(kind, name, reference, file, signal)
        const ended = made.then(
          () => making.delete(name),
          () => making.delete(name),
        )
        making.set(name, ended)
        return await made
      } finally {
        endTurn()
      }
    },
    get: (kind, reference) => get({ kind, reference }),
  }
}
