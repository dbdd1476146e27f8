/** Enforces a minimum scene length on the frames that a detector marks, one frame after the other. */
export interface FlashFilter {
  /** Takes the next frame; returns the frame to cut before, or null. */
  readonly push: (frame: number, isAbove: boolean) => number | null
  /** No frame before this one can still be returned, given the next frame to be pushed. */
  readonly settledBefore: (nextFrame: number) => number
}

/**
 * PySceneDetect 0.7's `FlashFilter` in merge mode. With `length` frames since the last frame above, a frame above is a cut at
 * once. Otherwise merging starts (only once a first cut was made) and nothing is returned until `length` quiet frames passed and
 * the merged run is at least as long: then its last frame is the cut. What is pending at the end of the film is lost.
 */
export const createFlashFilter = (length: number): FlashFilter => {
  let lastAbove: number | null = null
  let mergeStart: number | null = null
  let mayMerge = false
  return {
    push: (frame, isAbove) => {
      const previous = lastAbove ?? frame
      const lengthMet = frame - previous >= length
      lastAbove = isAbove ? frame : previous
      if (mergeStart !== null) {
        if (!lengthMet || isAbove || lastAbove - mergeStart < length) return null
        mergeStart = null
        return lastAbove
      }
      if (!isAbove) return null
      if (lengthMet) {
        mayMerge = true
        return frame
      }
      if (mayMerge) mergeStart = frame
      return null
    },
    settledBefore: (nextFrame) => (mergeStart === null || lastAbove === null ? nextFrame : lastAbove),
  }
}
