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
  const groups: Members[] = []
  const inOrder = [...neighbours.keys()].toSorted((a, b) => rank(a) - rank(b) || a - b)
  for (const first of inOrder) {
    if (taken.has(first)) continue
    const members: Members = new Map([[first, { by: null, offsetMs: 0 }]])
    const isStranger = (member: number, scene: number): boolean =>
      areApart(member, scene) || (videoOf(member) === videoOf(scene) && neighbours.get(member)?.has(scene) !== true)
    const reach = (from: number): void => {
      for (const [scene, pair] of neighbours.get(from) ?? []) {
        if (taken.has(scene) || [...members.keys()].some((member) => isStranger(member, scene))) continue
        taken.add(scene)
        members.set(scene, memberBy(pair, members.get(from)))
      }
    }
    taken.add(first)
    reach(first)
    // The map grows while it is gone through.
    if (kind === 'duplicate') for (const scene of members.keys()) reach(scene)
    if (members.size > 1) groups.push(members)
    else taken.delete(first)
  }
  if (kind === 'duplicate') {
    const free = inOrder.filter((scene) => !taken.has(scene))
    for (const scene of free) joinPiece(scene, groups, neighbours.get(scene) ?? new Map(), { areApart, videoOf })
  }
  return groups.map((members) => ({ kind, members: inOrderOfLook(members) }))
}

interface Member {
  readonly by: Comparison | null
  readonly offsetMs: number | null
}
/** Members of a group; the first first. */
type Members = Map<number, Member>

const memberBy = (pair: Comparison, from: Member | undefined): Member => {
  const offset = from?.offsetMs ?? null
  return { by: pair, offsetMs: offset === null || pair.shiftMs === null ? null : offset + pair.shiftMs }
}

/** A piece belongs to a group when it is a pair with so many of at least two members from other videos: one may be cut too little. */
const leastShare = 0.8

/**
 * A scene that is in no group, for another scene of its video stands for it there: a piece of a scene that is cut less often elsewhere.
 * It joins the group of which most members from other videos are a pair with it.
 */
const joinPiece = (
  scene: number,
  groups: readonly Members[],
  pairs: ReadonlyMap<number, Comparison>,
  { areApart, videoOf }: Required<Pick<Grouping, 'areApart' | 'videoOf'>>,
): void => {
  let best: { readonly members: Members; readonly share: number } | null = null
  for (const members of groups) {
    const all = [...members.keys()]
    if (all.some((member) => areApart(member, scene))) continue
    const others = all.filter((member) => videoOf(member) !== videoOf(scene))
    const share = others.filter((member) => pairs.has(member)).length / others.length
    if (others.length >= 2 && share >= leastShare && share > (best?.share ?? 0)) best = { members, share }
  }
  const beside = [...(best?.members.keys() ?? [])].find((member) => pairs.has(member))
  const pair = beside === undefined ? undefined : pairs.get(beside)
  if (best === null || beside === undefined || pair === undefined) return
  const shiftMs = pair.shiftMs === null ? null : -pair.shiftMs
  best.members.set(scene, memberBy({ ...pair, shiftMs }, best.members.get(beside)))
}

const inOrderOfLook = (members: Members): AlikeGroup['members'] =>
  [...members]
    .map(([scene, member]) => ({ scene, ...member }))
    .toSorted((a, b) => (b.by?.look ?? Infinity) - (a.by?.look ?? Infinity) || a.scene - b.scene)
