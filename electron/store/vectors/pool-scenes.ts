import type { Sql } from '../sqlite/sql.ts'
import { spaceById } from './spaces-queries.ts'
import { fromFloat16Bytes, toFloat32Bytes, toUnitLength } from './vector-bytes.ts'

interface FrameRow {
  readonly frame_number: number
  readonly vector: Uint8Array | null
  readonly skipped: string | null
}

/** Vector or skip mark of one scene, written only when it differs from what is there. */
export const putSceneVector = (
  sql: Sql,
  space: { readonly pk: number },
  scene: { readonly pk: number; readonly videoPk: number },
  value: { readonly vector: Uint8Array } | { readonly skipped: string },
): void => {
  sql.run(
    `INSERT INTO scene_vectors (key, space_pk, scene_pk, video_pk, vector, skipped)
     VALUES ((@spacePk << 40) + @scenePk, @spacePk, @scenePk, @videoPk, @vector, @skipped)
     ON CONFLICT (key) DO UPDATE SET vector = excluded.vector, skipped = excluded.skipped
       WHERE vector IS NOT excluded.vector OR skipped IS NOT excluded.skipped`,
    {
      spacePk: space.pk,
      scenePk: scene.pk,
      videoPk: scene.videoPk,
      vector: 'vector' in value ? value.vector : null,
      skipped: 'skipped' in value ? value.skipped : null,
    },
  )
}

/** The normalised mean of unit vectors; of vectors that cancel out, the first one. Null of none. */
const meanOf = (vectors: readonly Float32Array[]): Float32Array | null => {
  const [first] = vectors
  if (first === undefined) return null
  const sum = new Float64Array(first.length)
  for (const vector of vectors) for (const [index, value] of vector.entries()) sum[index] = (sum[index] ?? 0) + value
  const mean = new Float32Array(sum)
  return toUnitLength(mean) ? mean : first
}

/** See `VectorStore.poolScenes`. */
export const poolScenes = (sql: Sql, spaceId: string, videoId: string): void => {
  const space = spaceById(sql, spaceId)
  const video = sql.get<{ pk: number }>('SELECT pk FROM videos WHERE id = @videoId', { videoId })
  if (video === undefined) return
  const scenes = sql.all<{ pk: number; start_frame: number; end_frame: number }>(
    'SELECT pk, start_frame, end_frame FROM scenes WHERE video_pk = @videoPk ORDER BY idx',
    { videoPk: video.pk },
  )
  const within = { spacePk: space.pk, videoPk: video.pk }
  for (const scene of scenes) {
    const span = { ...within, start: scene.start_frame, end: scene.end_frame }
    const frames = sql.all<FrameRow>(
      `SELECT frame_number, vector, skipped FROM frame_vectors
       WHERE content_pk = @videoPk AND space_pk = @spacePk AND frame_number >= @start AND frame_number < @end
       ORDER BY frame_number`,
      span,
    )
    const row = { pk: scene.pk, videoPk: video.pk }
    const mean = meanOf(frames.flatMap(({ vector }) => (vector === null ? [] : [fromFloat16Bytes(vector)])))
    if (mean !== null) {
      putSceneVector(sql, space, row, { vector: toFloat32Bytes(mean) })
      continue
    }
    const awaited = sql.get(
      `SELECT 1 FROM sampled_frames f WHERE content_pk = @videoPk AND frame_number >= @start AND frame_number < @end
         AND NOT EXISTS (SELECT 1 FROM frame_vectors x
           WHERE x.content_pk = f.content_pk AND x.space_pk = @spacePk AND x.frame_number = f.frame_number)
       LIMIT 1`,
      span,
    )
    if (awaited === undefined) {
      // Frames that could not be embedded say why better than that there are none.
      putSceneVector(sql, space, row, { skipped: frames[0]?.skipped ?? 'no_frames' })
    } else {
      sql.run('DELETE FROM scene_vectors WHERE key = (@spacePk << 40) + @scenePk', {
        spacePk: space.pk,
        scenePk: scene.pk,
      })
    }
  }
}
