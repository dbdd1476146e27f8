/** Sums a power spectrum into bands that are equally wide to the ear. */
export interface MelBank {
  readonly bandCount: number
  /** Writes the power of each band. */
  readonly apply: (power: ArrayLike<number>, bands: Float64Array) => void
}

/** Mel of a frequency in Hz: 2595 · log₁₀(1 + f / 700) (O'Shaughnessy, Speech Communication, 1987; also HTK's). */
export const melOfHertz = (hertz: number): number => 2595 * Math.log10(1 + hertz / 700)

/** Frequency in Hz of a mel value. */
export const hertzOfMel = (mel: number): number => 700 * (10 ** (mel / 2595) - 1)

/** Overlapping triangles, equally spaced in mel between two frequencies, over the bins of a spectrum. */
export const createMelBank = (options: {
  readonly bandCount: number
  readonly lowestHertz: number
  readonly highestHertz: number
  readonly sampleRate: number
  readonly windowLength: number
}): MelBank => {
  const { bandCount } = options
  const hertzPerBin = options.sampleRate / options.windowLength
  const lowest = melOfHertz(options.lowestHertz)
  const step = (melOfHertz(options.highestHertz) - lowest) / (bandCount + 1)
  const edge = (index: number): number => hertzOfMel(lowest + step * index) / hertzPerBin
  const bands = Array.from({ length: bandCount }, (_, band) => {
    const [left, centre, right] = [edge(band), edge(band + 1), edge(band + 2)]
    const firstBin = Math.max(0, Math.ceil(left))
    const lastBin = Math.floor(right)
    const weights = Float64Array.from({ length: Math.max(0, lastBin - firstBin + 1) }, (_, index) => {
      const bin = firstBin + index
      return bin <= centre ? (bin - left) / (centre - left) : (right - bin) / (right - centre)
    })
    return { firstBin, weights }
  })
  return {
    bandCount,
    apply: (power, target) => {
      for (const [index, { firstBin, weights }] of bands.entries()) {
        let sum = 0
        for (let bin = 0; bin < weights.length; bin++) sum += (weights[bin] ?? 0) * (power[firstBin + bin] ?? 0)
        target[index] = sum
      }
    },
  }
}
