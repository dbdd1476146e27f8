import { z } from 'zod'
import { idSchema } from './page.ts'
import { sceneSchema } from './scene.ts'

/** The copies that a hit of a search stands for; `sceneIds` and `scenes` are those of the first 50. */
export const foldedCopiesSchema = z.object({
  count: z.number().int().positive(),
  sceneIds: z.array(idSchema),
  scenes: z.array(
    z.object({
      scene: sceneSchema,
      videoTitle: z.string(),
      videoWidth: z.number().int().nonnegative(),
      videoHeight: z.number().int().nonnegative(),
    }),
  ),
})
export type FoldedCopies = z.infer<typeof foldedCopiesSchema>
