import { join } from 'node:path'
import { z } from 'zod'
import {
  arrangementSchema,
  type Problem,
  portableFileName,
  timelineFormatSchema,
  timelineFormats,
} from '../../contract/index.ts'
import { buildTimeline, type SaidCue } from '../../domain/interchange/build-timeline.ts'
import { writeTimeline } from '../../domain/interchange/formats.ts'
import type { StorePort, VideoDetailsRecord } from '../../domain/ports/index.ts'
import { type ExportRun, exportedRangeSchema } from './export-run.ts'
import { writeNewFile } from './write-new-file.ts'

/** What a timeline export needs to run, as it is kept with it. */
export const timelineRequestSchema = z.object({
  format: timelineFormatSchema,
  as: arrangementSchema,
  pathMap: z.array(z.object({ from: z.string(), to: z.string() })),
  /** Folder of the files. */
  folder: z.string(),
  ranges: z.array(exportedRangeSchema),
})
export type TimelineRequest = z.infer<typeof timelineRequestSchema>

const needWords: ReadonlySet<string> = new Set(['srt', 'csv', 'json'])

/** Cues of the first track that can be read. */
const cuesOf = async (store: Pick<StorePort, 'captions'>, video: VideoDetailsRecord): Promise<readonly SaidCue[]> => {
  const track = video.captionTracks.find(
    ({ readable, cueCount, isForced }) => readable && cueCount > 0 && isForced !== true,
  )
  return track === undefined ? [] : await store.captions.all(video.id, track.track)
}

/** Writes ranges in the format of an editor. */
export const runTimelineExport = async (
  store: Pick<StorePort, 'videos' | 'captions'>,
  { name, request, written, wrote }: ExportRun,
): Promise<readonly Problem[]> => {
  const { format, as, pathMap, folder, ranges } = timelineRequestSchema.parse(request)
  const videos = new Map<string, VideoDetailsRecord>()
  const cues = new Map<string, readonly SaidCue[]>()
  for (const contentId of new Set(ranges.map((range) => range.contentId))) {
    const video = await store.videos.findByContent(contentId)
    if (video === null || video.removedAt !== null) continue
    videos.set(contentId, video)
    if (needWords.has(format)) cues.set(contentId, await cuesOf(store, video))
  }
  const { timeline, report } = buildTimeline({ name, arrangement: as, ranges, videos, cues, pathMap })
  const { files, report: lost } = writeTimeline(format, timeline)
  const { extension } = timelineFormats[format]
  for (const [index, file] of files.entries()) {
    if (index < written.length) continue
    const path = join(folder, `${portableFileName(name)}${portableFileName(`x${file.suffix}`).slice(1)}.${extension}`)
    await wrote(await writeNewFile(path, file.text), (index + 1) / files.length)
  }
  return [...report, ...lost]
}
