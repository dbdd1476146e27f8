import { z } from 'zod'
import { sourcesSchema } from './caption-sources.ts'
import { flagSchema, labelColours, labelSchema, markSortSchema } from './marks.ts'
import { modalitySchema, sceneModalitySchema, textsSchema, weightsSchema } from './modalities.ts'
import { idSchema } from './page.ts'

/** A scene to search by: its id, its place in its video, or what is at a time of a video. */
export const anchorSchema = z.union([
  z.strictObject({ sceneId: idSchema }),
  z.strictObject({ videoId: idSchema, index: z.number().int().nonnegative() }),
  z.strictObject({ videoId: idSchema, timeMs: z.number().nonnegative() }),
])
export type Anchor = z.infer<typeof anchorSchema>

/** A picture to search by: one that was sent before (`reference`), or the sampled frame nearest to a time of a video. */
export const pictureQuerySchema = z.union([
  z.strictObject({ reference: idSchema }),
  z.strictObject({ videoId: idSchema, timeMs: z.number().nonnegative() }),
])
export type PictureQuery = z.infer<typeof pictureQuerySchema>

/** A sound to search by, sent before by `POST /api/v1/search/similar-to-audio`. */
export const soundQuerySchema = z.strictObject({ reference: idSchema })
export type SoundQuery = z.infer<typeof soundQuerySchema>

const rangeOf = <Value extends z.ZodType>(value: Value) => z.strictObject({ min: value, max: value }).partial()
const milliseconds = z.number().nonnegative()
const moment = z.union([z.iso.datetime(), z.iso.date()])

/** Which scenes may be found at all; all that are given must hold. Ranges include both ends. */
export const searchFilterSchema = z
  .strictObject({
    videoIds: z.array(idSchema).max(10_000),
    /** Videos with all these words in title, file names, folders or tags, as `q` of `GET /api/v1/videos` reads them. */
    name: z.string().min(1).max(500),
    /** Scenes that have every one of these tags, of their own or of their video. */
    tags: z.array(z.string().min(1).max(100)).max(50),
    /** Stars of the scene, or of its video where it has none; no rating counts as 0. */
    rating: rangeOf(z.number().int().min(0).max(5)),
    flag: flagSchema,
    /** One of these colours. */
    labels: z.array(labelSchema).max(labelColours.length),
    /** Scenes in which all of these people are seen; ids, or names in any case of letters. */
    people: z.array(z.string().min(1).max(100)).max(50),
    /** Length of the video. */
    durationMs: rangeOf(milliseconds),
    /** Length of the scene. */
    sceneLengthMs: rangeOf(milliseconds),
    addedAt: rangeOf(moment),
    recordedAt: rangeOf(moment),
    /** The shorter side of the picture in pixels, for example 720 or 1080. */
    resolution: rangeOf(z.number().int().nonnegative()),
    /** Whether the video has sound. */
    hasAudio: z.boolean(),
    /** Whether words are spoken or shown in the scene, as its captions tell. */
    hasCaptions: z.boolean(),
    /** Words or a phrase that the scene's captions contain, as `POST /api/v1/search/captions` reads them. */
    captionPhrase: z.string().min(1).max(1000),
  })
  .partial()
export type SearchFilter = z.infer<typeof searchFilterSchema>

/** `calibrated`, `raw` (Σ weight · (1 − cosine), ascending), `rrf` (reciprocal rank fusion, k = 60). */
export const fusionSchema = z.enum(['calibrated', 'raw', 'rrf'])
export type Fusion = z.infer<typeof fusionSchema>

/** What a query is made of. */
const queryParts = {
  /** Words, for every modality that takes words. */
  query: z.string().max(1000).optional(),
  /** Words for single modalities, in place of `query` there: `{ visual: 'red circle', audio: 'helicopter' }`. */
  texts: textsSchema.optional(),
  /** Words of what is not wanted. */
  not: z.string().max(1000).optional(),
  pictures: z.array(pictureQuerySchema).max(16).optional(),
  sounds: z.array(soundQuerySchema).max(16).optional(),
  /** More like these. */
  anchors: z.array(anchorSchema).max(64).optional(),
  /** Less like these. */
  lessLike: z.array(anchorSchema).max(64).optional(),
  /** Whose words are searched: missing or empty, those of every source. */
  sources: sourcesSchema.optional(),
} as const

/** What results of a search can be ordered by. */
export const searchSortSchema = z.enum(['relevance', 'time', ...markSortSchema.options])
export type SearchSort = z.infer<typeof searchSortSchema>

const limitSchema = z.number().int().min(1).max(1000)

