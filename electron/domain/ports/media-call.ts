import type {
  Chapter,
  FileMetadata,
  FilmZero,
  MediaStream,
  Problem,
  Rational,
  SourceTimecode,
} from '../../contract/index.ts'
import type { GrowingFilmstrip } from './filmstrip.ts'

/** Identity of a file by content; see `media/content-id.ts` for the exact definition. */
export interface ContentIdentity {
  readonly contentId: string
  readonly sizeBytes: number
}

/** Limits under which untrusted media is read. */
export interface MediaLimits {
  readonly wallClockMs: number
  readonly noProgressMs: number
  readonly maxPixels: number
  readonly maxStreams: number
}

/** What every long operation on a file takes. `signal` aborts it within 2 s, process tree included. */
export interface MediaCall {
  readonly path: string
  readonly limits: MediaLimits
  readonly signal: AbortSignal
}

/** What ffprobe says about a file, normalised. Times are film time in ms, except where said otherwise. */
export interface ProbeResult extends FilmZero {
  readonly container: string
  /** From the film's zero to the end of its picture or sound, whichever lasts longer, as the file claims it. */
  readonly durationMs: number
  /** The film's zero in file time: where the chosen picture or the chosen sound begins, whichever is earlier. */
  readonly startTimeMs: number
  /**
   * Start of the earliest stream in file time, in ms, also of streams that are not chosen; never after the film's zero.
   */
  readonly containerStartMs: number
  /**
   * End of the chosen picture where the container states it, in ms; the last frame may be shown for long. Null
   * elsewhere.
   */
  readonly pictureEndMs: number | null
  /** Index of the stream that is analysed: the largest moving picture that can be read. */
  readonly videoStreamIndex: number
  /** Stream indexes of the sound. */
  readonly audio: {
    /** Streams that can be read. */
    readonly readable: readonly number[]
    /** Those of several readable streams that hold nothing but silence. */
    readonly silent: readonly number[]
    /** Streams that are heard: one, or several that are mixed. */
    readonly heard: readonly number[]
  }
  readonly timeBase: Rational
  readonly frameRate: Rational
  readonly variableFrameRate: boolean
  /** Estimated count until `analyse` has decoded them. */
  readonly frameCount: number
  /** Coded size. */
  readonly codedWidth: number
  readonly codedHeight: number
  /** Display size after rotation and pixel aspect ratio. */
  readonly width: number
  readonly height: number
  readonly rotationDegrees: 0 | 90 | 180 | 270
  /** Whether the file asks to be rotated by an angle that is not a quarter turn, which players ignore. */
  readonly hasOddRotation: boolean
  /** Number of coded lines at the top that are not part of the picture (IMX). */
  readonly hiddenTopLines: number
  /**
   * Whether pictures consist of two fields taken one after the other, and which comes first; `flagged`: the decoder says
   * so of each picture.
   */
  readonly fieldOrder: 'progressive' | 'top' | 'bottom' | 'flagged'
  readonly hdr: 'none' | 'pq' | 'hlg'
  readonly codec: string
  readonly pixelFormat: string
  readonly recordedAt: string | null
  readonly camera: Readonly<Record<string, string>>
  readonly streams: readonly MediaStream[]
  readonly chapters: readonly Chapter[]
  readonly playsInBrowser: boolean
  /** Null where the file has none; absent where it was read by a version that did not look. */
  readonly sourceTimecode?: SourceTimecode | null | undefined
  /** What others wrote about the film; absent where it was read by a version that did not look. */
  readonly fileMetadata?: readonly FileMetadata[] | undefined
  readonly warnings: readonly Problem[]
}

/** Progress of a stage: fraction 0…1 and media position. */
export interface MediaProgress {
  readonly fraction: number
  readonly positionMs: number
  /** The filmstrip, when it has grown since the report before. */
  readonly filmstrip?: GrowingFilmstrip
}
