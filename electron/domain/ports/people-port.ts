import type { ListPeopleQuery, Page, PageQuery, PatchPeople, TextBox } from '../../contract/index.ts'
import type { Result } from '../result.ts'
import type { FileSlice } from './file-slice.ts'
import type { TextModel } from './screen-text-port.ts'

/** A model that finds faces: its id and the revision of its files. Vectors of two models cannot be compared. */
export type FaceModel = TextModel

/** A face in a picture. */
export interface FoundFace {
  readonly box: Readonly<TextBox>
  /** How sure the model is; higher is surer. */
  readonly score: number
  /** 128 numbers; two of one person are near each other by Euclidean distance. */
  readonly vector: Float32Array
}

/** A request to a model that finds faces. */
export interface FindFacesCall {
  readonly modelId: string
  /** JPEG or PNG each. */
  readonly pictures: readonly FileSlice[]
  readonly signal: AbortSignal
}

/** Models that find faces in pictures. Implemented by `runners/`. */
export interface FaceFindingPort {
  /**
   * The faces of each picture, in the order of the call; null for one that cannot be read. Waits while a person's query is
   * answered. Fails with a remedy when the model cannot work.
   */
  readonly findFaces: (call: FindFacesCall) => Promise<Result<readonly (readonly FoundFace[] | null)[]>>
}

/** The face-finding model of a library. */
export interface FacesPort extends FaceFindingPort {
  /** The chosen one, null for none; fails when it is not installed any more. */
  readonly chosen: () => Promise<Result<FaceModel | null>>
}

/** Whose frames, and by which model. */
export interface FacesKey extends FaceModel {
  readonly videoId: string
}

/** A face as it is kept. */
export interface FaceRecord {
  readonly id: string
  readonly videoId: string
  readonly sceneId: string | null
  readonly frameNumber: number
  readonly timeMs: number
  readonly box: Readonly<TextBox>
  readonly decided: boolean
}

/** Faces that seem to be one person's. */
export interface PersonRecord {
  readonly id: string
  readonly name: string | null
  readonly hidden: boolean
  readonly faceCount: number
  readonly sceneCount: number
  readonly videoCount: number
  readonly cover: FaceRecord | null
}

/** Some people as they were at one time, with all their faces. */
export interface PeopleState {
  readonly people: readonly {
    readonly id: string
    readonly name: string | null
    readonly isHidden: boolean
    readonly createdAt: string
  }[]
  readonly faces: readonly { readonly id: string; readonly person: string; readonly isDecided: boolean }[]
  /** Faces that a person said are not theirs. */
  readonly notFaces: readonly { readonly face: string; readonly person: string }[]
}

/** What a change of people did: those that are still there, and all it touched before and after. */
export interface ChangedPeople {
  readonly changed: readonly PersonRecord[]
  readonly before: PeopleState
  readonly after: PeopleState
}

/** Faces and the people that they are grouped into. Videos that were removed do not count. */
export interface PeopleStore {
  /** Frames in which faces were looked for, ascending. */
  readonly lookedFrames: (key: FacesKey) => Promise<readonly number[]>
  /** Keeps what was found in frames, also where nothing was; replaces those of the same numbers. */
  readonly writeFaces: (
    key: FacesKey,
    frames: readonly { readonly frameNumber: number; readonly faces: readonly FoundFace[] }[],
  ) => Promise<void>
  /** Videos in which this model has not looked: the stage was skipped, or what it left is of another model. */
  readonly videosFor: (model: FaceModel) => Promise<readonly string[]>
  /** Videos for which the stage was skipped for one of these reasons. */
  readonly skippedVideos: (reasons: readonly string[]) => Promise<readonly string[]>
  readonly list: (query: ListPeopleQuery) => Promise<Page<PersonRecord>>
  /** Null for a person that is not there. */
  readonly faces: (personId: string, page: PageQuery) => Promise<Page<FaceRecord> | null>
  /** All or nothing. Answers what changed, or the id of a person or face that is not there. */
  readonly patch: (change: PatchPeople, now: string) => Promise<ChangedPeople | { readonly unknown: string }>
  /** Brings people back to a state of before or after a change; what is not there any more stays away. */
  readonly restore: (state: PeopleState) => Promise<void>
  /** Deletes all faces and people, so that nothing of them is left in the file of the database. */
  readonly forgetAll: () => Promise<{ readonly people: number; readonly faces: number }>
}
