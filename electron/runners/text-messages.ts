import { z } from 'zod'
import { textBoxSchema } from '../contract/index.ts'
import { sliceSchema } from './speech-messages.ts'

/** The text in pictures is wanted; JPEG or PNG each. */
export const readTextMessageSchema = z.object({
  type: z.literal('read_text'),
  id: z.string(),
  /** `script`: ISO 15924 code of what the text is written in, where that is known. */
  items: z.array(sliceSchema.extend({ key: z.string(), script: z.string().optional() })),
})

/** The lines of a picture, as a `result` tells them. */
export const textLinesSchema = z.array(
  z.object({ box: textBoxSchema, text: z.string(), probability: z.number().min(0).max(1) }),
)
