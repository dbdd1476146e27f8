/** What an action that cannot be done now has to reach to be shown all the same. */
const shownDisabled = 0.6

/**
 * How well an action's name fits what was typed, 0 (not at all) to 1. Every word typed must begin a word of the name or
 * of its group, or at least occur in the name; names that begin so come first. What cannot be done now comes after what
 * can, and not at all for a mere likeness.
 */
export const rankAction = (typed: string, label: string, group: string, isEnabled = true): number => {
  const name = ` ${label.toLowerCase()}`
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const fit = fitOf(name, ` ${group.toLowerCase()}`, words)
  if (isEnabled || words.length === 0) return fit
  return fit < shownDisabled ? 0 : fit / 2
}

const fitOf = (name: string, group: string, words: readonly string[]): number => {
  if (name.startsWith(` ${words.join(' ')}`)) return 1
  if (words.every((word) => name.includes(` ${word}`))) return 0.8
  if (words.every((word) => name.includes(` ${word}`) || group.includes(` ${word}`))) return shownDisabled
  return words.every((word) => name.includes(word)) ? 0.3 : 0
}
