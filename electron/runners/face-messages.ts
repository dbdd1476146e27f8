import { z } from 'zod'
import { textBoxSchema } from '../contract/index.ts'
import { sliceSchema } from './speech-messages.ts'

/** The faces in pictures are wanted; JPEG or PNG each. */
export const findFacesMessageSchema = z.object({
  type: z.literal('find_faces'),
  id: z.string(),
  items: z.array(sliceSchema.extend({ key: z.string() })),
})

/** The faces of a picture, as a `result` tells them; a vector is base64 of little-endian float32. */
export const foundFacesSchema = z.array(z.object({ box: textBoxSchema, score: z.number(), vector: z.base64() }))
