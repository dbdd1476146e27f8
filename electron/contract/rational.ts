import { z } from 'zod'

/** An exact ratio, for example 30000/1001 frames per second. */
export const rationalSchema = z.object({ num: z.number().int(), den: z.number().int().positive() })
export type Rational = z.infer<typeof rationalSchema>
