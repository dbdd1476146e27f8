import { z } from 'zod'

const numbers = z.array(z.number())
const floats = z.instanceof(Float64Array)

/** One question of the measured index with its answer, to be compared with brute force. */
export const askedSchema = z.object({
  /** Which query. */
  query: z.number(),
  weights: numbers,
  /** By space, as the index said. */
  statistics: z.array(
    z.object({ count: z.number(), mean: z.number(), deviation: z.number(), best: z.number().nullable() }),
  ),
  /** Scenes up to this number had vectors when it was asked. */
  upTo: z.number(),
  scenes: floats,
  scores: floats,
})
export type Asked = z.infer<typeof askedSchema>
