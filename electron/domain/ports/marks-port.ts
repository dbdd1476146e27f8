import type { ExportedMark, MarkChange, MarkTarget, MarkValues } from '../../contract/index.ts'

/** The frames of a content that a mark is on; both numbers are 0 for the whole video. */
export interface MarkPlace {
  readonly contentId: string
  readonly startFrame: number
  /** Exclusive. */
  readonly endFrame: number
  /** What a person put it on. */
  readonly kind: 'video' | 'scene' | 'range'
}

/** What is kept at a place; `values` null: nothing. A snapshot that is written back restores what it says. */
export interface MarkSnapshot extends MarkPlace {
  readonly values: MarkValues | null
}

/** A mark of a video that is in the library. */
export interface MarkRecord extends MarkPlace, MarkValues {
  readonly videoId: string
  /** The scene of exactly these frames; null: none. */
  readonly sceneId: string | null
  readonly changedAt: string
}

/** Marks before and after a change, place by place, and the videos that show them. */
export interface MarksChanged {
  readonly before: readonly MarkSnapshot[]
  readonly after: readonly MarkSnapshot[]
  readonly videoIds: readonly string[]
}

/** Marks of videos, scenes and ranges. They belong to contents, and stay when their videos go. */
export interface MarkStore {
  /** Those of a video that is not removed, its own first, then in order of time. Throws `not_found`. */
  readonly list: (videoId: string) => Promise<readonly MarkRecord[]>
  /**
   * Changes all of these, all or nothing. A scene that has no mark of its own begins with what it shows. Throws
   * `not_found`, and `bad_request` for frames that the video does not have. `marks` are those that there are now, as `list`
   * tells them.
   */
  readonly put: (
    targets: readonly MarkTarget[],
    change: MarkChange,
    now: string,
  ) => Promise<MarksChanged & { readonly marks: readonly MarkRecord[] }>
  /** Several changes of different targets, all or nothing; none may be named twice. */
  readonly putEach: (
    changes: readonly { readonly targets: readonly MarkTarget[]; readonly change: MarkChange }[],
    now: string,
  ) => Promise<MarksChanged & { readonly marks: readonly MarkRecord[] }>
  /** Writes snapshots back; answers the videos that show them. */
  readonly restore: (snapshots: readonly MarkSnapshot[], now: string) => Promise<readonly string[]>
  /** Gives everything that has one of these tags another in their place. */
  readonly renameTags: (from: readonly string[], to: string, now: string) => Promise<MarksChanged>
  /** Every mark, ordered by content and place. */
  readonly exportAll: () => Promise<readonly ExportedMark[]>
  /** Takes marks over where none is as new; `waiting` counts those of contents that no video has. */
  readonly importAll: (marks: readonly ExportedMark[]) => Promise<{
    readonly changed: MarksChanged
    readonly kept: number
    readonly waiting: number
  }>
}
