import { pictureCodecs } from '../captions/picture-codecs.ts'

/** The stage whose run a caption track comes from, by its source. */
const ofTrack = (source: string): string =>
  `CASE ${source} WHEN 'speech' THEN 'transcribe' WHEN 'screen' THEN 'read-text' ELSE 'captions' END`

/** Caption tracks that are pictures get their cues when text is read. */
const ofCue = (row: string, database: string): string =>
  `COALESCE((SELECT CASE WHEN t.codec IN (${pictureCodecs.map((codec) => `'${codec}'`).join(', ')})
       THEN 'read-text' ELSE ${ofTrack('t.source')} END
     FROM ${database}.caption_tracks t WHERE t.video_pk = ${row}.video_pk AND t.track = ${row}.track), 'captions')`

/**
 * SQL that names the stage which wrote a row of a table, for rows of two runs of a stage must not be mixed; null for tables that no stage
 * writes as a whole. `row`: alias of the row's table, `database`: the name that its database is attached under.
 */
export const stageOfRow = (table: string, row: string, database: string): string | null => {
  switch (table) {
    case 'probes':
    case 'streams':
      return "'probe'"
    case 'scenes':
    case 'sampled_frames':
    case 'filmstrips':
      return "'analyse'"
    case 'caption_tracks':
      return ofTrack(`${row}.source`)
    case 'captions':
      return ofCue(row, database)
    default:
      return null
  }
}

const lacksCues = `t.readable = 1
  AND t.cue_count <> (SELECT COUNT(*) FROM captions c WHERE c.video_pk = t.video_pk AND c.track = t.track)`
const isPictures = `t.codec IN (${pictureCodecs.map((codec) => `'${codec}'`).join(', ')})`
const hasTrack = (source: string): string =>
  `EXISTS (SELECT 1 FROM caption_tracks t WHERE t.video_pk = v.pk AND t.source = '${source}')`
/** A transcript without a word is a track, too. */
const lacksSpeech = `NOT ${hasTrack('speech')}
  AND EXISTS (SELECT 1 FROM jobs j WHERE j.video_pk = v.pk AND j.stage = 'transcribe' AND j.state = 'done')`
const lacksScreenText = `NOT ${hasTrack('screen')}
  AND EXISTS (SELECT 1 FROM read_pictures p WHERE p.video_pk = v.pk AND p.source = '')
  AND EXISTS (SELECT 1 FROM jobs j WHERE j.video_pk = v.pk AND j.stage = 'read-text' AND j.state = 'done')`

/** For each stage, which of its finished videos lack a part of what it found. */
export const incompleteVideos = {
  probe: 'SELECT v.pk FROM videos v WHERE v.pk NOT IN (SELECT video_pk FROM probes)',
  analyse: `SELECT v.pk FROM videos v
    WHERE v.scene_count <> (SELECT COUNT(*) FROM scenes s WHERE s.video_pk = v.pk)
      OR v.scene_count <> (SELECT COALESCE(MAX(s.idx) + 1, 0) FROM scenes s WHERE s.video_pk = v.pk)
      OR v.pk NOT IN (SELECT content_pk FROM filmstrips)
      OR EXISTS (SELECT 1 FROM scenes s WHERE s.video_pk = v.pk AND s.keyframe IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM sampled_frames f WHERE f.content_pk = v.pk AND f.frame_number = s.keyframe))`,
  // More cues were counted than the tracks that are left have: a whole track is gone, and nothing else tells which.
  captions: `SELECT v.pk FROM videos v
    WHERE EXISTS (SELECT 1 FROM caption_tracks t WHERE t.video_pk = v.pk AND t.source NOT IN ('speech', 'screen', 'notes')
        AND NOT ${isPictures} AND ${lacksCues})
      OR v.caption_count <> (SELECT COALESCE(SUM(t.cue_count), 0) FROM caption_tracks t
        WHERE t.video_pk = v.pk AND t.source <> 'notes')
        AND NOT (${lacksSpeech}) AND NOT (${lacksScreenText})`,
  transcribe: `SELECT v.pk FROM videos v
    WHERE ${lacksSpeech} OR EXISTS (SELECT 1 FROM caption_tracks t
      WHERE t.video_pk = v.pk AND t.source = 'speech' AND ${lacksCues})`,
  'read-text': `SELECT v.pk FROM videos v
    WHERE ${lacksScreenText} OR EXISTS (SELECT 1 FROM caption_tracks t
      WHERE t.video_pk = v.pk AND (t.source = 'screen' OR ${isPictures}) AND ${lacksCues})`,
} as const
