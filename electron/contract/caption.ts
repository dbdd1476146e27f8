import { z } from 'zod'
import { captionEncodingSchema } from './caption-encoding.ts'
import { captionTrackSourceSchema, sourcesSchema } from './caption-sources.ts'
import { cueWordSchema } from './cue-words.ts'
import { foldedCopiesSchema } from './folded-copies.ts'
import { markSortSchema } from './marks.ts'
import { idSchema, pageQuerySchema } from './page.ts'
import { sceneSchema } from './scene.ts'
import { searchFilterSchema } from './search-request.ts'
import { namedVideosFields } from './video-list.ts'

/** Where text stands in a picture: x, y of the upper left corner, width and height, as parts of the frame from 0 to 1. */
export const textBoxSchema = z.tuple([
  z.number().min(0).max(1),
  z.number().min(0).max(1),
  z.number().min(0).max(1),
  z.number().min(0).max(1),
])
export type TextBox = z.infer<typeof textBoxSchema>

/** One cue of one track. Unique per (video, track, index). Text is plain; lines are separated by `\n`. */
export const captionSchema = z.object({
  id: idSchema,
  videoId: idSchema,
  track: z.number().int().nonnegative(),
  index: z.number().int().nonnegative(),
  startMs: z.number().int().nonnegative(),
  endMs: z.number().int().nonnegative(),
  text: z.string(),
  language: z.string().nullable(),
  /** Where its track comes from. */
  source: captionTrackSourceSchema,
  /** Where it stands in the picture; null or missing where that is not known, as of everything but text on screen. */
  box: textBoxSchema.nullable().optional(),
  /** Where the track tells when each word is said; in lists of captions only. */
  words: z.array(cueWordSchema).optional(),
  /** What stood here before a person corrected it; absent where nobody did. */
  said: z.string().optional(),
})
export type Caption = z.infer<typeof captionSchema>

/** `GET /api/v1/videos/{id}/captions`; `srt` and `vtt` answer the file of one track (default the first readable one). */
export const captionsQuerySchema = pageQuerySchema.extend({
  format: z.enum(['json', 'srt', 'vtt']).default('json'),
  track: z.coerce.number().int().nonnegative().optional(),
})

/**
 * `PATCH /api/v1/videos/{id}/captions/{track}`: how a track is read from now on, also when its file changes. Null goes back
 * to what the program finds out. The track is read again in the background.
 */
export const patchCaptionTrackSchema = z
  .object({
    encoding: captionEncodingSchema.nullable(),
    /** Added to every time of the file. */
    offsetMs: z.number().int().min(-360_000_000).max(360_000_000).nullable(),
  })
  .partial()
export type PatchCaptionTrack = z.infer<typeof patchCaptionTrackSchema>

/**
 * `PATCH /api/v1/videos/{id}/captions/{track}/cues/{captionId}`: what a cue says, by a person. It is kept for the content of the
 * video: when the track is read or heard again, by another model too, it is written in again. Null goes back to what was read or heard.
 */
export const patchCaptionSchema = z.strictObject({
  text: z.string().trim().min(1, 'Write what is said; to undo a correction, send null.').max(10_000).nullable(),
})
export type PatchCaption = z.infer<typeof patchCaptionSchema>

/** `POST /api/v1/videos/{id}/captions`: a caption file on this machine, or one that was uploaded. */
export const attachCaptionsSchema = z.union([
  z.strictObject({ path: z.string().min(1).max(32_768) }),
  z.strictObject({ uploadId: idSchema }),
])
export type AttachCaptions = z.infer<typeof attachCaptionsSchema>

/**
 * `POST /api/v1/search/captions`. Words are ANDed, `"…"` is a phrase, a trailing `*` a prefix;
 * the last bare word counts as a prefix while `typing` is set.
 */
export const captionSearchSchema = z.strictObject({
  query: z.string().max(1000),
  videoIds: z.array(idSchema).max(10_000).optional(),
  /** Which scenes the captions may lie in; see `POST /api/v1/search/semantic`. */
  filter: searchFilterSchema.optional(),
  /** By the words, or by the marks of the scenes and within the same by the words. */
  sort: z.enum(['relevance', ...markSortSchema.options]).optional(),
  /** Whose words; missing or empty: those of every source. */
  sources: sourcesSchema.optional(),
  typing: z.boolean().default(false),
  /** Of the scenes that are copies of each other only the words of the one that comes first are told. */
  foldAlike: z.boolean().optional(),
  limit: z.number().int().min(1).max(500).default(50),
  cursor: z.string().max(200).optional(),
})
export type CaptionSearch = z.infer<typeof captionSearchSchema>
/** The same as a client writes it: defaults may be left out. */
export type CaptionSearchInput = z.input<typeof captionSearchSchema>

/** A caption hit: the cue, the scene it lies in (null before the video is cut), and the excerpt with match ranges. */
export const captionHitSchema = z.object({
  caption: captionSchema,
  scene: sceneSchema.nullable(),
  videoTitle: z.string(),
  videoWidth: z.number().int().nonnegative(),
  videoHeight: z.number().int().nonnegative(),
  excerpt: z.string(),
  /** [start, end) UTF-16 offsets into `excerpt`, ascending, disjoint. */
  matches: z.array(z.tuple([z.number().int(), z.number().int()])),
  /** BM25 relevance, higher is better. */
  score: z.number(),
  /** Of text on screen: a kept picture of the scene that shows it; null where none does. */
  pictureUrl: z.string().nullable().optional(),
  /** With `foldAlike`: copies of the scene that say the words as well, with the first hit of the scene. */
  alike: foldedCopiesSchema.optional(),
})
export type CaptionHit = z.infer<typeof captionHitSchema>
/** Answer of a caption search; `total` counts all hits, those that are folded left out. */
export const captionSearchResponseSchema = z.object({
  items: z.array(captionHitSchema),
  nextCursor: z.string().nullable(),
  total: z.number().int().nonnegative(),
  /** With `foldAlike`: scenes are still compared, so copies may stand beside each other; the same search tells more later. */
  foldingIsIncomplete: z.boolean().optional(),
  ...namedVideosFields,
})
export type CaptionSearchResponse = z.infer<typeof captionSearchResponseSchema>
