import { createHash } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { npyHeader } from '../../domain/export/npy.ts'
import type { ExportedVectors } from '../../domain/ports/index.ts'
import { createSql } from '../sqlite/sql.ts'

interface ExportRow {
  readonly sceneId: string
  readonly videoId: string
  readonly index: number
  readonly startMs: number
  readonly endMs: number
  readonly vector: Uint8Array
}

const blockBytes = 1 << 20

/** A file that is written in blocks and hashed on its way. */
const blockWriter = (path: string, first: Uint8Array) => {
  const file = openSync(path, 'w')
  const hash = createHash('sha256')
  let blocks: Uint8Array[] = [first]
  let waiting = first.byteLength
  let total = first.byteLength
  const flush = (): void => {
    const bytes = Buffer.concat(blocks)
    for (let written = 0; written < bytes.byteLength; ) written += writeSync(file, bytes, written)
    blocks = []
    waiting = 0
  }
  return {
    write: (bytes: Uint8Array): void => {
      hash.update(bytes)
      blocks.push(bytes)
      waiting += bytes.byteLength
      total += bytes.byteLength
      if (waiting >= blockBytes) flush()
    },
    /** Writes the first bytes anew. */
    begin: (bytes: Uint8Array): void => {
      flush()
      writeSync(file, bytes, 0, bytes.byteLength, 0)
    },
    bytes: () => total,
    digest: () => hash.digest('base64url'),
    close: () => closeSync(file),
  }
}

/**
 * Writes the scene vectors of a space as `vectors.npy` and what its rows are as `vectors.jsonl` into a folder that
 * exists. Reads within one transaction of its connection: both files show one moment, whatever is written meanwhile.
 */
export const exportVectors = (database: Database.Database, spaceId: string, folder: string): ExportedVectors | null => {
  const sql = createSql(database)
  const read = database.transaction((): ExportedVectors | null => {
    const space = sql.get<{ pk: number; dimension: number }>(
      'SELECT pk, dimension FROM embedding_spaces WHERE id = @spaceId',
      { spaceId },
    )
    if (space === undefined) return null
    const npyPath = join(folder, 'vectors.npy')
    const jsonlPath = join(folder, 'vectors.jsonl')
    const npy = blockWriter(npyPath, npyHeader(0, space.dimension))
    const jsonl = blockWriter(jsonlPath, new Uint8Array())
    try {
      const rows = database.prepare<[{ spacePk: number }], ExportRow>(
        `SELECT s.id AS sceneId, v.id AS videoId, s.idx AS "index", s.start_ms AS startMs, s.end_ms AS endMs, x.vector
         FROM scenes s CROSS JOIN scene_vectors x ON x.key = (@spacePk << 40) + s.pk
         CROSS JOIN videos v ON v.pk = s.video_pk
         WHERE x.vector IS NOT NULL AND v.removed_at IS NULL ORDER BY s.video_pk, s.idx`,
      )
      let count = 0
      for (const { vector, ...row } of rows.iterate({ spacePk: space.pk })) {
        npy.write(vector)
        jsonl.write(Buffer.from(`${JSON.stringify(row)}\n`))
        count += 1
      }
      npy.begin(npyHeader(count, space.dimension))
      jsonl.begin(new Uint8Array())
      const fingerprint = createHash('sha256')
        .update(`${spaceId} ${count} ${npy.digest()} ${jsonl.digest()}`)
        .digest('base64url')
        .slice(0, 24)
      return {
        rows: count,
        dimension: space.dimension,
        fingerprint,
        npyPath,
        npyBytes: npy.bytes(),
        jsonlPath,
        jsonlBytes: jsonl.bytes(),
      }
    } finally {
      npy.close()
      jsonl.close()
    }
  })
  return read.deferred()
}
