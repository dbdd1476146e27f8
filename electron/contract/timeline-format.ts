import { z } from 'zod'

/**
 * Every format that ranges are handed to other programs in. `sequence`, `clips`: the arrangements it can hold. `carries`: what
 * of a range it can say beside frames and file.
 */
export const timelineFormats = {
  'fcpxml-1.10': {
    label: 'FCPXML 1.10',
    extension: 'fcpxml',
    mimeType: 'application/xml',
    carries: ['name', 'note', 'timecode', 'audio', 'mixedRates', 'tags', 'flag', 'people'],
  },
  'fcpxml-1.13': {
    label: 'FCPXML 1.13',
    extension: 'fcpxml',
    mimeType: 'application/xml',
    carries: ['name', 'note', 'timecode', 'audio', 'mixedRates', 'tags', 'flag', 'people'],
  },
  xmeml: {
    label: 'Final Cut Pro 7 XML',
    extension: 'xml',
    mimeType: 'application/xml',
    carries: ['name', 'note', 'timecode', 'reel', 'audio', 'mixedRates', 'tags', 'flag', 'label', 'rating', 'people'],
  },
  edl: {
    label: 'EDL (CMX 3600)',
    extension: 'edl',
    mimeType: 'text/plain',
    carries: ['name', 'note', 'timecode', 'reel', 'audio', 'label'],
  },
  otio: {
    label: 'OpenTimelineIO',
    extension: 'otio',
    mimeType: 'application/json',
    carries: ['name', 'note', 'timecode', 'reel', 'audio', 'mixedRates', 'tags', 'rating', 'flag', 'label', 'people'],
  },
  ale: {
    label: 'Avid Log Exchange',
    extension: 'ale',
    mimeType: 'text/plain',
    carries: ['name', 'note', 'timecode', 'reel', 'audio', 'mixedRates', 'tags', 'rating', 'flag', 'label', 'people'],
  },
  'markers-edl': {
    label: 'Resolve markers (EDL)',
    extension: 'edl',
    mimeType: 'text/plain',
    carries: ['name', 'note', 'label'],
  },
  'markers-csv': {
    label: 'Premiere markers (CSV)',
    extension: 'csv',
    mimeType: 'text/csv',
    carries: ['name', 'note'],
  },
  csv: {
    label: 'CSV',
    extension: 'csv',
    mimeType: 'text/csv',
    carries: ['name', 'note', 'timecode', 'reel', 'mixedRates', 'tags', 'rating', 'flag', 'label', 'people'],
  },
  json: {
    label: 'JSON',
    extension: 'json',
    mimeType: 'application/json',
    carries: ['name', 'note', 'timecode', 'reel', 'audio', 'mixedRates', 'tags', 'rating', 'flag', 'label', 'people'],
  },
  srt: {
    label: 'Words (SRT)',
    extension: 'srt',
    mimeType: 'application/x-subrip',
    carries: ['mixedRates'],
  },
  vtt: {
    label: 'Words (WebVTT)',
    extension: 'vtt',
    mimeType: 'text/vtt',
    carries: ['mixedRates'],
  },
} as const

/** Id of a format. */
export type TimelineFormat = keyof typeof timelineFormats

/** One of the formats, as requests name it. */
export const timelineFormatSchema = z.enum(Object.keys(timelineFormats) as [TimelineFormat, ...TimelineFormat[]])

/** `sequence`: the ranges one after the other. `clips`: each for itself, as an editor's bin holds them. */
export const arrangementSchema = z.enum(['sequence', 'clips'])
export type Arrangement = z.infer<typeof arrangementSchema>

/** What each editor takes best, first the one that is offered. */
export const editorPresets = [
  { id: 'final-cut-pro', label: 'Final Cut Pro', formats: ['fcpxml-1.13'] },
  { id: 'premiere', label: 'Premiere', formats: ['xmeml'] },
  { id: 'resolve', label: 'Resolve', formats: ['fcpxml-1.10'] },
  { id: 'avid', label: 'Avid', formats: ['edl', 'ale'] },
  { id: 'losslesscut', label: 'LosslessCut', formats: ['xmeml'] },
] as const satisfies readonly {
  readonly id: string
  readonly label: string
  readonly formats: readonly TimelineFormat[]
}[]
