import type { Modality, SearchHit } from '../../../electron/contract/index.ts'
import { modalityColour, modalityNames } from '../../widgets/modalities/modality-names.ts'

/** One bar of a card: how much of the score comes from there. */
export interface ShareBar {
  readonly colour: 'picture' | 'sound' | 'words' | 'likeness'
  /** Whose icon stands beside it. */
  readonly modality: Modality
  readonly share: number
}

const bars = [
  { colour: 'picture', modality: 'visual' },
  { colour: 'sound', modality: 'audio' },
  { colour: 'words', modality: 'captions' },
  { colour: 'likeness', modality: 'likeness' },
] as const

/** The bars of a hit: picture, sound and words always, likeness where it took part. Look counts as picture, texture as sound. */
export const shareBarsOf = (shares: SearchHit['shares']): readonly ShareBar[] => {
  const entries = Object.entries(shares) as readonly (readonly [Modality, number])[]
  return bars
    .map((bar) => ({
      ...bar,
      share: entries.reduce((sum, [name, share]) => sum + (modalityColour[name] === bar.colour ? share : 0), 0),
    }))
    .filter(({ colour }) => colour !== 'likeness' || shares.likeness !== undefined)
}

/** The shares in words, greatest first; what adds nothing is left out. */
export const sharesText = (shares: SearchHit['shares']): string =>
  (Object.entries(shares) as readonly (readonly [Modality, number])[])
    .filter(([, share]) => share >= 0.005)
    .toSorted((a, b) => b[1] - a[1])
    .map(([name, share]) => `${modalityNames[name]} ${Math.round(share * 100)} %`)
    .join(', ')

/** A score for the eye: calibrated ones of 0…1 as 0…100, others as they are. */
export const scoreText = (score: number | null): string => {
  if (score === null) return '–'
  return score >= 0 && score <= 1 ? String(Math.round(score * 100)) : score.toFixed(2)
}
