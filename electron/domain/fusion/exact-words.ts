import { softClip } from './score.ts'

/** How much of what is asked a scene says word for word. */
export interface SaidExactly {
  /** 0…1, each word weighed by how rare it is. */
  readonly strength: number
  /** Every word is said. */
  readonly full: boolean
}

/** Standard scores are clipped to (−6, 6) (`softClip`). */
const most = 6
/** What a scene that says every word has at least: more than meaning alone reaches in a library of any size but a huge one. */
const fullFrom = 4
const fullByStrength = 1
const fullByMeaning = 0.8
/** What a scene that says some of the words has at most by that alone: less than what makes a scene relevant. */
const partMost = 2.5
/** How much saying some of the words adds to meaning. */
const partAdded = 1.5

/**
 * The words of a scene as a normalised similarity in (0, 1), ½ for the average scene: meaning and exact words joined. `meaning` is a
 * standard score; NaN: it has none. Saying every word puts a scene above all that only mean the same; among those, what is rarer and
 * closer together comes first, then what means it more. Some of the words lift it by how much they tell.
 */
export const joinedWords = (meaning: number, exact: SaidExactly | null): number => {
  const clipped = Number.isNaN(meaning) ? Number.NaN : softClip(meaning)
  const above = Math.max(0, Number.isNaN(clipped) ? 0 : clipped)
  const joined = (): number => {
    if (exact === null) return clipped
    const { strength, full } = exact
    if (full) return fullFrom + fullByStrength * strength + (fullByMeaning * above) / most
    const alone = partMost * strength ** 2
    return Number.isNaN(clipped) ? alone : Math.max(clipped + partAdded * strength ** 2, alone)
  }
  return (Math.min(most, joined()) + most) / (2 * most)
}
