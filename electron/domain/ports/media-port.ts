import type {
  CaptionEncoding,
  CaptionTrack,
  CueWord,
  CutSettings,
  Failure,
  Problem,
  Rational,
  TextBox,
} from '../../contract/index.ts'
import type { FrameFeatures } from '../cuts/features.ts'
import type { Result } from '../result.ts'
import type { SoundBlocks } from '../sound/sound-blocks.ts'
import type { ClipPort } from './clip-port.ts'
import type { FileSlice } from './file-slice.ts'
import type { FilmstripLayout } from './filmstrip.ts'
import type { ContentIdentity, MediaCall, MediaProgress, ProbeResult } from './media-call.ts'
import type { PartsPort } from './parts-port.ts'

/** A scene as the analysis cuts it. Frame numbers count decoded frames in display order from 0. */
export interface SceneCut {
  readonly startFrame: number
  /** Exclusive. */
  readonly endFrame: number
  readonly startMs: number
  readonly endMs: number
  /** Begins with a fade or dissolve. */
  readonly gradual: boolean
  /** Frame number of its keyframe: always one of the sampled frames; null when none is left. */
  readonly keyframe: number | null
}

/** A frame kept as JPEG. Keyed by (content id, frame number), independent of scenes. */
export interface SampledFrame {
  readonly frameNumber: number
  readonly timeMs: number
  readonly width: number
  readonly height: number
  /** Byte range in the content's `frames.pack`. */
  readonly offset: number
  readonly length: number
  /** Keyframe fitness, higher is better: not black, not blurred, not mid-fade. */
  readonly quality: number
  /** Fitness to stand for the whole film, 0…1 (`posterFitness`); null or absent where it was never measured. */
  readonly posterFitness?: number | null
}

/** Unit vector that describes a sampled frame. */
export interface DescribedFrame {
  readonly frameNumber: number
  readonly vector: Float32Array
}

/** What one decode pass yields. Files already lie in the content's folder when it resolves. */
export interface AnalysisResult {
  /** Frames actually decoded. */
  readonly frameCount: number
  /** From the film's zero to the end of its pictures or its sound, whichever is later; the last scene ends there. */
  readonly durationMs: number
  /** Measured from the times of the decoded frames. */
  readonly frameRate: Rational
  readonly variableFrameRate: boolean
  readonly scenes: readonly SceneCut[]
  readonly frames: readonly SampledFrame[]
  /** The look of each sampled frame (space `lookSpace`). */
  readonly looks: readonly DescribedFrame[]
  readonly filmstrip: FilmstripLayout | null
  readonly warnings: readonly Problem[]
}

/** Takes one picture of a film by a jump to a key frame, long before it is analysed. */
export interface FirstPosterCall extends MediaCall {
  readonly probe: ProbeResult
  /** Folder that belongs to this content alone; `first-poster.jpg` in it is replaced atomically. */
  readonly contentFolder: string
}

/** One decode pass: cuts, keyframes, filmstrip and sampled frames. */
export interface AnalyseCall extends MediaCall {
  readonly probe: ProbeResult
  /** Folder that belongs to this content alone; results replace what was there atomically. */
  readonly contentFolder: string
  readonly cuts: CutSettings
  readonly onProgress: (progress: MediaProgress) => void
}

/** Cuts a video again from its kept per-frame features, without decoding. */
export interface RecutCall {
  readonly contentFolder: string
  readonly cuts: CutSettings
  /** Length of the video in ms; its last scene ends there. */
  readonly durationMs: number
  /** Frames that exist as JPEG, to choose keyframes from. */
  readonly frames: readonly SampledFrame[]
  readonly signal: AbortSignal
}

/** One cue of a caption track, zero-based times, plain text. */
export interface Cue {
  readonly startMs: number
  readonly endMs: number
  readonly text: string
  /** Where it stands in the picture; missing where that is not known. */
  readonly box?: TextBox
  /** Where a speech model told when each word was said. */
  readonly words?: readonly CueWord[]
}

