import { z } from 'zod'
import { idSchema, pageOf, pageQuerySchema } from './page.ts'
import { route } from './route.ts'
import { sceneSchema } from './scene.ts'

/** `duplicate`: one take, maybe coded, scaled, cut, graded or framed otherwise. `alternate`: other takes that look alike. */
export const likenessKindSchema = z.enum(['duplicate', 'alternate'])
export type LikenessKind = z.infer<typeof likenessKindSchema>

/** One scene of a group, beside the group's first. */
export const alikeSceneSchema = z.object({
  scene: sceneSchema,
  videoTitle: z.string(),
  videoWidth: z.number().int().nonnegative(),
  videoHeight: z.number().int().nonnegative(),
  /** Of the video's file. */
  sizeBytes: z.number().int().nonnegative(),
  /** Cosine of its look and that of the scene it was found by, −1…1; 1 for the first. */
  look: z.number(),
  /** Correlation of light over time with that scene, −1…1; null where too little moves to tell, and for the first. */
  correlation: z.number().nullable(),
})
export type AlikeScene = z.infer<typeof alikeSceneSchema>

/** Scenes that belong together; the first is the one of the largest picture. */
export const duplicateGroupSchema = z.object({
  /** Of the first scene. */
  id: idSchema,
  kind: likenessKindSchema,
  scenes: z.array(alikeSceneSchema).min(2),
})
export type DuplicateGroup = z.infer<typeof duplicateGroupSchema>

/** `GET /api/v1/duplicates`. */
export const listDuplicatesQuerySchema = pageQuerySchema.extend({ kind: likenessKindSchema.optional() })
export type ListDuplicatesQuery = z.infer<typeof listDuplicatesQuerySchema>

/** The route of scenes that are alike. */
export const duplicateRoutes = {
  listDuplicates: route({
    method: 'GET',
    path: '/api/v1/duplicates',
    summary: 'Groups of scenes that are copies or alternate takes of each other, by look and by how light goes along',
    query: listDuplicatesQuerySchema,
    status: 200,
    response: pageOf(duplicateGroupSchema),
  }),
} as const
