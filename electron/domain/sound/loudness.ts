/** Milliseconds between two values of momentary loudness. */
export const loudnessStepMs = 100
/** Each value is the loudness of the 400 ms that end with its step: a gating block of ITU-R BS.1770, K-weighted. */
const blockMs = 400
/** Blocks below this are ignored as silence. */
const absoluteGateLufs = -70
/** Blocks this much quieter than the mean of the others are ignored as pauses. */
const relativeGateLu = -10

const energyOf = (lufs: number): number => 10 ** ((lufs + 0.691) / 10)
const lufsOf = (energy: number): number => -0.691 + 10 * Math.log10(energy)

const meanEnergy = (blocks: readonly number[]): number =>
  blocks.reduce((sum, lufs) => sum + energyOf(lufs), 0) / blocks.length

/**
 * Integrated loudness of a stretch in LUFS by ITU-R BS.1770-4: the mean of its blocks of 400 ms above −70 LUFS and above
 * 10 LU below their own mean. Null where nothing is louder than −70 LUFS, or the stretch is shorter than a block.
 *
 * @param momentary LUFS of the 400 ms that end (n + 1) · 100 ms after the film's zero
 */
export const integratedLoudness = (
  momentary: ArrayLike<number>,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
): number | null => {
  const from = Math.max(Math.ceil((Math.max(0, startMs) + blockMs) / loudnessStepMs) - 1, blockMs / loudnessStepMs - 1)
  const to = Math.min(momentary.length, Math.floor(endMs / loudnessStepMs))
  const audible: number[] = []
  for (let index = from; index < to; index++) {
    const lufs = momentary[index] ?? Number.NEGATIVE_INFINITY
    if (lufs > absoluteGateLufs) audible.push(lufs)
  }
  if (audible.length === 0) return null
  const gate = lufsOf(meanEnergy(audible)) + relativeGateLu
  return lufsOf(meanEnergy(audible.filter((lufs) => lufs > gate)))
}
