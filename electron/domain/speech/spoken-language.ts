import type { SpokenPiece } from '../ports/speech-port.ts'

/** The language of a film, by its pieces. */
export interface SpokenLanguage {
  readonly language: string
  /** Mean of its pieces, by how much is said in them; 0…1. */
  readonly probability: number
}

const lettersOf = ({ segments }: Pick<SpokenPiece, 'segments'>): number =>
  segments.reduce((sum, { text }) => sum + text.trim().length, 0)

/** The language in which most is said, counting sure pieces for more; null as long as nothing is said. */
export const spokenLanguage = (
  pieces: readonly Pick<SpokenPiece, 'language' | 'languageProbability' | 'segments'>[],
): SpokenLanguage | null => {
  const weights = new Map<string, { letters: number; weight: number }>()
  for (const piece of pieces) {
    const letters = lettersOf(piece)
    if (letters === 0) continue
    const before = weights.get(piece.language) ?? { letters: 0, weight: 0 }
    weights.set(piece.language, {
      letters: before.letters + letters,
      weight: before.weight + letters * piece.languageProbability,
    })
  }
  const [most] = [...weights].toSorted(([, one], [, other]) => other.weight - one.weight)
  if (most === undefined) return null
  const [language, { letters, weight }] = most
  return { language, probability: weight / letters }
}
