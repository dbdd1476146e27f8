/** The tags with one more at the end; the same list where it is there already in any case, or is nothing. */
export const withTag = (tags: readonly string[], text: string): readonly string[] => {
  const tag = text.trim().replace(/\s+/g, ' ')
  const isThere = tags.some((other) => other.toLowerCase() === tag.toLowerCase())
  return tag === '' || isThere ? tags : [...tags, tag]
}

/** A tag, and how many of some things have it. */
export interface SharedTag {
  readonly tag: string
  readonly count: number
}

/** Each tag of some things once, whatever its case, and how many of them have it; by name. */
export const sharedTags = (things: readonly { readonly tags: readonly string[] }[]): readonly SharedTag[] => {
  const counts = new Map<string, SharedTag>()
  for (const tag of things.flatMap(({ tags }) => tags)) {
    const known = counts.get(tag.toLowerCase())
    counts.set(tag.toLowerCase(), { tag: known?.tag ?? tag, count: (known?.count ?? 0) + 1 })
  }
  return [...counts.values()].toSorted((one, other) => one.tag.localeCompare(other.tag))
}
