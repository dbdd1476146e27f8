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

/** A piece that is in another language than its film is believed from this probability on. */
const sureOfOther = 0.8

/**
 * Pieces that were taken for another language than that of their film on weak grounds, by their places, with the language in which
 * they are to be heard again. A piece of which the sound tells its language strongly keeps it: films do change their language.
 */
export const otherLanguages = (
  pieces: readonly Pick<SpokenPiece, 'language' | 'languageProbability' | 'segments'>[],
): readonly { readonly index: number; readonly language: string }[] => {
  const film = spokenLanguage(pieces)
  if (film === null) return []
  return pieces.flatMap((piece, index) =>
    lettersOf(piece) > 0 && piece.language !== film.language && piece.languageProbability < sureOfOther
      ? [{ index, language: film.language }]
      : [],
  )
}
