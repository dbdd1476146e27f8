import type { PassageVector, VectorPassage } from '../../domain/ports/index.ts'
import type { Sql } from '../sqlite/sql.ts'
import { spaceById } from './spaces-queries.ts'
import { fromFloat16Bytes, packVectors, toFloat16Bytes, toFloat32Bytes } from './vector-bytes.ts'

/** Replaces the passages that a scene's vector was made of. */
export const putPassages = (sql: Sql, spacePk: number, scenePk: number, passages: readonly VectorPassage[]): void => {
  const place = { spacePk, scenePk }
  sql.run('DELETE FROM passage_vectors WHERE key = (@spacePk << 40) + @scenePk', place)
  for (const [index, { startMs, endMs, vector }] of passages.entries()) {
    sql.run(
      `INSERT INTO passage_vectors (key, idx, start_ms, end_ms, vector)
       VALUES ((@spacePk << 40) + @scenePk, @index, @startMs, @endMs, @vector)`,
      { ...place, index, startMs: Math.round(startMs), endMs: Math.round(endMs), vector: toFloat16Bytes(vector) },
    )
  }
}

interface PassageRow extends Omit<PassageVector, 'vector'> {
  readonly vector: Uint8Array
}

/** `VectorStore.passagesOfScenes`. */
export const passagesOfScenes = (sql: Sql, spaceId: string, scenes: readonly number[]): readonly PassageVector[] => {
  const rows = sql.all<PassageRow>(
    `SELECT wanted.value AS scene, x.start_ms AS startMs, x.end_ms AS endMs, x.vector
     FROM json_each(@scenes) wanted CROSS JOIN passage_vectors x ON x.key = (@spacePk << 40) + wanted.value
     ORDER BY wanted.key, x.idx`,
    { spacePk: spaceById(sql, spaceId).pk, scenes: JSON.stringify(scenes) },
  )
  const vectors = packVectors(rows.map((row) => toFloat32Bytes(fromFloat16Bytes(row.vector))))
  return rows.map((row, at) => ({ ...row, vector: vectors[at] ?? new Float32Array() }))
}
