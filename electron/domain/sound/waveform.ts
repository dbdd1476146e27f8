import type { Waveform, WaveformQuery } from '../../contract/index.ts'
import { blockSamples, type SoundBlocks, soundSampleRate } from './sound-blocks.ts'

/** How long a measured block of sound is, in ms: no waveform is finer. */
export const waveformBlockMs = (blockSamples / soundSampleRate) * 1000

/**
 * The waveform of a part of the sound: lowest and highest sample of so many whole blocks a point that no more points come out
 * than were asked for. A part that begins at a multiple of a point's length has the same points whatever is asked beside it.
 */
export const waveformOf = (
  { peaks, blockCount }: Pick<SoundBlocks, 'peaks' | 'blockCount'>,
  { startMs, endMs, points }: WaveformQuery,
): Waveform => {
  const firstBlock = Math.min(blockCount, Math.floor(startMs / waveformBlockMs))
  const endBlock = endMs === undefined ? blockCount : Math.min(blockCount, Math.ceil(endMs / waveformBlockMs))
  const blocksPerPoint = Math.max(1, Math.ceil((endBlock - firstBlock) / points))
  const lowest: number[] = []
  const highest: number[] = []
  for (let block = firstBlock; block < endBlock; block += blocksPerPoint) {
    let low = 0
    let high = 0
    for (let inner = block; inner < Math.min(endBlock, block + blocksPerPoint); inner++) {
      low = Math.min(low, peaks[inner * 2] ?? 0)
      high = Math.max(high, peaks[inner * 2 + 1] ?? 0)
    }
    lowest.push(low)
    highest.push(high)
  }
  return { startMs: firstBlock * waveformBlockMs, pointMs: blocksPerPoint * waveformBlockMs, lowest, highest }
}
