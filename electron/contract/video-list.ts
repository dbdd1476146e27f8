import { z } from 'zod'
import { libraryFilterFields } from './library-filters.ts'
import { markSortSchema } from './marks.ts'
import { idSchema, pageOf, pageQuerySchema } from './page.ts'
import { videoSchema } from './video.ts'

/** `GET /api/v1/videos`. */
export const listVideosQuerySchema = pageQuerySchema.extend({
  /** `relevance`: what has the words of `q` in its own name first; without `q` as `added`. */
  sort: z
    .enum(['added', 'title', 'duration', 'recorded', 'scenes', ...markSortSchema.options, 'relevance'])
    .default('added'),
  order: z.enum(['asc', 'desc']).default('desc'),
  /** Case-insensitive substring of the title. */
  name: z.string().max(200).optional(),
  /**
   * Words, in any order, of title, file names, folders and tags; the last one may be the beginning of a word. Case and
   * accents do not count, and `_`, `-` and `.` stand for themselves or for blanks.
   */
  q: z.string().max(500).optional(),
  ...libraryFilterFields,
})
export type ListVideosQuery = z.infer<typeof listVideosQuerySchema>

/** Answer of `GET /api/v1/videos`. */
export const videoPageSchema = pageOf(videoSchema).extend({
  /** How many videos there are on all pages together; only with the first page. */
  total: z.number().int().nonnegative().optional(),
})
export type VideoListPage = z.infer<typeof videoPageSchema>

/** Where words of a search stand in what a video is called. `matches` are [start, end) UTF-16 offsets in `text`. */
export const nameMatchSchema = z.object({
  field: z.enum(['title', 'fileName', 'folder', 'tag']),
  text: z.string(),
  matches: z.array(z.tuple([z.number().int(), z.number().int()])),
})
export type NameMatch = z.infer<typeof nameMatchSchema>

/** A video that words name, and where. */
export const namedVideoSchema = videoSchema.extend({ matchedIn: z.array(nameMatchSchema) })
export type NamedVideo = z.infer<typeof namedVideoSchema>

/** What answers of searches by words say of videos, beside what they found. Only on the first page. */
export const namedVideosFields = {
  /**
   * Videos with all words of the query in title, file names, folders or tags, best first, at most 12; under the filter, as
   * far as it speaks of videos. Missing where no words were asked for.
   */
  videos: z.array(namedVideoSchema).max(12).optional(),
  /** How many such videos there are. */
  videoCount: z.number().int().nonnegative().optional(),
} as const

/** `GET /api/v1/folders`: the folders below one, or those at the top. */
export const listFoldersQuerySchema = pageQuerySchema.extend({ under: z.string().min(1).max(32_768).optional() })
export type ListFoldersQuery = z.infer<typeof listFoldersQuerySchema>

/** A folder in which videos of the library lie. */
export const sourceFolderSchema = z.object({
  path: z.string(),
  /** Of the folder itself; folders that hold nothing but one other folder are shown in one with it. */
  name: z.string(),
  /** Videos in it and in all the folders below it. */
  videos: z.number().int().nonnegative(),
  /** Whether folders with videos lie below it. */
  hasFolders: z.boolean(),
})
export type SourceFolder = z.infer<typeof sourceFolderSchema>

/** A tag, and how many videos, scenes and ranges have it. */
export const tagCountSchema = z.object({
  tag: z.string(),
  videos: z.number().int().nonnegative(),
  /** How many scenes and ranges have it themselves. */
  parts: z.number().int().nonnegative().optional(),
})
export type TagCount = z.infer<typeof tagCountSchema>

/** A camera by make and model, and how many videos it recorded. */
export const cameraCountSchema = z.object({ camera: z.string(), videos: z.number().int().nonnegative() })
export type CameraCount = z.infer<typeof cameraCountSchema>

/** `POST /api/v1/videos/tags`: gives tags to many videos and takes others away, all or nothing. */
export const tagVideosSchema = z.strictObject({
  videoIds: z.array(idSchema).min(1).max(10_000),
  add: z.array(z.string().trim().min(1).max(100)).max(100).default([]),
  remove: z.array(z.string().trim().min(1).max(100)).max(100).default([]),
})
export type TagVideos = z.infer<typeof tagVideosSchema>
/** How many videos have other tags now. */
export const taggedVideosSchema = z.object({ changed: z.number().int().nonnegative() })
