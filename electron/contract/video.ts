import { z } from 'zod'
import { captionEncodingSchema } from './caption-encoding.ts'
import { captionTrackSourceSchema } from './caption-sources.ts'
import { failureSchema, problemSchema } from './error.ts'
import { markValuesSchema } from './marks.ts'
import { movedIntoRanges, type NumberRange, numberIn } from './number-range.ts'
import { idSchema } from './page.ts'
import { rationalSchema } from './rational.ts'
import { sourceTimecodeSchema } from './source-timecode.ts'
import { videoSpeechSchema } from './speech-settings.ts'

/** `partial`: browsable, but something is missing (see `warnings`). */
export const videoStateSchema = z.enum(['queued', 'processing', 'ready', 'partial', 'failed'])
export type VideoState = z.infer<typeof videoStateSchema>

/** One video as lists show it. Times are milliseconds from the film's zero (`film-time.ts`). */
export const videoSchema = z.object({
  id: idSchema,
  title: z.string(),
  /** Newest known location; null only for a video whose every location was forgotten. */
  path: z.string(),
  state: videoStateSchema,
  durationMs: z.number().int().nonnegative(),
  frameCount: z.number().int().nonnegative(),
  sceneCount: z.number().int().nonnegative(),
  captionCount: z.number().int().nonnegative(),
  warnings: z.array(problemSchema),
  error: failureSchema.optional(),
  /** Display size in pixels, after rotation and pixel aspect ratio; 0 while unknown. */
  width: z.number().int().nonnegative(),
  height: z.number().int().nonnegative(),
  /** Average frame rate; null while unknown. */
  frameRate: rationalSchema.nullable(),
  sizeBytes: z.number().int().nonnegative(),
  /** Work done on this video over all its stages, 0…1. */
  progress: z.number().min(0).max(1),
  /** Whether no known location of the file exists now. */
  missing: z.boolean(),
  /** A person has dismissed that it failed, or what it lacks (`POST /api/v1/problems/dismiss`). */
  problemDismissed: z.boolean().optional(),
  /** A person's own words for it, by name. */
  tags: z.array(z.string()),
  /** What else a person said of it as a whole; absent where nothing. */
  mark: markValuesSchema.omit({ tags: true, title: true }).optional(),
  posterUrl: z.string().nullable(),
  addedAt: z.iso.datetime(),
  /** When the camera recorded it, where the file says so. */
  recordedAt: z.iso.datetime().nullable(),
})
export type Video = z.infer<typeof videoSchema>

