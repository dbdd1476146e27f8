import type {
  Caption,
  Chapter,
  Filmstrip,
  Rational,
  Scene,
  SourceTimecode,
  Waveform,
} from '../../../electron/contract/index.ts'
import type { HeatScene } from '../../stores/search/heat-peaks.ts'
import type { SheetImages } from './sheet-images.ts'
import type { TimelineView } from './timeline-geometry.ts'
import type { Lane } from './timeline-lanes.ts'

/** Everything a picture of the timeline depends on. */
export interface TimelinePicture {
  readonly view: TimelineView
  readonly widthPx: number
  readonly lanes: readonly Lane[]
  readonly durationMs: number
  readonly frameRate: Rational | null
  /** The timecode that labels count from; null: the beginning of the film. */
  readonly timesFrom: SourceTimecode | null
  readonly scenes: readonly Scene[]
  readonly currentScene: number
  readonly cues: readonly Caption[]
  /** Text on screen; empty where it is the track that was chosen. */
  readonly screenCues: readonly Caption[]
  /** How well scenes answer the query on show; empty without one. */
  readonly heat: readonly HeatScene[]
  /** Parts of the sound, of several finenesses; empty without sound. */
  readonly waveform: readonly Waveform[]
  readonly chapters: readonly Chapter[]
  readonly range: { readonly startMs: number; readonly endMs: number } | null
  readonly filmstrip: Filmstrip | null
  readonly sheets: SheetImages | null
}

/** Colours and font of the theme, from the tokens. */
export interface TimelineInk {
  readonly background: string
  readonly raised: string
  readonly overlay: string
  readonly line: string
  readonly lineStrong: string
  readonly text: string
  readonly textQuiet: string
  readonly accent: string
  readonly accentSoft: string
  readonly words: string
  readonly sound: string
  readonly stage: string
  readonly font: string
}
