import type { Result } from '../result.ts'
import type { ContentIdentity, MediaLimits } from './media-call.ts'

/** One of the files that a camera wrote of one take, in the order of the take. */
export interface TakePart {
  /** File name; all parts lie in one folder. */
  readonly name: string
  readonly sizeBytes: number
  readonly contentId: string
  /** From the part's beginning until the picture of the next one begins, in microseconds. */
  readonly durationUs: number
  /** How long its own picture lasts, in microseconds: from its first frame to the end of its last one. */
  readonly pictureUs: number
}

/** A part where it lies now. */
export type LocatedPart = Pick<TakePart, 'durationUs'> & { readonly path: string }

/** The content of several files that are one film: that of all, and that of each. */
export interface PartsIdentity extends ContentIdentity {
  readonly parts: readonly ContentIdentity[]
}

/** How long a part is, and when its recording began by what the camera says, in ms since 1970. */
export interface MeasuredPart extends Pick<TakePart, 'durationUs' | 'pictureUs'> {
  readonly recordedAtMs: number | null
}

/** Reads several files as one film. Implemented by `media/`. */
export interface PartsPort {
  readonly identifyParts: (paths: readonly string[], signal: AbortSignal) => Promise<Result<PartsIdentity>>
  /** Measures parts; fails with `parts_differ` where they cannot be one film. */
  readonly measureParts: (call: {
    readonly paths: readonly string[]
    readonly limits: MediaLimits
    readonly signal: AbortSignal
  }) => Promise<Result<readonly MeasuredPart[]>>
  /** Writes the list by which all other calls read the parts as one film, when given its path as theirs. */
  readonly writePartsList: (listPath: string, parts: readonly LocatedPart[]) => Promise<void>
}
