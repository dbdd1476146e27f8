import type { Problem } from '../contract/index.ts'

/** A piece of work that may be what brings the runner down. */
export type Suspects<Item> = readonly Item[]

/** An item that cannot be embedded, and why. */
export interface Culprit<Item> {
  readonly item: Item
  readonly problem: Problem
}

/**
 * Finding out which item brings a runner down: groups that were in flight when it died run again, one at a time with nothing
 * beside them, and a group that does it again is halved. Immutable; every function answers the next state.
 */
export interface Investigation<Item> {
  /** Groups still to run, alone, first one first. */
  readonly groups: readonly Suspects<Item>[]
  /** Brought the runner down alone once: a kill from outside can do that, too, so it is tried once more. */
  readonly suspect: Item | null
  /** Brought the runner down alone twice, while nothing has shown yet that the runner works at all: a canary decides. */
  readonly unproven: Culprit<Item> | null
  /** Something was embedded since the first crash. */
  readonly works: boolean
  readonly crashes: readonly number[]
  readonly culprits: number
}

/** What became clear. */
export interface Finding<Item> {
  /** Null when nothing is left to find out. */
  readonly investigation: Investigation<Item> | null
  readonly culprits: readonly Culprit<Item>[]
  /** Times of crashes that no item explains. */
  readonly unexplained: readonly number[]
}

/** What was in flight when it happened. `canary` is an item known to be harmless. */
export type InFlight<Item> =
  | { readonly kind: 'canary' }
  | { readonly kind: 'groups'; readonly groups: readonly Suspects<Item>[] }

/** What happened: `at` is the time of a crash; null when the runner lives on and answered that it could not do it. */
export interface Incident {
  readonly at: number | null
  readonly problem: Problem
}

const fresh = <Item>(groups: readonly Suspects<Item>[]): Investigation<Item> => ({
  groups,
  suspect: null,
  unproven: null,
  works: false,
  crashes: [],
  culprits: 0,
})

/** Two halves of a group, the first not the smaller. */
export const halves = <Item>(group: Suspects<Item>): readonly Suspects<Item>[] => {
  const middle = Math.ceil(group.length / 2)
  return [group.slice(0, middle), group.slice(middle)]
}

/** Ends it when nothing is left to run: without a culprit its crashes remain unexplained. */
const conclude = <Item>(next: Investigation<Item>, culprits: readonly Culprit<Item>[]): Finding<Item> => {
  if (next.groups.length > 0 || next.unproven !== null) return { investigation: next, culprits, unexplained: [] }
  return { investigation: null, culprits, unexplained: next.culprits > 0 ? [] : next.crashes }
}

/**
 * The runner went down, or could not do what it was asked. With several groups in flight any of them may be the reason: each
 * runs alone next. One group is halved. A single item is tried once more; when it does it again it is a culprit, once the
 * runner is known to work. A canary, run first, settles that: if even that does not work no item is to blame, and every crash
 * is unexplained.
 */
export const afterIncident = <Item>(
  before: Investigation<Item> | null,
  inFlight: InFlight<Item>,
  incident: Incident,
): Finding<Item> => {
  const base = before ?? fresh<Item>([])
  const crashes = incident.at === null ? base.crashes : [...base.crashes, incident.at]
  if (inFlight.kind === 'canary') {
    const groups = [...(base.unproven === null ? [] : [[base.unproven.item]]), ...base.groups]
    return { investigation: groups.length === 0 ? null : fresh(groups), culprits: [], unexplained: crashes }
  }
  const groups = inFlight.groups.filter((group) => group.length > 0)
  const [group] = groups
  const next = { ...base, crashes }
  if (group === undefined) {
    return { investigation: before, culprits: [], unexplained: incident.at === null ? [] : [incident.at] }
  }
  if (groups.length > 1) return conclude({ ...next, groups: [...groups, ...base.groups] }, [])
  const [item] = group
  if (group.length > 1 || item === undefined) {
    return conclude({ ...next, groups: [...halves(group), ...base.groups] }, [])
  }
  if (base.suspect !== item) return conclude({ ...next, groups: [group, ...base.groups], suspect: item }, [])
  const culprit = { item, problem: incident.problem }
  if (base.works) return conclude({ ...next, culprits: base.culprits + 1 }, [culprit])
  return conclude({ ...next, unproven: culprit }, [])
}

/** A group, a canary or a query was answered: the runner works. */
export const afterSuccess = <Item>(before: Investigation<Item>): Finding<Item> => {
  const { unproven } = before
  const next = { ...before, works: true, unproven: null, culprits: before.culprits + (unproven === null ? 0 : 1) }
  return conclude(next, unproven === null ? [] : [unproven])
}

/** Groups run again as they are, without blame: the runner was at fault, or had too little memory for more at once. */
export const putBack = <Item>(
  before: Investigation<Item> | null,
  groups: readonly Suspects<Item>[],
): Investigation<Item> | null => {
  const again = groups.filter((group) => group.length > 0)
  if (before === null) return again.length === 0 ? null : fresh(again)
  return { ...before, groups: [...again, ...before.groups] }
}

/** Takes the next group to run; none while a canary is due. */
export const nextSuspects = <Item>(
  before: Investigation<Item>,
): { readonly group: Suspects<Item> | null; readonly rest: Investigation<Item> } => {
  const [group, ...groups] = before.groups
  if (before.unproven !== null || group === undefined) return { group: null, rest: before }
  return { group, rest: { ...before, groups } }
}

/** Forgets items that nobody waits for any more; null when nothing is left to find out. For when nothing of it is in flight. */
export const withoutItems = <Item>(
  before: Investigation<Item>,
  isGone: (item: Item) => boolean,
): Investigation<Item> | null => {
  const groups = before.groups.map((group) => group.filter((item) => !isGone(item))).filter((group) => group.length > 0)
  const unproven = before.unproven !== null && isGone(before.unproven.item) ? null : before.unproven
  return groups.length === 0 && unproven === null ? null : { ...before, groups, unproven }
}
