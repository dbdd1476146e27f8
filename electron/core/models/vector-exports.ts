import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ApiFailure } from '../../domain/failure.ts'
import type { ExportedVectors, StorePort } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { VectorExport } from '../core-api.ts'
import { notFound, refuse } from '../failures.ts'

/** So long the files of an export stay, for whoever fetches one after the other. */
const keptMs = 15 * 60_000
const maxKept = 2

interface Kept {
  readonly spaceId: string
  readonly folder: string
  readonly exported: ExportedVectors
  readonly timer: NodeJS.Timeout
}

/** Files of exported vectors, each pair of one moment. */
export interface VectorExports {
  /**
   * With `etag`, that very export, as long as it is kept (`conflict` after that); without, one of now. Fails with
   * `not_found` when there is no such space.
   */
  readonly get: (spaceId: string, etag: string | null) => Promise<Result<VectorExport, ApiFailure>>
  readonly close: () => Promise<void>
}

const describe = (spaceId: string, exported: ExportedVectors): VectorExport => {
  const file = (path: string, mimeType: string) => ({
    path,
    offset: 0,
    mimeType,
    etag: exported.fingerprint,
    immutable: false,
  })
  return {
    rows: exported.rows,
    dimension: exported.dimension,
    etag: exported.fingerprint,
    npy: {
      fileName: `${spaceId}.npy`,
      slice: { ...file(exported.npyPath, 'application/octet-stream'), length: exported.npyBytes },
    },
    jsonl: {
      fileName: `${spaceId}.jsonl`,
      slice: { ...file(exported.jsonlPath, 'application/x-ndjson'), length: exported.jsonlBytes },
    },
  }
}

/** Exports of one library; their files lie in its folder for temporary ones. */
export const createVectorExports = (store: StorePort, temporaryFolder: string): VectorExports => {
  let kept: readonly Kept[] = []
  const running = new Set<Promise<unknown>>()
  let closed = false

  const forget = async (old: Kept): Promise<void> => {
    clearTimeout(old.timer)
    kept = kept.filter((each) => each !== old)
    // One that is still being read goes when the folder is emptied at the next start.
    await rm(old.folder, { recursive: true, force: true }).catch(() => undefined)
  }

  const make = async (spaceId: string): Promise<Result<VectorExport, ApiFailure>> => {
    await mkdir(temporaryFolder, { recursive: true })
    const folder = await mkdtemp(join(temporaryFolder, 'vectors-'))
    const exported = await store.vectors.export(spaceId, folder).catch(async (thrown: unknown) => {
      await rm(folder, { recursive: true, force: true })
      throw thrown
    })
    if (exported === null) {
      await rm(folder, { recursive: true, force: true })
      return notFound('embedding space')
    }
    const timer = setTimeout(() => void forget(made), keptMs)
    timer.unref()
    const made: Kept = { spaceId, folder, exported, timer }
    kept = [...kept, made]
    for (const old of kept.slice(0, -maxKept)) await forget(old)
    return ok(describe(spaceId, exported))
  }

  const tracked = async <Value>(work: Promise<Value>): Promise<Value> => {
    running.add(work)
    try {
      return await work
    } finally {
      running.delete(work)
    }
  }

  return {
    get: async (spaceId, etag) => {
      if (closed) return refuse('unavailable', 'The library is closed.', 'Open it again.')
      if (etag === null) return await tracked(make(spaceId))
      const known = kept.find((each) => each.spaceId === spaceId && each.exported.fingerprint === etag)
      return known === undefined
        ? refuse('conflict', 'These vectors have changed meanwhile.', 'Export both files again.')
        : ok(describe(spaceId, known.exported))
    },
    close: async () => {
      closed = true
      await Promise.allSettled(running)
      for (const old of kept) await forget(old)
    },
  }
}
