import type { Problem } from '../../contract/index.ts'
import { lookSpace } from '../../domain/look/look.ts'
import type { AnalysisResult, ProbeResult, StageOutput } from '../../domain/ports/index.ts'
import { writeCaptions } from '../captions/captions-queries.ts'
import { groupVideo } from '../people/group-video.ts'
import { dropPicturesOf, writeFrames, writeLoudness, writeScenes } from '../scenes/write-scenes.ts'
import { writeScreenText } from '../screen-text/screen-text-queries.ts'
import type { Sql } from '../sqlite/sql.ts'
import { writeTranscripts } from '../transcripts/transcripts-queries.ts'
import { createVectorQueries } from '../vectors/vectors-queries.ts'

const writeProbe = (sql: Sql, videoPk: number, probe: ProbeResult): void => {
  sql.run(
    `INSERT INTO probes (video_pk, result) VALUES (@videoPk, @result)
     ON CONFLICT (video_pk) DO UPDATE SET result = excluded.result`,
    { videoPk, result: JSON.stringify(probe) },
  )
  sql.run('DELETE FROM streams WHERE video_pk = @videoPk', { videoPk })
  for (const stream of probe.streams) {
    sql.run(
      `INSERT INTO streams (video_pk, idx, kind, codec, profile, language, title, is_default, is_forced, width, height,
         pixel_format, frame_rate_num, frame_rate_den, channels, sample_rate, bit_rate)
       VALUES (@videoPk, @index, @kind, @codec, @profile, @language, @title, @isDefault, @isForced, @width, @height,
         @pixelFormat, @frameRateNum, @frameRateDen, @channels, @sampleRate, @bitRate)`,
      {
        videoPk,
        index: stream.index,
        kind: stream.kind,
        codec: stream.codec,
        profile: stream.profile,
        language: stream.language,
        title: stream.title,
        isDefault: stream.isDefault ? 1 : 0,
        isForced: stream.isForced ? 1 : 0,
        width: stream.width,
        height: stream.height,
        pixelFormat: stream.pixelFormat,
        frameRateNum: stream.frameRate?.num ?? null,
        frameRateDen: stream.frameRate?.den ?? null,
        channels: stream.channels,
        sampleRate: stream.sampleRate,
        bitRate: stream.bitRate,
      },
    )
  }
  sql.run('UPDATE videos SET width = @width, height = @height, recorded_at = @recordedAt WHERE pk = @videoPk', {
    videoPk,
    width: probe.width,
    height: probe.height,
    recordedAt: probe.recordedAt,
  })
  // What analyse has counted is better than what the container says.
  sql.run(
    `UPDATE videos SET duration_ms = @durationMs, frame_count = @frameCount, frame_rate_num = @num, frame_rate_den = @den
     WHERE pk = @videoPk AND NOT EXISTS (SELECT 1 FROM jobs WHERE video_pk = @videoPk AND stage = 'analyse' AND state = 'done')`,
    {
      videoPk,
      durationMs: Math.round(probe.durationMs),
      frameCount: probe.frameCount,
      num: probe.frameRate.num,
      den: probe.frameRate.den,
    },
  )
}

/** Looks come with the frames that they describe, so that there is no moment in which one is there without the other. */
const writeLooks = (sql: Sql, videoPk: number, looks: AnalysisResult['looks']): void => {
  const video = sql.get<{ id: string; contentId: string }>(
    'SELECT id, content_id AS contentId FROM videos WHERE pk = @videoPk',
    { videoPk },
  )
  if (video === undefined || looks.length === 0) return
  const vectors = createVectorQueries(sql)
  const space = vectors.ensureSpace(lookSpace)
  if (!space.active) vectors.setTargetSpace('look', space.id)
  const described = looks.map(({ frameNumber, vector }) => ({ key: frameNumber, vector }))
  vectors.writeFrames(space.id, video.contentId, { vectors: described, skipped: [] })
  vectors.poolScenes(space.id, video.id)
}

const writeAnalysis = (sql: Sql, videoPk: number, analysis: AnalysisResult): void => {
  const changed = writeFrames(sql, videoPk, analysis.frames)
  writeScenes(sql, videoPk, analysis.scenes)
  dropPicturesOf(sql, videoPk, changed)
  writeLooks(sql, videoPk, analysis.looks)
  sql.run('DELETE FROM filmstrips WHERE content_pk = @videoPk', { videoPk })
  if (analysis.filmstrip !== null) {
    sql.run(
      `INSERT INTO filmstrips (content_pk, tile_width, tile_height, columns, rows, interval_ms, count, sheets)
       VALUES (@videoPk, @tileWidth, @tileHeight, @columns, @rows, @intervalMs, @count, @sheets)`,
      { videoPk, ...analysis.filmstrip },
    )
  }
  sql.run(
    `UPDATE videos SET duration_ms = @durationMs, frame_count = @frameCount, frame_rate_num = @num, frame_rate_den = @den
     WHERE pk = @videoPk`,
    {
      videoPk,
      durationMs: Math.round(analysis.durationMs),
      frameCount: analysis.frameCount,
      num: analysis.frameRate.num,
      den: analysis.frameRate.den,
    },
  )
  sql.run(
    `UPDATE probes SET result = json_set(result, '$.variableFrameRate', json(@variable)) WHERE video_pk = @videoPk`,
    { videoPk, variable: String(analysis.variableFrameRate) },
  )
}

/** Writes what a stage left behind, replacing what it left before; answers its warnings. Call inside a transaction. */
export const writeOutput = (sql: Sql, videoPk: number, output: StageOutput): readonly Problem[] => {
  switch (output.stage) {
    case 'probe':
      writeProbe(sql, videoPk, output.probe)
      return output.probe.warnings
    case 'poster':
      sql.run('UPDATE videos SET first_poster_ms = @timeMs WHERE pk = @videoPk', { videoPk, timeMs: output.timeMs })
      return []
    case 'analyse':
      writeAnalysis(sql, videoPk, output.analysis)
      return output.analysis.warnings
    case 'captions':
      writeCaptions(sql, videoPk, output.captions)
      return output.captions.warnings
    case 'transcribe':
      writeTranscripts(sql, videoPk, output.transcripts)
      return output.warnings
    case 'read-text':
      writeScreenText(sql, videoPk, output.screenText)
      return output.warnings
    case 'find-faces':
      groupVideo(sql, videoPk, output.model, new Date().toISOString())
      return output.warnings
    case 'loudness':
      writeLoudness(sql, videoPk, output.loudness)
      return []
    default:
      // What they make was written as it came.
      return output.warnings
  }
}
