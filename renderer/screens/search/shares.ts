import { type Modality, modalityOf, modalitySchema, type SearchHit } from '../../../electron/contract/index.ts'

/** One bar of a card: how much of the score comes from there. */
export interface ShareBar {
  /** Whose icon and colour it has: the first of those that share the colour. */
  readonly modality: Modality
  readonly share: number
}

const rows = modalitySchema.options.map((modality) => modalityOf[modality])
const leaders = rows.filter(({ colour }, index) => rows.findIndex((row) => row.colour === colour) === index)

/**
 * The bars of a hit, one a colour: those of sliders that are always in view always, others where they took part. What
 * shares a colour counts together: look as picture, sound texture as sound.
 */
export const shareBarsOf = (shares: SearchHit['shares']): readonly ShareBar[] =>
  leaders.flatMap(({ id, colour, slider }) => {
    const own = rows.filter((row) => row.colour === colour).flatMap((row) => shares[row.id] ?? [])
    if (slider !== 'main' && own.length === 0) return []
    return [{ modality: id, share: own.reduce((sum, share) => sum + share, 0) }]
  })

/** The shares in words, greatest first; what adds nothing is left out. */
export const sharesText = (shares: SearchHit['shares']): string =>
  (Object.entries(shares) as readonly (readonly [Modality, number])[])
    .filter(([, share]) => share >= 0.005)
    .toSorted((a, b) => b[1] - a[1])
    .map(([name, share]) => `${modalityOf[name].label} ${Math.round(share * 100)} %`)
    .join(', ')

/** A score for the eye: calibrated ones of 0…1 as 0…100, others as they are. */
export const scoreText = (score: number | null): string => {
  if (score === null) return '–'
  return score >= 0 && score <= 1 ? String(Math.round(score * 100)) : score.toFixed(2)
}
