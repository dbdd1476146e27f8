import { createLookDescriber } from '../../domain/look/look.ts'
import type { DescribedFrame } from '../../domain/ports/index.ts'
import type { Size } from './frame-size.ts'
import type { CandidateFrame } from './scene-sampler.ts'

/** Describes the look of the kept frames from their pixels. */
export interface LookRecorder {
  readonly add: (candidate: CandidateFrame) => void
  /** In the order they came: ascending by frame number. */
  readonly looks: readonly DescribedFrame[]
}

/** A recorder for frames of one size; `matrix` is asked at every frame. */
export const createLookRecorder = ({ width, height }: Size, matrix: () => string | null): LookRecorder => {
  const describe = createLookDescriber(width, height)
  const looks: DescribedFrame[] = []
  return {
    looks,
    add: ({ frameNumber, pixels }) => {
      looks.push({ frameNumber, vector: describe(pixels, matrix()) })
    },
  }
}
