import { z } from 'zod'
import { labelSchema } from './marks.ts'
import { idSchema } from './page.ts'
import { route } from './route.ts'

/** What others wrote about a film, in the terms of XMP; what a source does not say is absent. */
export const metadataValuesSchema = z
  .object({
    title: z.string(),
    description: z.string(),
    /** 0 to 5; a rating of −1 is `rejected`. */
    rating: z.number().int().min(0).max(5),
    rejected: z.literal(true),
    label: labelSchema,
    keywords: z.array(z.string()),
    /** Place names, or latitude and longitude. */
    location: z.string(),
    camera: z.string(),
    lens: z.string(),
    reel: z.string(),
    scene: z.string(),
    take: z.string(),
  })
  .partial()
export type MetadataValues = z.infer<typeof metadataValuesSchema>

/** Where it was written: a file beside the film, XMP inside of it, or the tags of its container. */
export const metadataSourceSchema = z.enum(['sidecar', 'xmp', 'container'])

/** What one source says. */
export const fileMetadataSchema = z.object({
  source: metadataSourceSchema,
  /** Path of a sidecar; null for what is in the film itself. */
  file: z.string().nullable(),
  values: metadataValuesSchema,
})
export type FileMetadata = z.infer<typeof fileMetadataSchema>

/** A mark of the film and what a source says of the same otherwise. Nothing is decided: a person takes one over, or leaves it. */
export const metadataConflictSchema = z.object({
  field: z.enum(['title', 'rating', 'flag', 'label', 'tags', 'note']),
  /** As text; empty where nobody said anything. */
  mine: z.string(),
  theirs: z.string(),
  source: metadataSourceSchema,
})
export type MetadataConflict = z.infer<typeof metadataConflictSchema>

/** Answer of `GET /api/v1/videos/{id}/metadata`. */
export const videoMetadataSchema = z.object({
  /** The nearest first: sidecar, embedded XMP, container. */
  sources: z.array(fileMetadataSchema),
  conflicts: z.array(metadataConflictSchema),
})
export type VideoMetadata = z.infer<typeof videoMetadataSchema>

/** Answer of `POST /api/v1/videos/{id}/metadata/sidecar`. */
export const writtenSidecarSchema = z.object({ path: z.string() })

const params = z.object({ id: idSchema })

/** Routes of what others wrote about films. */
export const metadataRoutes = {
  getMetadata: route({
    method: 'GET',
    path: '/api/v1/videos/{id}/metadata',
    summary: 'What sidecars, embedded XMP and container tags say of a film, and where its marks say otherwise',
    params,
    status: 200,
    response: videoMetadataSchema,
    refuses: ['not_found'],
  }),
  writeSidecar: route({
    method: 'POST',
    path: '/api/v1/videos/{id}/metadata/sidecar',
    summary: 'Write the marks of a film to an XMP file beside it; one that another program wrote is never touched',
    params,
    status: 201,
    response: writtenSidecarSchema,
    refuses: ['not_found', 'conflict'],
  }),
} as const
