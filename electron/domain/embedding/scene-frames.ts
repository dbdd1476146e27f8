interface Numbered {
  readonly frameNumber: number
}

/** Most frames of a scene that stand for it as a clip. */
export const mostClipFrames = 8

/**
 * The sampled frames of a scene (`frames` ascending, `endFrame` exclusive): all of them, or eight spread evenly when
 * scenes were merged.
 */
export const clipFrames = <Frame extends Numbered>(
  frames: readonly Frame[],
  scene: { readonly startFrame: number; readonly endFrame: number },
): readonly Frame[] => {
  const own = frames.filter(({ frameNumber }) => frameNumber >= scene.startFrame && frameNumber < scene.endFrame)
  if (own.length <= mostClipFrames) return own
  return Array.from({ length: mostClipFrames }, (_, part) => {
    const middle = Math.floor(((part + 0.5) * own.length) / mostClipFrames)
    return own[middle]
  }).flatMap((frame) => (frame === undefined ? [] : [frame]))
}
