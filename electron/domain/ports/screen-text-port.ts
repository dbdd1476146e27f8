import type { CaptionTrack, TextBox } from '../../contract/index.ts'
import type { Result } from '../result.ts'
import type { FileSlice } from './file-slice.ts'
import type { PackedCues } from './media-port.ts'

/** A line of text in a picture. */
export interface TextLine {
  readonly box: Readonly<TextBox>
  readonly text: string
  /** 0…1. */
  readonly probability: number
}

/** A model that reads text in pictures: its id and the revision of its files. */
export interface TextModel {
  readonly model: string
  readonly revision: string
}

/** Which pictures were read, and by what. */
export interface ReadKey extends TextModel {
  readonly videoId: string
  /** Null: frames of the film; else the key of the caption track whose pictures they are. */
  readonly trackKey: string | null
}

/** A picture with the text that is in it. */
export interface ReadPicture {
  /** Frame number, or its place among the pictures of a track. */
  readonly number: number
  /** When it is shown; of a frame, start and end are one. */
  readonly startMs: number
  readonly endMs: number
  readonly lines: readonly TextLine[]
}

/** A caption track that consists of pictures. `note`: why it is not read yet, or cannot be. */
export interface PictureTrack extends Pick<CaptionTrack, 'track' | 'source' | 'codec' | 'language' | 'file' | 'note'> {
  readonly key: string
}

/** Text that was read in pictures, as far as it is known. */
export interface ScreenTextStore {
  /** By number. */
  readonly pictures: (key: ReadKey) => Promise<readonly ReadPicture[]>
  /** Adds pictures, or replaces those of the same numbers; all of them or none. */
  readonly writePictures: (key: ReadKey, pictures: readonly ReadPicture[]) => Promise<void>
  /** Every caption track of a video that consists of pictures of text, read or not. */
  readonly pictureTracks: (videoId: string) => Promise<readonly PictureTrack[]>
  /** Videos that this model has not read: the stage was skipped as there was no model, or what it left is of another one. */
  readonly videosFor: (model: TextModel) => Promise<readonly string[]>
  /** Videos for which the stage was skipped for one of these reasons. */
  readonly skippedVideos: (reasons: readonly string[]) => Promise<readonly string[]>
}

/** The text of a video as one model read it, complete, as the tracks that it becomes. */
export interface FinishedScreenText extends TextModel {
  /** Of the frames of the film; null where they are not to be read: a track of an earlier reading goes. */
  readonly cues: PackedCues | null
  /**
   * Of caption tracks that are pictures, by their keys; `note`: why nothing could be read; `readAs`: the key that their pictures are kept
   * under. What is kept under others, of files that were replaced, goes.
   */
  readonly pictureTracks: readonly {
    readonly key: string
    readonly cues: PackedCues
    readonly note?: string
    readonly readAs?: string
  }[]
}

/** A request to a model that reads text. */
export interface ReadTextCall {
  readonly modelId: string
  /** JPEG or PNG each. */
  readonly pictures: readonly FileSlice[]
  /** ISO 15924 code of the script that their text is written in, which picks what recognises it; null: not known. */
  readonly script: string | null
  readonly signal: AbortSignal
}

/** Models that read text in pictures. Implemented by `runners/`. */
export interface TextReadingPort {
  /**
   * The lines of each picture, in the order of the call; null for one that cannot be read, such as a damaged JPEG. Waits while a
   * person's query is answered. Fails with a remedy when the model cannot work, with `script_unread` when it does not know the letters.
   */
  readonly readText: (call: ReadTextCall) => Promise<Result<readonly (readonly TextLine[] | null)[]>>
}

/** The text-reading model of a library. */
export interface ScreenTextPort extends TextReadingPort {
  /** The chosen one, null for none; fails when it is not installed any more. */
  readonly chosen: () => Promise<Result<TextModel | null>>
}
