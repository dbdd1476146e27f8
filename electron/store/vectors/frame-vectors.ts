import type { FrameVector } from '../../domain/ports/index.ts'
import type { Sql } from '../sqlite/sql.ts'
import { spaceById } from './spaces-queries.ts'
import { fromFloat16Bytes, packVectors, toFloat32Bytes } from './vector-bytes.ts'

interface FrameRow extends Omit<FrameVector, 'vector'> {
  readonly vector: Uint8Array
}

/** `VectorStore.framesOfScenes`. */
export const framesOfScenes = (sql: Sql, spaceId: string, scenes: readonly number[]): readonly FrameVector[] => {
  const rows = sql.all<FrameRow>(
    `SELECT s.pk AS scene, x.frame_number AS frameNumber, f.time_ms AS timeMs, x.vector
     FROM json_each(@scenes) wanted CROSS JOIN scenes s ON s.pk = wanted.value
     CROSS JOIN frame_vectors x ON x.content_pk = s.video_pk AND x.space_pk = @spacePk
       AND x.frame_number >= s.start_frame AND x.frame_number < s.end_frame
     CROSS JOIN sampled_frames f ON f.content_pk = x.content_pk AND f.frame_number = x.frame_number
     WHERE x.vector IS NOT NULL ORDER BY wanted.key, x.frame_number`,
    { spacePk: spaceById(sql, spaceId).pk, scenes: JSON.stringify(scenes) },
  )
  const vectors = packVectors(rows.map((row) => toFloat32Bytes(fromFloat16Bytes(row.vector))))
  return rows.map((row, at) => ({ ...row, vector: vectors[at] ?? new Float32Array() }))
}
