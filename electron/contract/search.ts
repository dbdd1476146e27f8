import { z } from 'zod'
import { textBoxSchema } from './caption.ts'
import { captionTrackSourceSchema } from './caption-sources.ts'
import { problemSchema } from './error.ts'
import { foldedCopiesSchema } from './folded-copies.ts'
import { modalitySchema } from './modalities.ts'
import { idSchema } from './page.ts'
import { sceneSchema } from './scene.ts'
import { semanticSearchSchema, storedSearchSchema } from './search-request.ts'
import { namedVideosFields } from './video-list.ts'

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
  /** The caption that says what was asked, else the one that shares most words with the query, or the scene's first. */
  cue: z
    .object({
      startMs: z.number(),
      endMs: z.number(),
      /** When the first of the words is said: as the speech model heard it, else estimated from the letters before it. */
      firstWordMs: z.number(),
      text: z.string(),
      /** [start, end) UTF-16 offsets. */
      matches: z.array(z.tuple([z.number().int(), z.number().int()])),
      source: captionTrackSourceSchema,
      /** Of text on screen, where that is known: [x, y, width, height] as parts of the frame. */
      box: textBoxSchema.nullable(),
      /** Of text on screen: a kept picture of the scene that shows it; null where none does. */
      pictureUrl: z.string().nullable(),
    })
    .nullable(),
  /** With `mergeNeighbours`: how many scenes this hit spans, and from when to when. */
  merged: z.object({ scenes: z.number().int().positive(), startMs: z.number(), endMs: z.number() }).optional(),
  /** With `groupByVideo`: how many more relevant hits the video has. */
  moreInVideo: z.number().int().nonnegative().optional(),
  /**
   * With `foldAlike`: the copies that this hit stands for, as far as the filter leaves them. `sceneIds` and `scenes` are those of the
   * first 50; absent where it has none.
   */
  alike: foldedCopiesSchema.optional(),
  /** With `followedBy`: the scene that follows. */
  followedBy: z
    .object({ sceneId: idSchema, startMs: z.number(), endMs: z.number(), score: z.number(), scene: sceneSchema })
    .optional(),
})
export type SearchHit = z.infer<typeof searchHitSchema>

/** What one modality could say to the query. */
export const modalityVerdictSchema = z.object({
  modality: modalitySchema,
  /** Null for words that are found word for word only, without a model. */
  spaceId: z.string().nullable(),
  model: z.string().nullable(),
  /** As asked for. */
  weight: z.number(),
  /** How far its best scene stands out from background queries, 0 (not at all) … 1; multiplies the weight in `calibrated`. */
  gate: z.number().min(0).max(1),
  /** Best similarity of any scene, and mean and standard deviation over all scenes that have the modality. */
  best: z.number().nullable(),
  mean: z.number(),
  deviation: z.number(),
  /** Scenes that have a vector of the modality. */
  scenes: z.number().int().nonnegative(),
  /** Of words: scenes that say every word of the query, close together and in whatever form. */
  saying: z.number().int().nonnegative().optional(),
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
  /** With `followedBy`: how many scenes answer what comes first, and what follows, each for itself. */
  halves: z.object({ first: z.number().int().nonnegative(), next: z.number().int().nonnegative() }).optional(),
  /** With `foldAlike`: scenes are still compared, so copies may stand beside each other; the same search tells more later. */
  foldingIsIncomplete: z.literal(true).optional(),
  /** Weighted modalities that could not take part, and why (`no_model`, `space_building`, `no_vectors`, `model_failed` …). */
  notices: z.array(problemSchema.extend({ modality: modalitySchema, remedy: z.string().optional() })),
  ...namedVideosFields,
  /** Name of the picture or sound that was sent, to search by it again (kept for the last 64, and for saved searches). */
  reference: idSchema.optional(),
  tookMs: z.number().nonnegative(),
})
export type SearchResponse = z.infer<typeof searchResponseSchema>

/** Scenes in order of time; `score` 0…1 as in a search over the whole library, `relevant` as there. */
export const heatResponseSchema = z.object({
  scenes: z.array(
    z.object({
      sceneId: idSchema,
      startMs: z.number(),
      endMs: z.number(),
      score: z.number(),
      relevant: z.boolean(),
      /** When the words are said that it was found by; null where it was found otherwise. */
      said: z.object({ startMs: z.number(), endMs: z.number() }).nullable(),
    }),
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
      /** `exact`: words are found word for word, without a model. */
      state: z.enum(['ready', 'loading', 'sleeping', 'descriptor', 'exact', 'no_model', 'no_vectors', 'failed']),
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
  request: storedSearchSchema,
  at: z.iso.datetime(),
  relevant: z.number().int().nonnegative(),
  /** How many of its pictures and sounds are not kept any more; missing where all are. */
  examplesGone: z.number().int().positive().optional(),
})
export type HistoryEntry = z.infer<typeof historyEntrySchema>

/** A search that a person keeps under a name. Names are unique. */
export const savedSearchSchema = z.object({
  id: idSchema,
  name: z.string(),
  request: storedSearchSchema,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** How many of its pictures and sounds were gone already when it was saved; missing where all are kept. */
  examplesGone: z.number().int().positive().optional(),
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
