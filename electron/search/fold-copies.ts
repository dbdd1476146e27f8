import type { KnownCopies } from '../domain/alike/known-copies.ts'
import type { SceneNumber } from '../domain/ports/index.ts'
import type { Arranged } from './arrange.ts'

/** Of every group of copies only the hit that comes first; the order stays. */
export const foldCopies = (hits: readonly Arranged[], { groupOf }: KnownCopies): readonly Arranged[] => {
  const shown = new Set<readonly SceneNumber[]>()
  return hits.filter(({ lead }) => {
    const group = groupOf.get(lead.scene)
    if (group === undefined) return true
    const isFirst = !shown.has(group)
    shown.add(group)
    return isFirst
  })
}

/**
 * Hits with the copies that each of them stands for. `within`: scenes that the filter leaves, null for all; `without`: scenes that are
 * not to be found.
 */
export const withCopies = (
  hits: readonly Arranged[],
  { groupOf }: KnownCopies,
  within: Float64Array | null,
  without: readonly SceneNumber[],
): readonly Arranged[] => {
  const left = within === null ? null : new Set(within)
  return hits.map((hit) => {
    const copies = (groupOf.get(hit.lead.scene) ?? []).filter(
      (scene) => !hit.run.includes(scene) && !without.includes(scene) && left?.has(scene) !== false,
    )
    return copies.length === 0 ? hit : { ...hit, copies }
  })
}
