import type {
  Caption,
  CaptionHit,
  CaptionSearch,
  CaptionTrackSource,
  Page,
  PageQuery,
  PatchCaptionTrack,
} from '../../contract/index.ts'
import type { SceneNumber, SceneRecord } from './scene-record.ts'

/** Words that are looked for, as a caption search is written. */
export interface WordsQuery {
  readonly text: string
  /** What is not wanted, as exclusions of the same language; may be empty. */
  readonly not: string
  /** The last word may be the beginning of one. */
  readonly typing: boolean
  /** Of which tracks; null: of all. */
  readonly sources: readonly CaptionTrackSource[] | null
}

/** Scenes that say words, ascending, as columns of one length: the best 50,000. */
export interface FoundWords {
  readonly scenes: Float64Array
  /** How much of what is asked they say close together, 0…1. */
  readonly strengths: Float64Array
  /** 1 where every word is said. */
  readonly full: Uint8Array
  /** Number of the cue that says the first of the words. */
  readonly cues: Float64Array
  /** When that cue begins, and when the last cue of the words ends, in ms. */
  readonly startMs: Float64Array
  readonly endMs: Float64Array
  /** Languages of the library's captions in which forms of a word are known. */
  readonly languages: readonly string[]
}

/** Caption cues and their full-text index. */
/** A cue that a person corrected. */
export interface CorrectedCaption {
  readonly caption: Caption
  /** What a person had written there before; null: nothing. */
  readonly before: string | null
}

export interface CaptionStore {
  readonly list: (videoId: string, track: number | null, page: PageQuery) => Promise<Page<Caption>>
  readonly all: (videoId: string, track: number) => Promise<readonly Caption[]>
  /** Cues that overlap these scenes, of the track that scene excerpts come from, in order of time. */
  readonly ofScenes: (
    scenes: readonly SceneNumber[],
  ) => Promise<readonly { readonly scene: SceneNumber; readonly cues: readonly Caption[] }[]>
  /** Cues by their numbers (`FoundWords.cues`), in the order asked; those that are gone are left out. */
  readonly byNumber: (
    cues: readonly number[],
  ) => Promise<readonly { readonly number: number; readonly caption: Caption }[]>
  /** Whether there is a cue of one of these sources (null: of any). */
  readonly hasWords: (sources: readonly CaptionTrackSource[] | null) => Promise<boolean>
  /** Scenes that say words: by BM25 relevance over the full-text index, other forms of a word included. */
  readonly findWords: (query: WordsQuery) => Promise<FoundWords>
  /** Scenes, ascending, of videos whose meaning is made of one of these sources of words. */
  readonly scenesWithMeaningOf: (sources: readonly CaptionTrackSource[]) => Promise<Float64Array>
  /** Stores a person's choices for a track; fields that are absent stay. False when there is no such track. */
  readonly choose: (videoId: string, track: number, choice: PatchCaptionTrack) => Promise<boolean>
  /**
   * Writes what a person says that a cue says; null goes back. Answers null when there is no such cue. Meaning that was
   * computed of the scenes that it lies in is forgotten.
   */
  readonly correct: (
    videoId: string,
    track: number,
    captionId: string,
    text: string | null,
  ) => Promise<CorrectedCaption | null>
  /**
   * Full-text hits; `scene` is left null-or-record for the API to present. `copies`: groups of scenes of each of which only the hits of
   * the scene that comes first stay, the first of them with the scenes that it stands for.
   */
  readonly search: (
    query: CaptionSearch,
    copies?: readonly (readonly SceneNumber[])[],
  ) => Promise<{
    readonly items: readonly (Omit<CaptionHit, 'scene' | 'alike'> & {
      readonly scene: SceneRecord | null
      readonly copies?: readonly SceneNumber[]
    })[]
    readonly nextCursor: string | null
    readonly total: number
  }>
}
