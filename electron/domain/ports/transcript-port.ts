import type { PackedCues } from './media-port.ts'
import type { SpeechModel, SpokenPiece } from './speech-port.ts'

/** Which transcript: of what video, by which model, of which sound. */
export interface TranscriptKey {
  readonly videoId: string
  readonly model: string
  readonly revision: string
  /** Stream indexes that were heard. */
  readonly heard: readonly number[]
  /** What a person asked for; see `SpeechWishes`. */
  readonly wishes: SpeechWishes
}

/** What a person says about speech before it is turned into words. Other wishes make another transcript. */
export interface SpeechWishes {
  /** Null: found out from the sound. */
  readonly language: string | null
  /** Names and terms that are likely to be said; empty: none. */
  readonly hotWords: string
  /** Whether English is wanted, whatever is spoken. */
  readonly translation: boolean
}

/** What was said in a piece of a film; times count from the start of the film. */
export interface TranscriptPiece extends SpokenPiece {
  readonly startMs: number
  readonly endMs: number
}

/** What was said, as far as it is known: pieces of transcripts, each written as a whole. */
export interface TranscriptStore {
  /** In order of time. */
  readonly pieces: (key: TranscriptKey) => Promise<readonly TranscriptPiece[]>
  /** Replaces the piece that begins at the same time. */
  readonly writePiece: (key: TranscriptKey, piece: TranscriptPiece) => Promise<void>
  /**
   * Videos that this model would give a transcript: the stage was skipped as there was no model, or what it left is of another
   * model.
   */
  readonly videosFor: (model: SpeechModel) => Promise<readonly string[]>
  /** Videos that have a transcript, or are getting one. */
  readonly transcribedVideos: () => Promise<readonly string[]>
  /** Videos for which the stage was skipped for one of these reasons. */
  readonly skippedVideos: (reasons: readonly string[]) => Promise<readonly string[]>
}

/** A transcript that is complete, as the caption track that it becomes. */
export interface FinishedTranscript extends Omit<TranscriptKey, 'videoId'> {
  /** Number of the track; see `speechTrackOf`. */
  readonly track: number
  readonly language: string | null
  readonly cues: PackedCues
}
