/** The tags with one more at the end; the same list where it is there already in any case, or is nothing. */
export const withTag = (tags: readonly string[], text: string): readonly string[] => {
  const tag = text.trim().replace(/\s+/g, ' ')
  const isThere = tags.some((other) => other.toLowerCase() === tag.toLowerCase())
  return tag === '' || isThere ? tags : [...tags, tag]
}
