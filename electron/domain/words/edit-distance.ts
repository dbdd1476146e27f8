/** How many items of one list have to be changed, left out or added to make the other of it (Levenshtein). */
export const editDistance = <Item>(from: readonly Item[], to: readonly Item[]): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [index, item] of from.entries()) {
    const next = [index + 1]
    for (const [position, other] of to.entries()) {
      const changed = (row[position] ?? 0) + (item === other ? 0 : 1)
      next.push(Math.min(changed, (row[position + 1] ?? 0) + 1, (next[position] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
