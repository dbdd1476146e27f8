import { z } from 'zod'
import { videoSchema } from './video.ts'

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
