import { blockSamples, type SoundBlocks, soundSampleRate } from './sound-blocks.ts'

/** A range of samples or blocks; `to` is exclusive. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

interface Span {
  readonly startMs: number
  readonly endMs: number
}

const sampleAt = (timeMs: number): number => Math.round((timeMs * soundSampleRate) / 1000)

/** Samples of a scene that exist; null when the sound ended before it. */
export const samplesOf = ({ startMs, endMs }: Span, sampleCount: number): Stretch | null => {
  const from = Math.max(0, sampleAt(startMs))
  const to = Math.min(sampleCount, sampleAt(endMs))
  return to > from ? { from, to } : null
}

/** Blocks whose middle lies in the scene, at least the one that holds its middle; null when the sound ended before it. */
export const blocksOf = (span: Span, sound: Pick<SoundBlocks, 'sampleCount' | 'blockCount'>): Stretch | null => {
  const samples = samplesOf(span, sound.sampleCount)
  if (samples === null) return null
  const from = Math.max(0, Math.ceil(samples.from / blockSamples - 0.5))
  const to = Math.min(sound.blockCount, Math.ceil(samples.to / blockSamples - 0.5))
  if (to > from) return { from, to }
  const middle = Math.min(sound.blockCount - 1, Math.floor((samples.from + samples.to) / 2 / blockSamples))
  return { from: middle, to: middle + 1 }
}

/** Whether there is nothing but digital silence in these blocks. */
export const isSilent = ({ peaks }: Pick<SoundBlocks, 'peaks'>, { from, to }: Stretch): boolean => {
  for (let index = 2 * from; index < 2 * to; index++) if (peaks[index] !== 0) return false
  return true
}
