interface Span {
  readonly startMs: number
  readonly endMs: number
}

const overlapMs = (cue: Span, scene: Span): number =>
  Math.min(cue.endMs, scene.endMs) - Math.max(cue.startMs, scene.startMs)

/**
 * The cues that belong to each scene, in order. A cue belongs to the scene that it overlaps longest (the earlier one of
 * equals), and to every other scene that holds at least half of the cue or is at least half filled by it. So what is
 * said across a cut belongs to both sides, and a last syllable does not.
 */
export const cuesOfScenes = <Cue extends Span>(
  cues: readonly Cue[],
  scenes: readonly Span[],
): readonly (readonly Cue[])[] => {
  const own: Cue[][] = scenes.map(() => [])
  let first = 0
  for (const cue of cues.toSorted((left, right) => left.startMs - right.startMs)) {
    // A cue without a length counts as one of the smallest length.
    const span = { startMs: cue.startMs, endMs: Math.max(cue.endMs, cue.startMs + 1) }
    while (first < scenes.length && (scenes[first]?.endMs ?? 0) <= span.startMs) first += 1
    let best = -1
    let mostMs = 0
    const touched: { readonly index: number; readonly enough: boolean }[] = []
    for (let index = first; index < scenes.length; index++) {
      const scene = scenes[index]
      if (scene === undefined || scene.startMs >= span.endMs) break
      const sharedMs = overlapMs(span, scene)
      if (sharedMs <= 0) continue
      if (sharedMs > mostMs) {
        mostMs = sharedMs
        best = index
      }
      const shorterMs = Math.min(span.endMs - span.startMs, scene.endMs - scene.startMs)
      touched.push({ index, enough: sharedMs * 2 >= shorterMs })
    }
    for (const { index, enough } of touched) if (enough || index === best) own[index]?.push(cue)
  }
  return own
}