/** Cues as a few values (see `packCues`): start and end of each, the texts, where they stand, and their words. */
export interface PackedCues {
  readonly count: number
  readonly timesMs: Float64Array
  readonly texts: string
  /** Four numbers a cue; missing where no cue has a place. */
  readonly boxes?: Float64Array
  /** The words of each cue, as JSON; null: of none of them times are known. */
  readonly words: readonly string[] | null
}

/** A track with its cues (none when `readable` is false). */
export interface CaptionTrackContent {
  readonly track: CaptionTrack
  /** Names the stream or file within its content; a person's choices are stored under it. */
  readonly key: string
  readonly cues: PackedCues
}

/** A caption file as it was when it was read. */
export interface CaptionFileStamp {
  readonly path: string
  readonly sizeBytes: number
  /** Last change of the file or its entry, in milliseconds since 1970. */
  readonly changedMs: number
}

/** How a person wants a track to be read. */
export interface CaptionChoice {
  readonly encoding: CaptionEncoding | null
  readonly offsetMs: number | null
}

/** Caption tracks of the container and of its sidecar files. */
export interface CaptionsResult {
  readonly tracks: readonly CaptionTrackContent[]
  /** Every caption file that was found, read or not. */
  readonly files: readonly CaptionFileStamp[]
  readonly warnings: readonly Problem[]
}

/** Reads the captions of a video and of the caption files beside it, at all its locations. */
export interface CaptionsCall extends MediaCall {
  readonly probe: ProbeResult
  /** Other locations of the same video, whose caption files count too. */
  readonly otherPaths: readonly string[]
  /** By the tracks' keys. */
  readonly choices: Readonly<Record<string, CaptionChoice>>
  readonly onProgress: (progress: MediaProgress) => void
}

/** A picture in a file, and when it is shown, in ms of film time. */
export interface TimedPicture {
  /** JPEG or PNG. */
  readonly slice: FileSlice
  readonly startMs: number
  /** That of the start for a frame of the film. */
  readonly endMs: number
}

/** A picture of a caption track. */
export interface CaptionPicture extends TimedPicture {
  /** Of how this picture and all before it in the track look: that of the last one tells the track from another. */
  readonly digest: string
}

/** Takes single frames of a film, large enough to read what is written in them. */
export interface FramePicturesCall extends MediaCall {
  readonly probe: ProbeResult
  /** Film times of frames as `FrameFeatures` have them, ascending; a minute of them at the most is read at once. */
  readonly timesMs: readonly number[]
  /** File that the pictures are written to; the caller deletes it. */
  readonly outputPath: string
}

/** Takes the pictures of a caption track that consists of pictures. */
export interface CaptionPicturesCall extends MediaCall {
  readonly probe: ProbeResult
  /** A stream of the film, or one of a VobSub or PGS file of its own. */
  readonly source: { readonly streamIndex: number } | { readonly file: string; readonly stream: number }
  readonly outputPath: string
}

/** Reads the sound of a film: the streams that `probe.audio.heard` names, mixed, as 48 kHz mono. */
export interface AudioCall extends MediaCall {
  readonly probe: ProbeResult
  readonly contentId: string
  /** Folder that belongs to this content alone; `sound.bin` in it is replaced atomically. */
  readonly contentFolder: string
  /** Length of the video in ms, from which progress is computed. */
  readonly durationMs: number
  readonly onProgress: (progress: MediaProgress) => void
}

/** What one audio pass yields; what is kept of the sound lies in the content's folder when it resolves. */
export type AudioResult =
  | { readonly kind: 'sound'; readonly sampleCount: number; readonly warnings: readonly Problem[] }
  /** No stream that may be decoded, or nothing in it. */
  | { readonly kind: 'none' }

