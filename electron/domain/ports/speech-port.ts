import type { CueWord, Failure } from '../../contract/index.ts'
import type { Result } from '../result.ts'
import type { FileSlice } from './file-slice.ts'

/** A word that was said, with its time. */
export type SpokenWord = CueWord

/** Words that a model gave together, mostly a sentence. */
export interface SpokenSegment {
  readonly startMs: number
  readonly endMs: number
  readonly text: string
  /** 0…1, of all its words. */
  readonly probability: number
  /** 0…1: that nothing is said there. */
  readonly noSpeechProbability: number
  /** Of its text; high where words repeat. */
  readonly compressionRatio: number
  readonly words: readonly SpokenWord[]
}

/** What is said in a piece of a film. */
export interface SpokenPiece {
  /** Code such as `en`. */
  readonly language: string
  /** 0…1. */
  readonly languageProbability: number
  /** Share of the piece in which a voice was heard, 0…1. */
  readonly speechShare: number
  readonly segments: readonly SpokenSegment[]
}

/** A request to a speech model. */
export interface TranscribeCall {
  readonly modelId: string
  /** 48 kHz mono signed 16-bit little-endian PCM; times of the answer count from its start. */
  readonly pcm: FileSlice
  /** Null: found out from the sound. */
  readonly language: string | null
  /** Names and terms that are likely to be said; empty: none. */
  readonly hotWords: string
  /** Whether English is wanted, whatever is spoken. */
  readonly translation: boolean
  /** Taken where the sound tells its language too faintly. */
  readonly likelyLanguage: string | null
  readonly signal: AbortSignal
  /** Called with how much of the sound words are known of, in milliseconds. */
  readonly onHeard?: (doneMs: number) => void
}

/** A speech model that can work: its id and the revision of its files. */
export interface SpeechModel {
  readonly model: string
  readonly revision: string
  /** False: it never learnt to translate. */
  readonly translates?: boolean
}

/** Models that turn speech into words. Implemented by `runners/`. */
export interface TranscriptionPort {
  /** Waits while a person's query is answered. Fails with a remedy when the model cannot work, or not with this sound. */
  readonly transcribe: (call: TranscribeCall) => Promise<Result<SpokenPiece>>
}

/** The speech model of a library. */
export interface SpeechPort extends TranscriptionPort {
  /** The chosen one, null for none; fails when it is not installed any more. */
  readonly chosen: () => Promise<Result<SpeechModel | null, Failure>>
}
