import { z } from 'zod'
import { textBoxSchema } from './caption.ts'
import { idSchema, pageOf, pageQuerySchema } from './page.ts'
import { route } from './route.ts'

const count = z.number().int().nonnegative()
const ids = z.array(idSchema).min(1).max(1000)

/** A face on a sampled frame of a video. */
export const faceSchema = z.object({
  id: idSchema,
  videoId: idSchema,
  /** The scene of its frame; null while scenes are cut anew. */
  sceneId: idSchema.nullable(),
  frameNumber: count,
  timeMs: count,
  /** [x, y, width, height] as parts of the frame. */
  box: textBoxSchema,
  /** The whole frame; null without a scene. */
  frameUrl: z.string().nullable(),
  /** A person said whose face it is, so that grouping leaves it where it is. */
  decided: z.boolean(),
})
export type Face = z.infer<typeof faceSchema>

/** Faces that seem to be one person's, with or without a name. */
export const personSchema = z.object({
  id: idSchema,
  /** Null until a person gives one. */
  name: z.string().nullable(),
  hidden: z.boolean(),
  faceCount: count,
  sceneCount: count,
  videoCount: count,
  /** The one to show: large and sure. */
  cover: faceSchema.nullable(),
})
export type Person = z.infer<typeof personSchema>

const nameSchema = z.string().trim().min(1).max(100)

/** `PATCH /api/v1/people`: what changes of one person. Fields that are missing stay. */
export const patchPeopleSchema = z
  .strictObject({
    id: idSchema,
    /** Null takes the name away. */
    name: nameSchema.nullable().optional(),
    /** Hidden people are not listed and not offered; their faces stay known. */
    hidden: z.boolean().optional(),
    /** All faces become those of this person, whose name stays; a name that only the other one has goes along. */
    mergeInto: idSchema.optional(),
    /** “Not this person”: these faces leave, and never come back by themselves. */
    notFaces: ids.optional(),
    /** These faces become a person of their own. */
    splitFaces: ids.optional(),
  })
  .refine(({ mergeInto, notFaces, splitFaces }) => [mergeInto, notFaces, splitFaces].filter(Boolean).length <= 1, {
    message: 'Give one of `mergeInto`, `notFaces` and `splitFaces` at a time.',
  })
export type PatchPeople = z.infer<typeof patchPeopleSchema>

/** `GET /api/v1/people`. */
export const listPeopleQuerySchema = pageQuerySchema.extend({
  /** `true`: also those whom a person has hidden. */
  hidden: z.enum(['true', 'false']).default('false'),
  /** Unnamed ones with fewer faces are left out: most faces that were seen once are of passers-by. */
  minFaces: z.coerce.number().int().min(1).max(1000).default(1),
})
export type ListPeopleQuery = z.infer<typeof listPeopleQuerySchema>

/** Answer of `DELETE /api/v1/people`. */
export const forgottenPeopleSchema = z.object({ people: count, faces: count })
export type ForgottenPeople = z.infer<typeof forgottenPeopleSchema>

const idParams = z.object({ id: idSchema })

/** Routes of people. */
export const peopleRoutes = {
  listPeople: route({
    method: 'GET',
    path: '/api/v1/people',
    summary: 'People by their faces: those with a name first, then by how many faces they have',
    query: listPeopleQuerySchema,
    status: 200,
    response: pageOf(personSchema),
  }),
  listFaces: route({
    method: 'GET',
    path: '/api/v1/people/{id}/faces',
    summary: 'The faces of a person, by video and time',
    params: idParams,
    query: pageQuerySchema,
    status: 200,
    response: pageOf(faceSchema),
  }),
  patchPeople: route({
    method: 'PATCH',
    path: '/api/v1/people',
    summary: 'Name, hide, merge or split people, or say that faces are of somebody else; answers those that changed',
    body: patchPeopleSchema,
    status: 200,
    response: z.object({ items: z.array(personSchema) }),
    refuses: ['not_found', 'conflict'],
  }),
  forgetPeople: route({
    method: 'DELETE',
    path: '/api/v1/people',
    summary: 'Forget all faces and names for good, in backups too, and switch People off',
    status: 200,
    response: forgottenPeopleSchema,
  }),
} as const
