import { z } from 'zod'

/** A line of the process that imports damaged files. */
export const importReportSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('begun'), path: z.string() }),
  z.object({
    kind: z.literal('ended'),
    path: z.string(),
    /** `ok`, `captions`, or the code of the failure. */
    outcome: z.string(),
    /** What does not fit together in what was found, or is left behind. */
    wrong: z.array(z.string()),
    tookMs: z.number(),
  }),
  z.object({ kind: z.literal('closed'), peakBytes: z.number() }),
])
export type ImportReport = z.infer<typeof importReportSchema>
