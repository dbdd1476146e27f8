import { z } from 'zod'
import { frameRangeSchema } from './bin.ts'
import { defaultNameTemplate, templateProblem } from './clip-name.ts'
import { clipModeSchema, clipPresetSchema } from './clip-presets.ts'
import { failureSchema, problemSchema } from './error.ts'
import { idSchema } from './page.ts'
import {
  contactSheetFormatSchema,
  orientationSchema,
  pageSizeSchema,
  stillFormatSchema,
  stillFrameSchema,
  stillHdrSchema,
} from './picture-export.ts'
import { rationalSchema } from './rational.ts'
import { arrangementSchema, timelineFormatSchema } from './timeline-format.ts'

const rangesSchema = z
  .array(
    z
      .strictObject(frameRangeSchema.shape)
      .refine(({ startFrame, endFrame }) => endFrame > startFrame, 'endFrame must be greater than startFrame.'),
  )
  .min(1)
  .max(10_000)

/** What is exported: a bin, scenes, all scenes of a video, or ranges of frames. */
export const exportSourceSchema = z.union([
  z.strictObject({ binId: idSchema }),
  z.strictObject({ sceneIds: z.array(idSchema).min(1).max(10_000) }),
  z.strictObject({ videoId: idSchema }),
  z.strictObject({ ranges: rangesSchema }),
])
export type ExportSource = z.infer<typeof exportSourceSchema>

const pathSchema = z.string().min(1).max(32_768)

const common = {
  source: exportSourceSchema,
  /** Of the files and of what is in them; by default that of the bin or the video. */
  name: z.string().trim().min(1).max(200).optional(),
  /** Absolute path of a folder, which is made when it is missing; without it files lie in the library's `exports` folder. */
  destination: pathSchema.optional(),
}

const nameTemplateSchema = z
  .string()
  .max(200)
  .superRefine((template, context) => {
    const problem = templateProblem(template)
    if (problem !== null) context.addIssue({ code: 'custom', message: problem })
  })

/** Kinds of subtitle files that lie beside clips. */
export const subtitleFormatSchema = z.enum(['srt', 'vtt'])
export type SubtitleFormat = z.infer<typeof subtitleFormatSchema>

const timelineExportSchema = z.strictObject({
  ...common,
  kind: z.literal('timeline'),
  format: timelineFormatSchema,
  as: arrangementSchema.default('sequence'),
  /** Prefixes of paths, and what they are called on the machine that reads the files. */
  pathMap: z
    .array(z.strictObject({ from: pathSchema, to: pathSchema }))
    .max(50)
    .optional(),
})

const clipsExportSchema = z.strictObject({
  ...common,
  kind: z.literal('clips'),
  mode: clipModeSchema,
  /** What the clips are encoded as; only with mode `preset`, which needs it, and `exact`, for films whose codec cannot be written. */
  preset: clipPresetSchema.optional(),
  /** Frames before and behind each range that come along, as far as the film has them. */
  handlesFrames: z.number().int().nonnegative().max(10_000).default(0),
  /** One file of all ranges in order, instead of one each. */
  join: z.boolean().default(false),
  /** Names of the files, with tokens such as `{bin}`, `{nr:03}`, `{title}` and `{tc}`. */
  nameTemplate: nameTemplateSchema.default(defaultNameTemplate),
  /** What is said in each clip as a file beside it, counted from the clip's beginning; by default none. */
  subtitles: subtitleFormatSchema.optional(),
})

const stillsExportSchema = z.strictObject({
  ...common,
  kind: z.literal('stills'),
  format: stillFormatSchema.default('png'),
  frame: stillFrameSchema.default('middle'),
  hdr: stillHdrSchema.default('tone-mapped'),
  nameTemplate: nameTemplateSchema.default(defaultNameTemplate),
})

const contactSheetExportSchema = z.strictObject({
  ...common,
  kind: z.literal('contact-sheet'),
  format: contactSheetFormatSchema.default('pdf'),
  columns: z.number().int().min(1).max(12).default(4),
  /** On a page. */
  rows: z.number().int().min(1).max(20).default(5),
  /** Of PDF. */
  pageSize: pageSizeSchema.default('a4'),
  orientation: orientationSchema.default('landscape'),
})

/** `POST /api/v1/exports`: files for other programs. */
export const createExportSchema = z
  .discriminatedUnion('kind', [timelineExportSchema, clipsExportSchema, stillsExportSchema, contactSheetExportSchema])
  .refine((input) => input.kind !== 'clips' || input.mode !== 'preset' || input.preset !== undefined, {
    path: ['preset'],
    message: 'Mode preset needs a preset.',
  })
export type CreateExport = z.infer<typeof createExportSchema>
export type CreateExportInput = z.input<typeof createExportSchema>
export type CreateClipsExport = Extract<CreateExport, { readonly kind: 'clips' }>

/** Kinds of exports. */
export const exportKindSchema = z.enum(['timeline', 'clips', 'stills', 'contact-sheet'])
export type ExportKind = z.infer<typeof exportKindSchema>

export const exportStateSchema = z.enum(['waiting', 'running', 'done', 'failed', 'cancelled'])
export type ExportState = z.infer<typeof exportStateSchema>

/** A file that an export has written. */
export const exportedFileSchema = z.object({
  path: z.string(),
  /** Downloads it under its name. */
  url: z.string(),
  sizeBytes: z.number().int().nonnegative(),
})
export type ExportedFile = z.infer<typeof exportedFileSchema>

/** An export and how far it is. */
export const exportSchema = z.object({
  id: idSchema,
  kind: exportKindSchema,
  name: z.string(),
  state: exportStateSchema,
  /** 0…1. */
  progress: z.number().min(0).max(1),
  /** Seconds of film that are written in a second; only while clips are written. */
  speed: z.number().nonnegative().optional(),
  /** Only while it runs and as soon as it can be told. */
  timeLeftMs: z.number().nonnegative().optional(),
  files: z.array(exportedFileSchema),
  /** What the format could not carry, and what else is to be known. */
  report: z.array(problemSchema),
  error: failureSchema.optional(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
})
export type Export = z.infer<typeof exportSchema>

/** `POST /api/v1/exports/cuts`: what copying packets would really cut. At most 200 ranges at once. */
export const previewCutsSchema = z.strictObject({
  source: exportSourceSchema,
  handlesFrames: z.number().int().nonnegative().max(10_000).default(0),
})
export type PreviewCuts = z.infer<typeof previewCutsSchema>

/** A range as it is asked for, and as it comes out where packets are copied. */
export const cutPreviewSchema = frameRangeSchema.extend({
  title: z.string(),
  /** Null while unknown. */
  frameRate: rationalSchema.nullable(),
  /** First frame of the clip: a key frame. */
  realStartFrame: z.number().int().nonnegative(),
  /** Behind the last frame of the clip. */
  realEndFrame: z.number().int().nonnegative(),
  framesBefore: z.number().int().nonnegative(),
  framesAfter: z.number().int().nonnegative(),
  /** Key frames around the first frame and around the last one; null where there is none. */
  keyFrames: z.object({
    beforeIn: z.number().int().nonnegative().nullable(),
    afterIn: z.number().int().nonnegative().nullable(),
    beforeOut: z.number().int().nonnegative().nullable(),
    afterOut: z.number().int().nonnegative().nullable(),
  }),
  /** Why it cannot be told, instead of the frames. */
  problem: z.string().nullable(),
})
export type CutPreview = z.infer<typeof cutPreviewSchema>
