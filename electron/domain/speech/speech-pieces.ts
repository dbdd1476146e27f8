import { blockSamples, type SoundBlocks, soundBandCount, soundSampleRate } from '../sound/sound-blocks.ts'

/** A part of a film whose words are asked for together, in milliseconds of the film. */
export interface SpeechPiece {
  readonly startMs: number
  readonly endMs: number
}

const blockMs = (blockSamples / soundSampleRate) * 1000
/** A piece ends at the first good place after this; */
const leastMs = 120_000
/** at the latest after this. A film that is no longer is one piece. */
const mostMs = 240_000
/** A pause is as quiet as the loudest moment within this time around it. */
const pauseMs = 600

const blocksIn = (milliseconds: number): number => Math.round(milliseconds / blockMs)

/** Loudness of each block in steps of `levelCode`, summed over its bands. */
const levelsOf = ({ bands, blockCount }: Pick<SoundBlocks, 'bands' | 'blockCount'>): Uint16Array => {
  const levels = new Uint16Array(blockCount)
  for (let block = 0; block < blockCount; block += 1) {
    let sum = 0
    for (let band = 0; band < soundBandCount; band += 1) sum += bands[block * soundBandCount + band] ?? 0
    levels[block] = sum
  }
  return levels
}

/** The block in a range around which the sound is quietest for the length of a pause; the first of equal ones. */
const quietestBlock = (levels: Uint16Array, from: number, to: number): number => {
  const reach = blocksIn(pauseMs / 2)
  let best = from
  let bestLevel = Number.POSITIVE_INFINITY
  for (let block = from; block < to; block += 1) {
    let loudest = 0
    for (let near = Math.max(0, block - reach); near <= Math.min(levels.length - 1, block + reach); near += 1) {
      loudest = Math.max(loudest, levels[near] ?? 0)
    }
    if (loudest >= bestLevel) continue
    bestLevel = loudest
    best = block
  }
  return best
}

/**
 * Cuts the sound of a film into pieces of two to four minutes, each ending in the quietest moment of its last two minutes. The
 * same sound always gives the same pieces, so that what was transcribed of it stays of use after a stop.
 *
 * @param sound what is kept of the film's sound
 */
export const speechPieces = (
  sound: Pick<SoundBlocks, 'sampleCount' | 'blockCount' | 'bands'>,
): readonly SpeechPiece[] => {
  const endMs = Math.ceil((sound.sampleCount * 1000) / soundSampleRate)
  const levels = levelsOf(sound)
  const pieces: SpeechPiece[] = []
  let startMs = 0
  while (endMs - startMs > mostMs) {
    const cut = quietestBlock(levels, blocksIn(startMs + leastMs), blocksIn(startMs + mostMs))
    const cutMs = Math.round(cut * blockMs)
    pieces.push({ startMs, endMs: cutMs })
    startMs = cutMs
  }
  if (endMs > startMs) pieces.push({ startMs, endMs })
  return pieces
}
