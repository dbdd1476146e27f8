/** Top left corner of a cell. */
export interface CellPlace {
  readonly x: number
  readonly y: number
}

/** How a cell comes to its place after the order changed: from another place, or from nowhere. */
export type Glide =
  | { readonly kind: 'move'; readonly key: string; readonly from: CellPlace; readonly to: CellPlace }
  | { readonly kind: 'enter'; readonly key: string }

/**
 * What moves once cells have new places. Cells that stay where they are do not move. When nothing of what was on show is
 * left, the list is another one: nothing moves then.
 */
export const glidesOf = (
  before: ReadonlyMap<string, CellPlace>,
  after: ReadonlyMap<string, CellPlace>,
): readonly Glide[] => {
  const glides: Glide[] = []
  let kept = 0
  for (const [key, to] of after) {
    const from = before.get(key)
    if (from === undefined) {
      glides.push({ kind: 'enter', key })
      continue
    }
    kept += 1
    if (from.x !== to.x || from.y !== to.y) glides.push({ kind: 'move', key, from, to })
  }
  return kept === 0 ? [] : glides
}
