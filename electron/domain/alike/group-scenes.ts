import type { Comparison, Likeness } from './compare-scenes.ts'

/** Two scenes, by their place in a list, and what they are to each other. */
export interface AlikePair extends Comparison {
  readonly a: number
  readonly b: number
}

/** Scenes that belong together, the first first; each with the pair that it was found by (null for the first). */
export interface AlikeGroup {
  readonly kind: Likeness
  readonly members: readonly {
    readonly scene: number
    readonly by: Comparison | null
    /** By how many ms the same moment is later in its film than in that of the first; null where that is not known. */
    readonly offsetMs: number | null
  }[]
}

/** How scenes are put in order and kept apart. */
export interface Grouping {
  /** Lower numbers come first. */
  readonly rank: (scene: number) => number
  /**
   * The video of a scene. Two of its scenes are in one group only where they are a pair themselves: a copy that is cut less often must
   * not make one of scenes that follow each other.
   */
  readonly videoOf?: (scene: number) => unknown
  /** Scenes that a person said are not alike: never in one group, whatever else links them. */
  readonly areApart?: (a: number, b: number) => boolean
}

/**
 * Makes groups of pairs. A copy of a copy is a copy; around the best of alternates stand only those that are a pair with it, so that
 * a chain of neighbours does not end among strangers. A scene is in one group of a kind at most, and alternates are told of only one
 * copy each.
 */
export const groupScenes = (pairs: readonly AlikePair[], grouping: Grouping): readonly AlikeGroup[] => {
  const copies = groupsOf('duplicate', pairs, grouping, new Set())
  const surplus = new Set(copies.flatMap(({ members }) => members.slice(1).map(({ scene }) => scene)))
  return [...copies, ...groupsOf('alternate', pairs, grouping, surplus)]
}

const groupsOf = (
  kind: Likeness,
  pairs: readonly AlikePair[],
  { rank, areApart = () => false, videoOf = (scene) => scene }: Grouping,
  without: ReadonlySet<number>,
): readonly AlikeGroup[] => {
  const neighbours = new Map<number, Map<number, Comparison>>()
  const link = (from: number, to: number, pair: Comparison): void => {
    const own = neighbours.get(from) ?? new Map<number, Comparison>()
    neighbours.set(from, own)
    own.set(to, pair)
  }
  for (const { a, b, ...pair } of pairs) {
    if (pair.kind !== kind || without.has(a) || without.has(b) || areApart(a, b)) continue
    link(a, b, pair)
    link(b, a, { ...pair, shiftMs: pair.shiftMs === null ? null : -pair.shiftMs })
  }
  const taken = new Set<number>()
  const groups: AlikeGroup[] = []
  const inOrder = [...neighbours.keys()].toSorted((a, b) => rank(a) - rank(b) || a - b)
  for (const first of inOrder) {
    if (taken.has(first)) continue
    const free = new Map<number, Comparison>()
    const offsets = new Map<number, number | null>([[first, 0]])
    const isStranger = (member: number, scene: number): boolean =>
      areApart(member, scene) || (videoOf(member) === videoOf(scene) && neighbours.get(member)?.has(scene) !== true)
    const reach = (from: number): void => {
      const offset = offsets.get(from) ?? null
      for (const [scene, pair] of neighbours.get(from) ?? []) {
        if (taken.has(scene)) continue
        if ([first, ...free.keys()].some((member) => isStranger(member, scene))) continue
        taken.add(scene)
        free.set(scene, pair)
        offsets.set(scene, offset === null || pair.shiftMs === null ? null : offset + pair.shiftMs)
      }
    }
    taken.add(first)
    reach(first)
    // The map grows while it is gone through.
    if (kind === 'duplicate') for (const scene of free.keys()) reach(scene)
    if (free.size === 0) continue
    const others = [...free].toSorted((a, b) => b[1].look - a[1].look || a[0] - b[0])
    groups.push({
      kind,
      members: [
        { scene: first, by: null, offsetMs: 0 },
        ...others.map(([scene, by]) => ({ scene, by, offsetMs: offsets.get(scene) ?? null })),
      ],
    })
  }
  return groups
}