/** One stream of the container as ffprobe reports it. */
export const streamSchema = z.object({
  index: z.number().int().nonnegative(),
  kind: z.enum(['video', 'audio', 'subtitle', 'attachment', 'data', 'cover']),
  codec: z.string(),
  profile: z.string().nullable(),
  language: z.string().nullable(),
  title: z.string().nullable(),
  isDefault: z.boolean(),
  isForced: z.boolean(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  pixelFormat: z.string().nullable(),
  frameRate: rationalSchema.nullable(),
  channels: z.number().int().nullable(),
  sampleRate: z.number().int().nullable(),
  bitRate: z.number().int().nullable(),
  /** When its first packet is due, in ms from the film's zero; null or missing where the file does not say. */
  startMs: z.number().nullable().optional(),
})
export type MediaStream = z.infer<typeof streamSchema>

/** A chapter mark of the container. */
export const chapterSchema = z.object({
  startMs: z.number().int(),
  endMs: z.number().int(),
  title: z.string(),
})
export type Chapter = z.infer<typeof chapterSchema>

/**
 * Sprite sheets of small frames at a fixed rate. Tile k shows the video at k × intervalMs;
 * it lies on sheet ⌊k / (columns × rows)⌋, row-major.
 */
export const filmstripSchema = z.object({
  tileWidth: z.number().int().positive(),
  tileHeight: z.number().int().positive(),
  columns: z.number().int().positive(),
  rows: z.number().int().positive(),
  intervalMs: z.number().int().positive(),
  count: z.number().int().nonnegative(),
  sheetUrls: z.array(z.string()),
  /** The video is being analysed: more frames follow. Absent afterwards. */
  growing: z.boolean().optional(),
})
export type Filmstrip = z.infer<typeof filmstripSchema>

/**
 * A caption track of a video: embedded stream, sidecar file, or what a model made of its sound. Tracks that are found but
 * not read have `readable: false`.
 */
export const captionTrackSchema = z.object({
  track: z.number().int().nonnegative(),
  source: captionTrackSourceSchema,
  /** Of `speech` and `screen`: the id of the model. */
  codec: z.string(),
  language: z.string().nullable(),
  title: z.string().nullable(),
  /** Only what a person cannot understand otherwise, such as signs and foreign words. */
  isForced: z.boolean().optional(),
  /** Also tells sounds and who speaks, for people who hear badly (SDH, CC). */
  isHearingImpaired: z.boolean().optional(),
  /** Says in English what is spoken in other languages. */
  isTranslation: z.boolean().optional(),
  /** Of `speech`: the sound tracks that were heard for it, by their stream indexes. */
  audioStreamIndexes: z.array(z.number().int().nonnegative()).optional(),
  readable: z.boolean(),
  cueCount: z.number().int().nonnegative(),
  /** Path of a sidecar file. */
  file: z.string().nullable(),
  /** What a sidecar file was read in; null for streams, which are UTF-8. */
  encoding: captionEncodingSchema.nullable(),
  /** False when other letters would make nearly as much sense: have a look, and choose another encoding maybe. */
  encodingSure: z.boolean(),
  /** Chosen by a person. */
  encodingChosen: z.boolean(),
  /** Added to every time of the file: −3,600,000 for captions that begin at 01:00:00. */
  offsetMs: z.number().int(),
  /** Who said so: nobody (0), the program, because the captions fit in no other way, or a person. */
  offsetFrom: z.enum(['none', 'guess', 'person']),
  /** Cues left out because their times cannot be read or lie before the film. */
  skippedCues: z.number().int().nonnegative(),
  /** Cues left out because they lie far behind the end of the film. */
  cuesPastEnd: z.number().int().nonnegative(),
  /** Why it is not read. */
  note: z.string().nullable(),
})
export type CaptionTrack = z.infer<typeof captionTrackSchema>

/** A sound track of a video. */
export const audioStreamSchema = z.object({
  /** Of the stream in its container. */
  index: z.number().int().nonnegative(),
  codec: z.string(),
  language: z.string().nullable(),
  title: z.string().nullable(),
  channels: z.number().int().nullable(),
  isDefault: z.boolean(),
  /** Whether its format is accepted; what is not cannot be chosen. */
  readable: z.boolean(),
  /** Whether it is heard and indexed; several are mixed. */
  chosen: z.boolean(),
  /** Nothing but silence; null where nobody listened, as there is only one. */
  silent: z.boolean().nullable(),
})
export type AudioStream = z.infer<typeof audioStreamSchema>

/** Everything known of one video, for its page and its details panel. */
export const videoDetailsSchema = videoSchema.extend({
  container: z.string(),
  contentId: z.string(),
  /** The film's zero in file time: add it to a time of the API for the place in the file itself. */
  startTimeMs: z.number(),
  timeBase: rationalSchema.nullable(),
  variableFrameRate: z.boolean(),
  rotationDegrees: z.number().int(),
  hdr: z.enum(['none', 'pq', 'hlg']),
  camera: z.record(z.string(), z.string()),
  streams: z.array(streamSchema),
  chapters: z.array(chapterSchema),
  /** Sound tracks in the order of the file. */
  audioStreams: z.array(audioStreamSchema),
  /** The sound track that a person chose; null: GoodCLIPS chose. */
  audioStreamIndex: z.number().int().nonnegative().nullable(),
  captionTracks: z.array(captionTrackSchema),
  /** Whether a person chose the poster. */
  posterChosen: z.boolean().optional(),
  locations: z.array(
    z.object({
      path: z.string(),
      seenAt: z.iso.datetime(),
      exists: z.boolean(),
      /** The files that a camera wrote of one take, which are this film one after the other; `path` is that of the first. */
      parts: z
        .array(
          z.object({
            name: z.string(),
            sizeBytes: z.number().int().nonnegative(),
            /** Film time at which it begins. */
            startMs: z.number().int().nonnegative(),
            durationMs: z.number().int().nonnegative(),
          }),
        )
        .optional(),
    }),
  ),
  /** Small copies that the camera wrote beside the film; one that shows the same is what the player takes. */
  cameraProxies: z.array(z.string()).optional(),
  filmstrip: filmstripSchema.nullable(),
  /** The file itself, with ranges. */
  streamUrl: z.string(),
  /** H.264/AAC or VP9/Opus made on demand, for what a browser cannot play. */
  proxyUrl: z.string(),
  /** Best guess whether a Chromium can play the file as it is. */
  playsInBrowser: z.boolean(),
  /** Of the first frame; null where the file has none, absent where it has not been looked for. */
  sourceTimecode: sourceTimecodeSchema.nullable().optional(),
  /** What this video says of its own speech; absent fields are the library's. */
  speech: videoSpeechSchema.optional(),
  /** Cut settings in force for this video. */
  cuts: z.lazy(() => cutSettingsSchema),
})
export type VideoDetails = z.infer<typeof videoDetailsSchema>

/** What the numbers of the cut settings may be. */
export const cutRanges = {
  threshold: { min: 0.1, max: 255, whole: false, unit: '' },
  minSceneFrames: { min: 1, max: 10_000, whole: true, unit: 'frames' },
} as const satisfies Readonly<Record<string, NumberRange>>

/** How a video is cut into scenes. `threshold: null` takes the detector's own default. */
export const cutSettingsSchema = z.object({
  detector: z.enum(['persistent', 'content', 'adaptive']),
  threshold: numberIn(cutRanges.threshold).nullable(),
  minSceneFrames: numberIn(cutRanges.minSceneFrames),
})
export type CutSettings = z.infer<typeof cutSettingsSchema>

/** The same as a request may bring it: nothing else beside it, so that a misspelt name is told and not ignored. */
export const cutSettingsInputSchema = z.strictObject(cutSettingsSchema.shape)

/** Cut settings as an earlier version may have stored them; null when they do not fit at all. */
export const readStoredCuts = (stored: unknown): CutSettings | null =>
  cutSettingsSchema.safeParse(movedIntoRanges(stored, cutRanges)).data ?? null

/** `PATCH /api/v1/videos/{id}`. `path` is "Locate…": the file must have the same content. `removed: false` undoes a removal. */
export const patchVideoSchema = z
  .strictObject({
    title: z.string().trim().min(1).max(500),
    path: z.string().min(1).max(32_768),
    /** All tags of the video from now on; doubles (in any case) count once. */
    tags: z.array(z.string().trim().min(1).max(100)).max(100),
    /** Null gives up the video's own settings and takes the library's. */
    cuts: cutSettingsInputSchema.nullable(),
    /** The sound track to hear and to index (`audioStreams`); null leaves the choice to GoodCLIPS. */
    audioStreamIndex: z.number().int().nonnegative().nullable(),
    /** All that this video says of its own speech from now on; null or `{}`: the library's settings. */
    speech: videoSpeechSchema.nullable(),
    /** A scene of the video, whose keyframe is its poster from now on; null leaves the choice to GoodCLIPS. */
    posterSceneId: idSchema.nullable(),
    removed: z.literal(false),
  })
  .partial()
export type PatchVideo = z.infer<typeof patchVideoSchema>
