import { z } from 'zod'
import { markSchema } from './marks.ts'
import { idSchema, pageOf, pageQuerySchema } from './page.ts'
import { rationalSchema } from './rational.ts'
import { route } from './route.ts'
import { sceneSchema } from './scene.ts'

/** `duplicate`: one take, maybe coded, scaled, cut, graded or framed otherwise. `alternate`: other takes that look alike. */
export const likenessKindSchema = z.enum(['duplicate', 'alternate'])
export type LikenessKind = z.infer<typeof likenessKindSchema>

const count = z.number().int().nonnegative()

/** One scene of a group, beside the group's first. */
export const alikeSceneSchema = z.object({
  scene: sceneSchema,
  videoTitle: z.string(),
  videoWidth: count,
  videoHeight: count,
  /** Of the video's file. */
  sizeBytes: count,
  /** Cosine of its look and that of the scene it was found by, −1…1; 1 for the first. */
  look: z.number(),
  /** How light and motion go along over time with that scene: mean correlation, −1…1; null where too little moves to tell, and for the first. */
  correlation: z.number().nullable(),
  /**
   * By how many ms the same moment is later in this film than in that of the first scene; 0 for the first, null where that is not known,
   * as for other takes.
   */
  offsetMs: z.number().nullable(),
  /** Where the video's file lies, or lay last. */
  path: z.string(),
  /** The file is not where it was. */
  missing: z.boolean(),
  /** Length of the whole video. */
  durationMs: z.number(),
  frameRate: rationalSchema.nullable(),
  /** Codec of the picture, as ffmpeg names it; null before the video was probed. */
  codec: z.string().nullable(),
  /** Mean of the whole file in bits per second; null where the length is not known. */
  bitRate: count.nullable(),
  addedAt: z.iso.datetime(),
  recordedAt: z.iso.datetime().nullable(),
})
export type AlikeScene = z.infer<typeof alikeSceneSchema>

/** Scenes that belong together; the first is that of the video with the largest picture, then the longest one. */
export const duplicateGroupSchema = z.object({
  /** Of the first scene. */
  id: idSchema,
  kind: likenessKindSchema,
  scenes: z.array(alikeSceneSchema).min(2),
  /** All its scenes but one, or all, are rejected: there is nothing left to decide. */
  decided: z.boolean(),
})
export type DuplicateGroup = z.infer<typeof duplicateGroupSchema>

/** `GET /api/v1/duplicates`. */
export const listDuplicatesQuerySchema = pageQuerySchema.extend({
  kind: likenessKindSchema.optional(),
  /** Only groups about which there is nothing left to decide, or only the others. */
  decided: z.enum(['true', 'false']).optional(),
})
export type ListDuplicatesQuery = z.infer<typeof listDuplicatesQuerySchema>

/** Answer of `GET /api/v1/duplicates`: a page, and how many groups all pages have. */
export const duplicatesPageSchema = pageOf(duplicateGroupSchema).extend({ total: count })
export type DuplicateGroups = z.infer<typeof duplicatesPageSchema>

/** `GET /api/v1/duplicates/status`: how far the comparison of the library is. */
export const duplicatesStatusSchema = z.object({
  /** `outdated`: the next list compares what has changed. */
  state: z.enum(['ready', 'outdated', 'comparing']),
  /** Videos to compare in this run, and how many of them are done; both 0 while none runs. */
  videos: count,
  compared: count,
})
export type DuplicatesStatus = z.infer<typeof duplicatesStatusSchema>

const mostScenes = 1_000
const sceneIds = z.array(idSchema).max(mostScenes)

/** `POST /api/v1/duplicates/keep`: flags scenes as picked and others as rejected; files and scenes stay. */
export const keepCopiesSchema = z
  .strictObject({ keep: sceneIds.min(1), reject: sceneIds.min(1) })
  .refine(({ keep, reject }) => new Set([...keep, ...reject]).size === keep.length + reject.length, {
    message: 'Name each scene once, either in `keep` or in `reject`.',
  })
export type KeepCopies = z.infer<typeof keepCopiesSchema>

const mostNamed = 100

/** `POST /api/v1/duplicates/not-alike` and `…/not-alike/take-back`. */
export const tellApartSchema = z
  .strictObject({
    sceneIds: z.array(idSchema).min(1).max(mostNamed),
    /** Each of `sceneIds` is not like any of these; missing: none of `sceneIds` is like another of them. */
    others: z.array(idSchema).min(1).max(mostNamed).optional(),
  })
  .refine(({ sceneIds: ids, others = [] }) => new Set([...ids, ...others]).size === ids.length + others.length, {
    message: 'Name each scene once.',
  })
  .refine(({ sceneIds: ids, others = [] }) => ids.length + others.length >= 2, {
    message: 'Name at least two scenes.',
  })
export type TellApart = z.infer<typeof tellApartSchema>

/** Answer of `POST /api/v1/duplicates/not-alike` and `…/take-back`: how many pairs are kept anew, or no longer. */
export const toldApartSchema = z.object({ pairs: count })
export type ToldApart = z.infer<typeof toldApartSchema>

/** Two scenes of which a person said that they are not alike. */
export const notAlikeSchema = z.object({
  scenes: z.array(z.object({ scene: sceneSchema, videoTitle: z.string() })).length(2),
  saidAt: z.iso.datetime(),
})
export type NotAlikeItem = z.infer<typeof notAlikeSchema>

/** Answer of `GET /api/v1/duplicates/not-alike`: what was said last first; pairs of videos that are not removed. */
export const notAlikePageSchema = pageOf(notAlikeSchema).extend({ total: count })
export type NotAlikeItems = z.infer<typeof notAlikePageSchema>

/** Routes of scenes that are alike. */
export const duplicateRoutes = {
  listDuplicates: route({
    method: 'GET',
    path: '/api/v1/duplicates',
    summary: 'Groups of scenes that are copies or alternate takes of each other, by look and by how light goes along',
    query: listDuplicatesQuerySchema,
    status: 200,
    response: duplicatesPageSchema,
  }),
  duplicatesStatus: route({
    method: 'GET',
    path: '/api/v1/duplicates/status',
    summary: 'How far the comparison is that a list of duplicates waits for',
    status: 200,
    response: duplicatesStatusSchema,
  }),
  keepCopies: route({
    method: 'POST',
    path: '/api/v1/duplicates/keep',
    summary: 'Flag scenes as picked and their copies as rejected, as one change that can be undone; deletes nothing',
    body: keepCopiesSchema,
    status: 200,
    response: z.object({ items: z.array(markSchema) }),
    refuses: ['not_found'],
  }),
  tellApart: route({
    method: 'POST',
    path: '/api/v1/duplicates/not-alike',
    summary: 'Say that scenes are neither copies nor takes of each other; kept for their frames, and can be undone',
    body: tellApartSchema,
    status: 200,
    response: toldApartSchema,
    refuses: ['not_found'],
  }),
  listNotAlike: route({
    method: 'GET',
    path: '/api/v1/duplicates/not-alike',
    summary: 'Scenes of which a person said that they are not alike, in pairs',
    query: pageQuerySchema,
    status: 200,
    response: notAlikePageSchema,
  }),
  takeBackNotAlike: route({
    method: 'POST',
    path: '/api/v1/duplicates/not-alike/take-back',
    summary: 'Take back that scenes are not alike: they are compared as any others; can be undone',
    body: tellApartSchema,
    status: 200,
    response: toldApartSchema,
    refuses: ['not_found'],
  }),
} as const
