import { z } from 'zod'
import { problemSchema } from './error.ts'
import { modalitySchema, sceneModalitySchema, weightsSchema } from './modalities.ts'
import { idSchema } from './page.ts'
import { sceneSchema } from './scene.ts'

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
    /** Videos with every one of these tags. */
    tags: z.array(z.string().min(1).max(100)).max(50),
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

const ingredients = {
  /** Words. */
  query: z.string().max(1000).optional(),
  /** Words of what is not wanted. */
  not: z.string().max(1000).optional(),
  pictures: z.array(pictureQuerySchema).max(16).optional(),
  sounds: z.array(soundQuerySchema).max(16).optional(),
  /** More like these. */
  anchors: z.array(anchorSchema).max(64).optional(),
  /** Less like these. */
  lessLike: z.array(anchorSchema).max(64).optional(),
} as const

/** `POST /api/v1/search/semantic`; the body of the predecessor (`filter_video_ids`, `top_k`, `anchor`) works too. */
export const semanticSearchSchema = z.strictObject({
  ...ingredients,
  /** Of the predecessor: one anchor, a scene's id or as in `anchors`. */
  anchor: z.union([idSchema, anchorSchema]).optional(),
  weights: weightsSchema.optional(),
  filter: searchFilterSchema.optional(),
  filter_video_ids: z.array(idSchema).max(10_000).nullable().optional(),
  fusion: fusionSchema.default('calibrated'),
  /** "A then B": only scenes after which, in the same video, one follows that answers this query. */
  followedBy: z
    .strictObject({
      ...ingredients,
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
  sort: z.enum(['relevance', 'time']).default('relevance'),
  /** Also what is below the relevance that background queries reach. */
  includeWeak: z.boolean().default(true),
  /** Whether to keep the search in the history. */
  remember: z.boolean().default(false),
  limit: z.number().int().min(1).max(1000).optional(),
  top_k: z.number().int().min(1).max(1000).optional(),
  offset: z.number().int().min(0).max(100_000).default(0),
  cursor: z.string().max(200).optional(),
})
export type SemanticSearch = z.infer<typeof semanticSearchSchema>
/** The same as a client writes it: defaults may be left out. */
export type SemanticSearchInput = z.input<typeof semanticSearchSchema>

/** `POST /api/v1/search/scenes`: scenes like one scene, without that scene itself. */
export const sceneSearchSchema = z.strictObject({
  anchor: anchorSchema,
  /** The modality to compare by, or the id of a space; without it all that the anchor has, weighted by `weights`. */
  space: z.union([modalitySchema, z.string().max(200)]).optional(),
  weights: weightsSchema.optional(),
  filter: searchFilterSchema.optional(),
  filter_video_ids: z.array(idSchema).max(10_000).nullable().optional(),
  top_k: z.number().int().min(1).max(1000).default(50),
})
export type SceneSearch = z.infer<typeof sceneSearchSchema>

/** A number for each modality that has one. */
const perModality = <Value extends z.ZodType>(value: Value) => z.partialRecord(modalitySchema, value)

/** One scene that was found, and why. */
export const searchHitSchema = z.object({
  sceneId: idSchema,
  videoId: idSchema,
  index: z.number().int().nonnegative(),
  startMs: z.number(),
  endMs: z.number(),
  /**
   * Higher is better: 0…1 for `calibrated`, −Σ weight · (1 − cosine) for `raw`, Σ weight / (60 + rank) for `rrf`. Null in `raw` for a
   * scene that lacks a weighted modality; such scenes come last.
   */
  score: z.number().nullable(),
  /** Whether it stands out from what background queries find. */
  relevant: z.boolean(),
  /** Part of each modality in the score, 0…1; they add up to 1 (all are 0 when nothing speaks for the scene). */
  shares: perModality(z.number()),
  /** Cosine of the query's and the scene's vector; absent where the scene has none. */
  similarities: perModality(z.number()),
  /** What fusion made of it, 0…1; 0.5 is the average scene. */
  normalised: perModality(z.number()),
  scene: sceneSchema,
  videoTitle: z.string(),
  videoWidth: z.number().int().nonnegative(),
  videoHeight: z.number().int().nonnegative(),
  /** The sampled frame that matches best in the picture space, where the query has a picture part. */
  bestFrame: z
    .object({ frameNumber: z.number().int(), timeMs: z.number(), similarity: z.number(), url: z.string() })
    .nullable(),
  /** The caption that shares most words with the query, or the scene's first. `matches` are [start, end) UTF-16 offsets. */
  cue: z
    .object({
      startMs: z.number(),
      endMs: z.number(),
      text: z.string(),
      matches: z.array(z.tuple([z.number().int(), z.number().int()])),
    })
    .nullable(),
  /** With `mergeNeighbours`: how many scenes this hit spans, and from when to when. */
  merged: z.object({ scenes: z.number().int().positive(), startMs: z.number(), endMs: z.number() }).optional(),
  /** With `groupByVideo`: how many more relevant hits the video has. */
  moreInVideo: z.number().int().nonnegative().optional(),
  /** With `followedBy`: the scene that follows. */
  followedBy: z
    .object({ sceneId: idSchema, startMs: z.number(), endMs: z.number(), score: z.number(), scene: sceneSchema })
    .optional(),
})
export type SearchHit = z.infer<typeof searchHitSchema>

/** What one modality could say to the query. */
export const modalityVerdictSchema = z.object({
  modality: modalitySchema,
  spaceId: z.string(),
  model: z.string(),
  /** As asked for. */
  weight: z.number(),
  /** How far its best scene stands out from background queries, 0 (not at all) … 1; multiplies the weight in `calibrated`. */
  gate: z.number().min(0).max(1),
  /** Best similarity of any scene, and mean and standard deviation over all scenes that have the modality. */
  best: z.number().nullable(),
  mean: z.number(),
  deviation: z.number(),
  /** Scenes that have the modality. */
  scenes: z.number().int().nonnegative(),
})
export type ModalityVerdict = z.infer<typeof modalityVerdictSchema>

/** Whether the library holds what was asked for. */
export const verdictSchema = z.object({
  kind: z.enum(['match', 'weak', 'no_good_match']),
  /** A sentence for the person. */
  message: z.string(),
  /** Things to try, nearest first. */
  suggestions: z.array(z.string()),
  modalities: z.array(modalityVerdictSchema),
})
export type Verdict = z.infer<typeof verdictSchema>

/** Answer of every search by meaning. */
export const searchResponseSchema = z.object({
  items: z.array(searchHitSchema),
  verdict: verdictSchema,
  nextCursor: z.string().nullable(),
  /** Hits that stand out from the background, in the whole library under the filter. */
  relevant: z.number().int().nonnegative(),
  /** Scenes that could be found at all. */
  candidates: z.number().int().nonnegative(),
  /** Weighted modalities that could not take part, and why (`no_model`, `space_building`, `no_vectors`, `model_failed` …). */
  notices: z.array(problemSchema.extend({ modality: modalitySchema, remedy: z.string().optional() })),
  /** Name of the picture or sound that was sent, to search by it again (kept for the last 64). */
  reference: idSchema.optional(),
  tookMs: z.number().nonnegative(),
})
export type SearchResponse = z.infer<typeof searchResponseSchema>

/** `POST /api/v1/search/heat`: how well every scene of one video answers a query. */
export const heatSchema = semanticSearchSchema
  .pick({ query: true, not: true, pictures: true, sounds: true, anchors: true, lessLike: true, weights: true })
  .extend({ videoId: idSchema })
export type HeatQuery = z.infer<typeof heatSchema>
/** Scenes in order of time; `score` 0…1 as in a search over the whole library, `relevant` as there. */
export const heatResponseSchema = z.object({
  scenes: z.array(
    z.object({ sceneId: idSchema, startMs: z.number(), endMs: z.number(), score: z.number(), relevant: z.boolean() }),
  ),
  verdict: verdictSchema,
})
export type HeatResponse = z.infer<typeof heatResponseSchema>

/** `GET /api/v1/search/status`: what each modality can answer now. */
export const searchStatusSchema = z.object({
  modalities: z.array(
    z.object({
      modality: modalitySchema,
      /** `sleeping`: its model is installed and loads with the first query. `descriptor`: compares scenes only, needs no model. */
      state: z.enum(['ready', 'loading', 'sleeping', 'descriptor', 'no_model', 'no_vectors', 'failed']),
      /** Whether words can be searched in it. */
      takesText: z.boolean(),
      model: z.string().nullable(),
      spaceId: z.string().nullable(),
      present: z.number().int().nonnegative(),
    }),
  ),
  index: z.object({
    /** `direct`: sqlite-vec alone; `compact`: the accelerator; `low-memory`: the accelerator with few codes in memory. */
    mode: z.enum(['direct', 'compact', 'low-memory']),
    state: z.enum(['ready', 'building', 'failed']),
    progress: z.number().min(0).max(1),
    scenes: z.number().int().nonnegative(),
    memoryBytes: z.number().int().nonnegative(),
  }),
})
export type SearchStatus = z.infer<typeof searchStatusSchema>

/** A search of the history, newest first; the same search twice is one entry. */
export const historyEntrySchema = z.object({
  id: idSchema,
  request: semanticSearchSchema,
  at: z.iso.datetime(),
  relevant: z.number().int().nonnegative(),
})
export type HistoryEntry = z.infer<typeof historyEntrySchema>

/** A search that a person keeps under a name. Names are unique. */
export const savedSearchSchema = z.object({
  id: idSchema,
  name: z.string(),
  request: semanticSearchSchema,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type SavedSearch = z.infer<typeof savedSearchSchema>
/** `POST /api/v1/searches`. */
export const createSavedSearchSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  request: semanticSearchSchema,
})
export type CreateSavedSearch = z.infer<typeof createSavedSearchSchema>
/** `PATCH /api/v1/searches/{id}`. */
export const patchSavedSearchSchema = createSavedSearchSchema.partial()
export type PatchSavedSearch = z.infer<typeof patchSavedSearchSchema>
