import { createHash, randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LRUCache } from 'lru-cache'
import type { ApiFailure } from '../../domain/failure.ts'
import type { FileSlice } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import { convertPicture, convertSound } from '../../media/query/query-file.ts'
import type { SearchFile } from '../core-api.ts'
import { fromFailure, refuse } from '../failures.ts'
import { createAllowance } from './allowance.ts'

const maxKept = 64
const maxBytes = 64 * 1024 ** 2
/** Of conversions: each may take a gigabyte. */
const mostAtOnce = 2
const limits = { wallClockMs: 30_000, noProgressMs: 20_000, maxPixels: 200_000_000, maxStreams: 64 }

type Kind = 'picture' | 'sound'

const converters = { picture: convertPicture, sound: convertSound } as const
const extensions = { picture: 'jpg', sound: 'pcm' } as const

/** Pictures and sounds that were sent to search by them; the last 64 are kept in the library's temporary folder. */
export interface SearchFiles {
  /** Makes it readable for the models; answers its reference. The same bytes have the same one. */
  readonly add: (kind: Kind, file: SearchFile, signal: AbortSignal) => Promise<Result<string, ApiFailure>>
  readonly get: (kind: Kind, reference: string) => Promise<FileSlice | null>
}

/** The files of one library. */
export const createSearchFiles = (temporaryFolder: string, ffmpegPath: string): SearchFiles => {
  const folder = join(temporaryFolder, 'search')
  const evicted: string[] = []
  const kept = new LRUCache<string, FileSlice>({
    max: maxKept,
    dispose: ({ path }, _name, reason) => {
      if (reason === 'evict') evicted.push(path)
    },
  })
  const turns = createAllowance(mostAtOnce)

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
    // No extension: what is inside decides how it is read. The same file may be on its way twice.
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

  return {
    add: async (kind, file, signal) => {
      if (file.bytes.length === 0) return refuse('bad_request', `The ${kind} is empty.`, 'Send the whole file.')
      if (file.bytes.length > maxBytes) {
        return refuse('payload_too_large', `The ${kind} is larger than 64 MB.`, 'Send a smaller one, or a part of it.')
      }
      const reference = createHash('sha256').update(kind).update(file.bytes).digest('hex').slice(0, 32)
      const name = `${reference}.${extensions[kind]}`
      const endTurn = await turns.take(1, signal)
      if (endTurn === null) return refuse('unavailable', 'The search was given up.', 'Search again.')
      try {
        if (kept.get(name) !== undefined) return ok(reference)
        return await make(kind, name, reference, file, signal)
      } finally {
        endTurn()
      }
    },
    get: async (kind, reference) => kept.peek(`${reference}.${extensions[kind]}`) ?? null,
  }
}
