import type { Caption } from '../../contract/index.ts'
import type { CaptionStore } from '../../domain/ports/index.ts'
import { wantedScenes } from '../scenes/found-scenes.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import { type CaptionRow, captionColumns, toCaption } from './caption-rows.ts'

interface CueRow extends CaptionRow {
  readonly scene: number
}

/** `CaptionStore.ofScenes`. */
export const captionsOfScenes = (
  sql: Sql,
  scenes: readonly number[],
): ReturnType<Synchronous<CaptionStore>['ofScenes']> => {
  const parameters = { scenes: JSON.stringify(scenes) }
  const cues = new Map<number, Caption[]>(
    sql.all<{ pk: number }>(`SELECT s.pk FROM ${wantedScenes}`, parameters).map(({ pk }) => [pk, []]),
  )
  const rows = sql.all<CueRow>(
    `SELECT s.pk AS scene, ${captionColumns} FROM ${wantedScenes}
     CROSS JOIN captions c ON c.video_pk = s.video_pk AND c.track = v.caption_track
       AND c.start_ms >= s.start_ms - v.longest_cue_ms AND c.start_ms < s.end_ms AND c.end_ms > s.start_ms
     CROSS JOIN caption_tracks t ON t.video_pk = c.video_pk AND t.track = c.track
     ORDER BY wanted.key, c.start_ms, c.pk`,
    parameters,
  )
  for (const row of rows) cues.get(row.scene)?.push(toCaption(row))
  return [...cues].map(([scene, own]) => ({ scene, cues: own }))
}
