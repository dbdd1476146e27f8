import { z } from 'zod'
import { captionSchema } from './caption.ts'
import { cueWordSchema } from './cue-words.ts'

/** Every format that a caption track can be saved in; what writes each is in `domain/export/caption-file.ts`. */
export const captionExportFormats = [
  { id: 'srt', label: 'SubRip (SRT)', mediaType: 'application/x-subrip' },
  { id: 'vtt', label: 'WebVTT', mediaType: 'text/vtt' },
  { id: 'txt', label: 'Plain text', mediaType: 'text/plain' },
  { id: 'csv', label: 'Table (CSV)', mediaType: 'text/csv' },
  { id: 'json', label: 'JSON with words', mediaType: 'application/json' },
] as const satisfies readonly { readonly id: string; readonly label: string; readonly mediaType: string }[]
export type CaptionExportFormat = (typeof captionExportFormats)[number]['id']

/** Ids of the formats, for a schema and for the command line. */
export const captionExportFormatSchema = z.enum(captionExportFormats.map(({ id }) => id))

/** `GET /api/v1/videos/{id}/captions/export`; without a track the first that can be read. */
export const captionExportQuerySchema = z.object({
  format: captionExportFormatSchema.default('json'),
  track: z.coerce.number().int().nonnegative().optional(),
})

/** A caption track as JSON. Times are in ms of film time. */
export const captionDocumentSchema = z.object({
  title: z.string(),
  language: z.string().nullable(),
  source: z.string(),
  /** Of speech and of text on screen: the model's id. */
  codec: z.string(),
  cues: z.array(
    captionSchema.pick({ startMs: true, endMs: true, text: true, said: true }).extend({
      /** Where the track tells when each word is said. */
      words: z.array(cueWordSchema).optional(),
    }),
  ),
})
export type CaptionDocument = z.infer<typeof captionDocumentSchema>