/** Samples of a film in a file (48 kHz mono signed 16-bit little-endian from its start), which stays until released. */
export interface HeldSamples {
  readonly path: string
  readonly sampleCount: number
  /** Gives the file back. `drop`: the samples are not needed again soon. */
  readonly release: (options: { readonly drop: boolean }) => Promise<void>
}

/** Versions and abilities of the tools, for `doctor` and notices. */
export interface MediaTools {
  readonly ffmpegVersion: string
  readonly ffprobeVersion: string
  readonly toneMapping: boolean
}

/** Everything that reads media files. Implemented by `media/`. */
export interface MediaPort extends ClipPort, PartsPort {
  readonly tools: () => Promise<Result<MediaTools>>
  /** `firstBytes`: as if the file ended there; that must be within it. */
  readonly identify: (path: string, signal: AbortSignal, firstBytes?: number) => Promise<Result<ContentIdentity>>
  readonly probe: (call: MediaCall) => Promise<Result<ProbeResult>>
  /** Writes a first picture of the film into its folder; answers where about in the film it was taken, in ms of film time. */
  readonly firstPoster: (call: FirstPosterCall) => Promise<Result<{ readonly timeMs: number }>>
  readonly analyse: (call: AnalyseCall) => Promise<Result<AnalysisResult>>
  readonly recut: (call: RecutCall) => Promise<Result<readonly SceneCut[]>>
  /** When each frame of an analysed film begins, in ms of film time; `features_missing` where that is not kept. */
  readonly frameTimes: (contentFolder: string) => Promise<Result<Float64Array>>
  /** The kept features of an analysed film; fails with `features_missing`. */
  readonly features: (contentFolder: string) => Promise<Result<FrameFeatures>>
  /** Frames large enough to read what is written in them; those that cannot be had are not among them. */
  readonly framePictures: (call: FramePicturesCall) => Promise<Result<readonly TimedPicture[]>>
  /** The pictures of captions that are pictures. */
  readonly captionPictures: (call: CaptionPicturesCall) => Promise<Result<readonly CaptionPicture[]>>
  readonly captions: (call: CaptionsCall) => Promise<Result<CaptionsResult>>
  /** The caption files beside a film, without reading them. */
  readonly captionFiles: (videoPath: string) => Promise<readonly CaptionFileStamp[]>
  /** Reads the sound. `keepSamples`: the samples will be needed soon; they are kept as far as there is room. */
  readonly audio: (call: AudioCall & { readonly keepSamples: boolean }) => Promise<Result<AudioResult>>
  /** What is kept of the sound of these streams of a content; null when there is nothing that this program can read. */
  readonly sound: (contentFolder: string, heard: readonly number[]) => Promise<SoundBlocks | null>
  /** The samples of a film, read again when they are not kept any more; null when it has no sound. */
  readonly samples: (call: AudioCall) => Promise<Result<HeldSamples | null>>
  /**
   * What is kept of the momentary loudness of these streams of a content: LUFS each 100 ms from the film's zero
   * (`domain/sound/loudness.ts`), empty when there was no sound; null when there is nothing that this program can read.
   */
  readonly loudness: (contentFolder: string, heard: readonly number[]) => Promise<Float32Array | null>
  /** Measures the momentary loudness, and keeps it in the content's folder. */
  readonly measureLoudness: (call: AudioCall) => Promise<Result<Float32Array>>
  /**
   * Writes a browser-playable file (fragment-free MP4 or WebM) to `outputPath` via a temp name. `analysed`: how long the
   * film was found to be; where no sound goes on, its last picture stands until then. Without it the copy ends with it.
   */
  readonly makeProxy: (
    call: MediaCall & {
      readonly probe: ProbeResult
      readonly analysed?: { readonly durationMs: number; readonly frameCount: number }
      readonly outputPath: string
      readonly onProgress: (progress: MediaProgress) => void
    },
  ) => Promise<Result<{ readonly mimeType: string }>>
  readonly close: () => Promise<void>
}

/** Failure codes of `media/` that callers branch on. */
export type MediaFailure = Failure
