import { z } from 'zod'
import { captionSources } from './caption-sources.ts'
import { defaultNameTemplate } from './clip-name.ts'
import { exportKindSchema } from './export.ts'
import { forModalities, restingWeight } from './modalities.ts'
import { idSchema } from './page.ts'
import { settingsSchema } from './settings.ts'
import { listVideosQuerySchema } from './video-list.ts'

const sliderSchema = z.number().min(0).max(100)
const sourceSchema = z.enum(captionSources.map(({ id }) => id))
const nameSchema = z.string().max(64)

const fields = {
  /** The same value as the theme of the settings. */
  theme: settingsSchema.shape.theme.unwrap(),
  sort: listVideosQuerySchema.shape.sort.unwrap().exclude(['relevance']),
  order: listVideosQuerySchema.shape.order.unwrap(),
  /** How the library shows its videos: posters, or one line each with columns. */
  libraryView: z.enum(['grid', 'list']),
  /** Least width of a card in the library and in results, in pixels; null: as fits the window. */
  libraryCardWidth: z.number().min(120).max(420).nullable(),
  resultCardWidth: z.number().min(160).max(480).nullable(),
  /** Where the sliders of the search were left, 0…100. */
  weights: z.object(forModalities(() => sliderSchema)),
  /** Whose words are searched. */
  sources: z.array(sourceSchema).min(1).max(captionSources.length),
  detailsOpen: z.boolean(),
  /** What the details of a video's page tell of: the video, or the scene that is chosen. */
  detailsTab: z.enum(['video', 'scene']),
  binsOpen: z.boolean(),
  /** The bin that B adds to; null: the first. */
  currentBin: idSchema.nullable(),
  /** The editor that was exported for last. */
  exportPreset: nameSchema,
  /** What was exported last, where to (empty: downloads), and how files were named. */
  exportKind: exportKindSchema,
  exportFolder: z.string().max(4096),
  exportNames: z.string().max(200),
  /** Sizes of panels by group, in per cent, as the panel library reports them. */
  layouts: z.record(nameSchema, z.record(nameSchema, z.number())),
  /** The player's sound: 0…1. */
  volume: z.number().min(0).max(1),
  muted: z.boolean(),
  /** Days of the activity that are unfolded. */
  openDays: z.array(nameSchema).max(1000),
  /** Whether the timeline draws the sound. */
  waveformShown: z.boolean(),
  /** How the picture lies in the player: whole, or filling it with its edges cut. */
  playerFit: z.enum(['whole', 'fill']),
  /** What times count from: the beginning of the film, or the timecode that its camera gave it, where it has one. */
  timesFrom: z.enum(['zero', 'source']),
  /** What a drag with Alt out of the window of the desktop app holds: the whole films, or clips of the ranges. */
  dragOut: z.enum(['original', 'clip']),
}

/** What people set about the look of the app, kept with the library. A field that cannot be read has its default. */
export const preferencesSchema = z.object({
  theme: fields.theme.catch('system'),
  sort: fields.sort.catch('added'),
  order: fields.order.catch('desc'),
  libraryView: fields.libraryView.catch('grid'),
  libraryCardWidth: fields.libraryCardWidth.catch(null),
  resultCardWidth: fields.resultCardWidth.catch(null),
  weights: fields.weights.catch(() => forModalities(() => restingWeight * 100)),
  sources: fields.sources.catch(() => captionSources.map(({ id }) => id)),
  detailsOpen: fields.detailsOpen.catch(true),
  detailsTab: fields.detailsTab.catch('video'),
  binsOpen: fields.binsOpen.catch(false),
  currentBin: fields.currentBin.catch(null),
  exportPreset: fields.exportPreset.catch('final-cut-pro'),
  exportKind: fields.exportKind.catch('timeline'),
  exportFolder: fields.exportFolder.catch(''),
  exportNames: fields.exportNames.catch(defaultNameTemplate),
  layouts: fields.layouts.catch({}),
  volume: fields.volume.catch(1),
  muted: fields.muted.catch(false),
  openDays: fields.openDays.catch([]),
  waveformShown: fields.waveformShown.catch(true),
  playerFit: fields.playerFit.catch('whole'),
  timesFrom: fields.timesFrom.catch('zero'),
  dragOut: fields.dragOut.catch('original'),
})
/** Preferences of one library. */
export type Preferences = z.infer<typeof preferencesSchema>

/** `GET /api/v1/preferences`. */
export const savedPreferencesSchema = preferencesSchema.extend({
  /** When they were last changed; null while nobody has changed any. */
  savedAt: z.iso.datetime().nullable(),
})
/** Preferences with the time of their last change. */
export type SavedPreferences = z.infer<typeof savedPreferencesSchema>

/** `PATCH /api/v1/preferences`: fields to change. */
export const patchPreferencesSchema = z.strictObject(fields).partial()
/** Fields of the preferences to change. */
export type PatchPreferences = z.infer<typeof patchPreferencesSchema>
