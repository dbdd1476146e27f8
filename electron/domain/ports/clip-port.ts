import type { AnimatedFormat, ClipMode, ClipPreset, Problem, StillFormat } from '../../contract/index.ts'
import type { RealCut } from '../clips/real-cut.ts'
import type { Result } from '../result.ts'
import type { MediaCall, MediaProgress, ProbeResult } from './media-call.ts'

/** Frames of a film: when the first is shown, and the one behind the last, in ms of film time. */
export interface CutCall extends MediaCall {
  readonly probe: ProbeResult
  readonly startMs: number
  readonly endMs: number
}

/** Writes a clip of a film into a file. */
export interface ClipCall extends CutCall {
  readonly mode: ClipMode
  /** What films are encoded as whose codec cannot be written, and with mode `preset` all. */
  readonly preset: ClipPreset | null
  /** Source timecode of the first frame that the clip shows, asked for when it is known how many come before. */
  readonly timecode: ((framesBefore: number) => string) | null
  readonly reel: string | null
  /** Size that pictures are brought to, and rate, where clips are joined; null: as they are. */
  readonly conform: { readonly width: number; readonly height: number; readonly rate: string } | null
  /** Replaced when it exists. The ending does not matter. */
  readonly outputPath: string
  readonly onProgress: (progress: MediaProgress) => void
}

/** What became of a clip. */
export interface WrittenClip {
  readonly extension: string
  readonly mimeType: string
  readonly cut: RealCut | null
  readonly frames: number
  /** Frames of an exact clip whose packets were copied, counted from its first; null: none, or another mode. */
  readonly copied?: { readonly before: number; readonly frames: number } | null
  readonly report: readonly Problem[]
}

/** How clips are encoded or copied, known before anything is read. */
export interface ClipOutput {
  readonly extension: string
  readonly copiesPicture: boolean
}

/** Writes one frame of a film as a picture, upright and with square pixels. */
export interface StillCall extends MediaCall {
  readonly probe: ProbeResult
  /** Film time at which the frame begins. */
  readonly timeMs: number
  readonly format: Exclude<StillFormat, AnimatedFormat>
  readonly hdr: 'tone-mapped' | 'kept'
  /** Pixels that the longer side has at most; null: all of them. */
  readonly longestSide: number | null
  /** Size that the picture is fitted into, in white. */
  readonly box?: { readonly width: number; readonly height: number }
  /** Written below the picture, where this ffmpeg can write. */
  readonly lines?: readonly string[]
  readonly outputPath: string
}

/** Writes a range of a film as a picture that moves, upright and with square pixels. */
export interface AnimationCall extends CutCall {
  readonly format: AnimatedFormat
  /** Pixels that the longer side has at most. */
  readonly longestSide: number
  readonly framesPerSecond: number
  /** Replaced when it exists. */
  readonly outputPath: string
}

/** Cuts files. Implemented by `media/clips`. */
export interface ClipPort {
  /** What copying packets would cut; null where no key frame lies before the range. */
  readonly planCut: (call: CutCall) => Promise<Result<RealCut | null>>
  /** How a film would be cut; reads nothing. */
  readonly clipOutput: (call: Pick<ClipCall, 'mode' | 'preset' | 'probe' | 'path' | 'conform'>) => ClipOutput
  /** Fails with `disk_full`, `cancelled`, `codec_not_writable`, `ffmpeg_failed` and what reading a file can give. */
  readonly cutClip: (call: ClipCall) => Promise<Result<WrittenClip>>
  /** Fails with `disk_full`, `cancelled`, `ffmpeg_failed` and what reading a file can give. */
  readonly still: (call: StillCall) => Promise<Result<null>>
  /** Fails with `disk_full`, `cancelled`, `codec_not_writable`, `ffmpeg_failed` and what reading a file can give. */
  readonly animate: (call: AnimationCall) => Promise<Result<null>>
  /** Puts pictures of one size, which a pattern (`%05d.jpg`) names, side by side as one PNG. */
  readonly tilePictures: (call: {
    readonly pattern: string
    readonly columns: number
    readonly rows: number
    /** Pixels between them and around. */
    readonly gap: number
    readonly outputPath: string
    readonly limits: MediaCall['limits']
    readonly signal: AbortSignal
  }) => Promise<Result<null>>
  /** Joins clips of equal kind that `cutClip` wrote, in order. Fails with `not_joinable`. */
  readonly joinClips: (call: {
    readonly paths: readonly string[]
    readonly extension: string
    readonly outputPath: string
    readonly limits: MediaCall['limits']
    readonly signal: AbortSignal
  }) => Promise<Result<null>>
}
