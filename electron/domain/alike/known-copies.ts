import type { SceneNumber } from '../ports/index.ts'

/** Which scenes are copies of each other, as far as the library has been compared. */
export interface KnownCopies {
  /** All scenes of the group that a scene is in, itself among them; the same list for each of them. */
  readonly groupOf: ReadonlyMap<SceneNumber, readonly SceneNumber[]>
  /** False while scenes are compared that may be copies, too. */
  readonly isComplete: boolean
}

/** No copies, of a library that has been compared. */
export const noCopies: KnownCopies = { groupOf: new Map(), isComplete: true }
