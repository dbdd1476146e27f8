/** Measures windows of one length; `power` is used again by the next call. */
export interface PowerSpectrum {
  /** Samples of a window. */
  readonly length: number
  /** Power of each frequency from 0 to half the sample rate (`length` / 2 + 1 of them); a full-scale sine has 0.25 in all. */
  readonly measure: (samples: ArrayLike<number>, from: number) => Float64Array
}

/**
 * Power spectrum of Hann windows of `length` samples (a power of two) in −1…1, by a complex FFT of half the length: even
 * samples as real, odd ones as imaginary parts, taken apart afterwards (Press et al., Numerical Recipes, §12.3.2).
 */
export const createPowerSpectrum = (length: number): PowerSpectrum => {
  const half = length / 2
  const bits = Math.log2(half)
  if (!Number.isInteger(bits) || half < 2) throw new RangeError(`a window of ${length} samples is no power of two`)
  const hann = Float64Array.from({ length }, (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / length))
  // A sine of amplitude 1 has the power 1/4 · (Σ hann)² at its frequency.
  const scale = 1 / hann.reduce((sum, value) => sum + value, 0) ** 2
  const cosines = Float64Array.from({ length: half }, (_, index) => Math.cos((2 * Math.PI * index) / length))
  const sines = Float64Array.from({ length: half }, (_, index) => Math.sin((2 * Math.PI * index) / length))
  const reversed = Uint32Array.from({ length: half }, (_, index) => {
    let from = index
    let to = 0
    for (let bit = 0; bit < bits; bit++) {
      to = (to << 1) | (from & 1)
      from >>= 1
    }
    return to
  })
  const real = new Float64Array(half)
  const imaginary = new Float64Array(half)
  const power = new Float64Array(half + 1)

  const transform = (): void => {
    for (let size = 2; size <= half; size *= 2) {
      const step = length / size
      const middle = size / 2
      for (let start = 0; start < half; start += size) {
        for (let offset = 0; offset < middle; offset++) {
          const cosine = cosines[offset * step] ?? 0
          const sine = sines[offset * step] ?? 0
          const low = start + offset
          const high = low + middle
          const highReal = real[high] ?? 0
          const highImaginary = imaginary[high] ?? 0
          const turnedReal = highReal * cosine + highImaginary * sine
          const turnedImaginary = highImaginary * cosine - highReal * sine
          const lowReal = real[low] ?? 0
          const lowImaginary = imaginary[low] ?? 0
          real[low] = lowReal + turnedReal
          imaginary[low] = lowImaginary + turnedImaginary
          real[high] = lowReal - turnedReal
          imaginary[high] = lowImaginary - turnedImaginary
        }
      }
    }
  }

  return {
    length,
    measure: (samples, from) => {
      for (let index = 0; index < half; index++) {
        const even = 2 * index
        const target = reversed[index] ?? 0
        real[target] = (samples[from + even] ?? 0) * (hann[even] ?? 0)
        imaginary[target] = (samples[from + even + 1] ?? 0) * (hann[even + 1] ?? 0)
      }
      transform()
      for (let index = 0; index <= half; index++) {
        const near = index % half
        const far = (half - index) % half
        const evenReal = ((real[near] ?? 0) + (real[far] ?? 0)) / 2
        const evenImaginary = ((imaginary[near] ?? 0) - (imaginary[far] ?? 0)) / 2
        const oddReal = ((imaginary[near] ?? 0) + (imaginary[far] ?? 0)) / 2
        const oddImaginary = ((real[far] ?? 0) - (real[near] ?? 0)) / 2
        const cosine = index === half ? -1 : (cosines[index] ?? 0)
        const sine = index === half ? 0 : (sines[index] ?? 0)
        const sumReal = evenReal + oddReal * cosine + oddImaginary * sine
        const sumImaginary = evenImaginary + oddImaginary * cosine - oddReal * sine
        power[index] = (sumReal * sumReal + sumImaginary * sumImaginary) * scale
      }
      return power
    },
  }
}