/** Of a search by meaning, whoever writes it down: everything but its anchors, its filter and how many hits are wanted. */
const semanticFields = {
  ...queryParts,
  weights: weightsSchema.optional(),
  filter: searchFilterSchema.optional(),
  fusion: fusionSchema.default('calibrated'),
  /** "A then B": only scenes after which, in the same video, one follows that answers this query. */
  followedBy: z
    .strictObject({
      ...queryParts,
      weights: weightsSchema.optional(),
      withinSeconds: z.number().positive().max(86_400).default(30),
    })
    .optional(),
  /** Orders the best `top` anew by likeness to the anchors (or, without anchors, to the best hit). */
  rerank: z
    .strictObject({
      modality: sceneModalitySchema,
      top: z.number().int().min(2).max(1000),
    })
    .optional(),
  groupByVideo: z.boolean().default(false),
  /** Hits that follow one another in a video are one hit. */
  mergeNeighbours: z.boolean().default(false),
  /** Scenes that are copies of each other (`GET /api/v1/duplicates`) are one hit, in the place of the best of them. */
  foldAlike: z.boolean().optional(),
  /** By time, or by marks and within the same by relevance, what stands out comes; where nothing does, the best 100. */
  sort: searchSortSchema.default('relevance'),
  /** Also what is below the relevance that background queries reach. */
  includeWeak: z.boolean().default(true),
  /** The last word may be the beginning of one, in words that are found as they are said. */
  typing: z.boolean().optional(),
  /** Whether to keep the search in the history. */
  remember: z.boolean().default(false),
  limit: limitSchema.optional(),
  offset: z.number().int().min(0).max(100_000).default(0),
  cursor: z.string().max(200).optional(),
} as const

/**
 * A search by meaning in its one shape: as the engine takes it, and as the library keeps it and answers with it. Unlike
 * what a client may write, its lists have no longest length: the predecessor's anchor and a file that is sent join them.
 */
export const storedSearchSchema = z.strictObject({
  ...semanticFields,
  pictures: z.array(pictureQuerySchema).optional(),
  sounds: z.array(soundQuerySchema).optional(),
  anchors: z.array(anchorSchema).optional(),
})

type StoredSearchInput = z.input<typeof storedSearchSchema>

/** Fields that the predecessor had for what has another name now. */
const legacyFields = {
  /** Only scenes of these videos; with `filter.videoIds` too, of those that stand in both. */
  filter_video_ids: z.array(idSchema).max(10_000).nullable().optional(),
} as const

/** The filter with the predecessor's list of videos in it; no filter at all when nothing is filtered. */
const filterWith = (
  filter: SearchFilter | undefined,
  listed: readonly string[] | null | undefined,
): { readonly filter?: SearchFilter } => {
  const given = filter?.videoIds
  const videoIds = listed == null ? given : listed.filter((id) => given?.includes(id) ?? true)
  const merged: SearchFilter = { ...filter, ...(videoIds === undefined ? {} : { videoIds }) }
  return Object.values(merged).some((value) => value !== undefined) ? { filter: merged } : {}
}

/**
 * Body of `POST /api/v1/search/semantic`. That of the predecessor (`anchor`, `filter_video_ids`, `top_k`) is accepted
 * too; what comes out has the one shape of `storedSearchSchema`.
 */
export const semanticSearchSchema = z
  .strictObject({
    ...semanticFields,
    ...legacyFields,
    /** Of the predecessor: one anchor, a scene's id or as in `anchors`, which it joins. */
    anchor: z.union([idSchema, anchorSchema]).optional(),
    /** Of the predecessor: `limit`, which goes first. */
    top_k: limitSchema.optional(),
  })
  .transform(({ anchor, anchors, filter, filter_video_ids, top_k, limit = top_k, ...rest }): StoredSearchInput => {
    const single = anchor === undefined ? [] : [typeof anchor === 'string' ? { sceneId: anchor } : anchor]
    return {
      ...rest,
      ...(anchor === undefined && anchors === undefined ? {} : { anchors: [...single, ...(anchors ?? [])] }),
      ...filterWith(filter, filter_video_ids),
      ...(limit === undefined ? {} : { limit }),
    }
  })
  .pipe(storedSearchSchema)
/** A search by meaning in its one shape. */
export type SemanticSearch = z.infer<typeof semanticSearchSchema>
/** Words of a search by which videos are looked for, too: those for every modality, else those of single ones. */
export const wordsForNames = ({ query = '', texts = {} }: Pick<SemanticSearch, 'query' | 'texts'>): string =>
  query.trim() === '' ? Object.values(texts).join(' ').trim() : query.trim()

/** The same as a client may write it: defaults may be left out, and the predecessor's fields used. */
export type SemanticSearchInput = z.input<typeof semanticSearchSchema>

const sceneFields = {
  anchor: anchorSchema,
  /** The modality to compare by, or the id of a space; without it all that the anchor has, weighted by `weights`. */
  space: z.union([modalitySchema, z.string().max(200)]).optional(),
  weights: weightsSchema.optional(),
  filter: searchFilterSchema.optional(),
} as const

/** A search for scenes like one in its one shape. */
export const oneSceneSearchSchema = z.strictObject({ ...sceneFields, limit: limitSchema })

/** Body of `POST /api/v1/search/scenes`: scenes like one scene, without that scene itself. */
export const sceneSearchSchema = z
  .strictObject({ ...sceneFields, ...legacyFields, top_k: limitSchema.default(50) })
  .transform(
    ({ filter, filter_video_ids, top_k, ...rest }): z.input<typeof oneSceneSearchSchema> => ({
      ...rest,
      ...filterWith(filter, filter_video_ids),
      limit: top_k,
    }),
  )
  .pipe(oneSceneSearchSchema)
/** A search for scenes like one in its one shape: `limit` is how many at most. */
export type SceneSearch = z.infer<typeof sceneSearchSchema>
/** The same as a client writes it. */
export type SceneSearchInput = z.input<typeof sceneSearchSchema>

/** `POST /api/v1/search/heat`: how well every scene of one video answers a query. */
export const heatSchema = z.strictObject({ ...queryParts, weights: weightsSchema.optional(), videoId: idSchema })
export type HeatQuery = z.infer<typeof heatSchema>
