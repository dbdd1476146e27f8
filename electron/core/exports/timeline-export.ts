import { join } from 'node:path'
import { z } from 'zod'
import {
  arrangementSchema,
  type Page,
  type PageQuery,
  type Problem,
  portableFileName,
  timelineFormatSchema,
  timelineFormats,
} from '../../contract/index.ts'
import { buildTimeline, type SaidCue, type SeenPerson } from '../../domain/interchange/build-timeline.ts'
import { writeTimeline } from '../../domain/interchange/formats.ts'
import type { FrameMark } from '../../domain/marks/scene-marks.ts'
import type { MarkRecord, StorePort, VideoDetailsRecord } from '../../domain/ports/index.ts'
import { rawOriginalOf } from '../imports/camera-raw.ts'
import { firstCues } from './clip-subtitles.ts'
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

const needWords: ReadonlySet<string> = new Set(['srt', 'vtt', 'csv', 'json'])

const frameMarks = (marks: readonly MarkRecord[]): readonly FrameMark[] =>
  marks.flatMap(({ kind, ...mark }) => (kind === 'video' ? [] : [{ ...mark, kind }]))

/** People with names on the frames of films, by content id. */
const seenPeople = async (
  { people }: Pick<StorePort, 'people'>,
  videos: readonly VideoDetailsRecord[],
): Promise<ReadonlyMap<string, readonly SeenPerson[]>> => {
  const contents = new Map(videos.map(({ id, contentId }) => [id, contentId]))
  const found = new Map<string, SeenPerson[]>()
  for await (const { id, name } of everyItem((page) => people.list({ ...page, hidden: 'false', minFaces: 1 }))) {
    if (name === null) continue
    const frames = new Map<string, number[]>()
    for await (const { videoId, frameNumber } of everyItem((page) => people.faces(id, page))) {
      const contentId = contents.get(videoId)
      if (contentId !== undefined) frames.set(contentId, [...(frames.get(contentId) ?? []), frameNumber])
    }
    for (const [contentId, numbers] of frames)
      found.set(contentId, [...(found.get(contentId) ?? []), { name, frames: numbers }])
  }
  return found
}

/** Every item of a list that is read page by page. */
async function* everyItem<Item>(read: (page: PageQuery) => Promise<Page<Item> | null>): AsyncGenerator<Item, void> {
  let cursor: string | undefined
  do {
    const page = await read({ limit: 500, ...(cursor === undefined ? {} : { cursor }) })
    if (page === null) return
    yield* page.items
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}

/** Writes ranges in the format of an editor. */
export const runTimelineExport = async (
  store: Pick<StorePort, 'videos' | 'captions' | 'marks' | 'people'>,
  { name, request, written, wrote }: ExportRun,
): Promise<readonly Problem[]> => {
  const { format, as, pathMap, folder, ranges } = timelineRequestSchema.parse(request)
  const videos = new Map<string, VideoDetailsRecord>()
  const cues = new Map<string, readonly SaidCue[]>()
  const marks = new Map<string, readonly FrameMark[]>()
  const rawOriginals = new Map<string, string>()
  for (const contentId of new Set(ranges.map((range) => range.contentId))) {
    const video = await store.videos.findByContent(contentId)
    if (video === null || video.removedAt !== null) continue
    videos.set(contentId, video)
    marks.set(contentId, frameMarks(await store.marks.list(video.id)))
    const raw = await rawOriginalOf(video.path)
    if (raw !== null) rawOriginals.set(contentId, raw)
    if (needWords.has(format)) cues.set(contentId, await firstCues(store, video))
  }
  const { timeline, report } = buildTimeline({
    name,
    arrangement: as,
    ranges,
    videos,
    cues,
    marks,
    people: await seenPeople(store, [...videos.values()]),
    pathMap,
    rawOriginals,
  })
  const { files, report: lost } = writeTimeline(format, timeline)
  const { extension } = timelineFormats[format]
  for (const [index, file] of files.entries()) {
    if (index < written.length) continue
    const path = join(folder, `${portableFileName(name)}${portableFileName(`x${file.suffix}`).slice(1)}.${extension}`)
    await wrote([await writeNewFile(path, file.text)], (index + 1) / files.length)
  }
  return [...report, ...lost]
}
