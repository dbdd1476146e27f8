import type { FaceRecord, FacesKey, FoundFace } from '../../domain/ports/index.ts'
import { newId } from '../sqlite/rows.ts'
import type { Sql } from '../sqlite/sql.ts'
import type { FacesTable } from '../sqlite/tables.ts'
import { toFloat32Bytes } from '../vectors/vector-bytes.ts'

/** A face with its scene and time; joined as `selectFaces` does. */
export interface FaceRow
  extends Pick<FacesTable, 'pk' | 'id' | 'frame_number' | 'x' | 'y' | 'width' | 'height' | 'decided' | 'video_pk'> {
  readonly video_id: string
  readonly scene_id: string | null
  readonly time_ms: number | null
}

/** Faces `f` of videos `v` that were not removed. Put conditions and an order behind it. */
export const selectFaces = `SELECT f.pk, f.id, f.frame_number, f.x, f.y, f.width, f.height, f.decided, f.video_pk, v.id AS video_id,
    s.id AS scene_id, k.time_ms
  FROM faces f JOIN videos v ON v.pk = f.video_pk AND v.removed_at IS NULL
  LEFT JOIN scenes s ON s.video_pk = f.video_pk AND s.start_frame <= f.frame_number AND s.end_frame > f.frame_number
  LEFT JOIN sampled_frames k ON k.content_pk = f.video_pk AND k.frame_number = f.frame_number`

/** A row as the port has it. */
export const toFace = (row: FaceRow): FaceRecord => ({
  id: row.id,
  videoId: row.video_id,
  sceneId: row.scene_id,
  frameNumber: row.frame_number,
  timeMs: Math.round(row.time_ms ?? 0),
  box: [row.x, row.y, row.width, row.height],
  decided: row.decided === 1,
})

/** Frames in which a model has looked. */
export const lookedFrames = (sql: Sql, { videoId, model, revision }: FacesKey): readonly number[] =>
  sql
    .all<{ frame: number }>(
      `SELECT l.frame_number AS frame FROM face_frames l JOIN videos v ON v.pk = l.video_pk
       WHERE v.id = @videoId AND l.model = @model AND l.revision = @revision ORDER BY l.frame_number`,
      { videoId, model, revision },
    )
    .map(({ frame }) => frame)

const bytesOf = (vector: Float32Array): Uint8Array => Buffer.from(toFloat32Bytes(vector))

const writeFace = (sql: Sql, row: Readonly<Record<string, string | number>>, face: FoundFace): void => {
  const [x, y, width, height] = face.box
  sql.run(
    `INSERT INTO faces (id, video_pk, model, revision, frame_number, x, y, width, height, score, vector)
     VALUES (@id, @videoPk, @model, @revision, @frameNumber, @x, @y, @width, @height, @score, @vector)`,
    { ...row, id: newId('f'), x, y, width, height, score: face.score, vector: bytesOf(face.vector) },
  )
}

/** Keeps what was found in frames; call inside a transaction. */
export const writeFaces = (
  sql: Sql,
  { videoId, model, revision }: FacesKey,
  frames: readonly { readonly frameNumber: number; readonly faces: readonly FoundFace[] }[],
): void => {
  const video = sql.get<{ pk: number }>('SELECT pk FROM videos WHERE id = @videoId', { videoId })
  // It went meanwhile.
  if (video === undefined) return
  for (const { frameNumber, faces } of frames) {
    const row = { videoPk: video.pk, model, revision, frameNumber }
    sql.run(
      `DELETE FROM faces WHERE video_pk = @videoPk AND model = @model AND revision = @revision
       AND frame_number = @frameNumber`,
      row,
    )
    for (const face of faces) writeFace(sql, row, face)
    sql.run(
      `INSERT INTO face_frames (video_pk, model, revision, frame_number)
       VALUES (@videoPk, @model, @revision, @frameNumber) ON CONFLICT DO NOTHING`,
      row,
    )
  }
}
