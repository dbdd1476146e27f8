/**
 * How well an action's name fits what was typed, 0 (not at all) to 1: every word typed must occur in the name or its group;
 * names and words that begin so come first.
 */
export const rankAction = (_id: string, typed: string, names: readonly string[] = []): number => {
  const name = names.join(' ').toLowerCase()
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (!words.every((word) => name.includes(word))) return 0
  if (name.startsWith(words.join(' '))) return 1
  return words.every((word) => name.startsWith(word) || name.includes(` ${word}`)) ? 0.8 : 0.5
}
