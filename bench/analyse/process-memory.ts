import { readdirSync, readFileSync } from 'node:fs'

/** Memory of a set of processes in bytes. `proportionalBytes` counts a page that n processes share as 1/n in each. */
export interface TreeMemory {
  readonly residentBytes: number
  readonly proportionalBytes: number
}

const parentOf = (pid: string): string | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The program's name may hold spaces and brackets; what follows the last bracket does not.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? null
  } catch {
    return null
  }
}

const familyOf = (root: number): readonly string[] => {
  const children = new Map<string, string[]>()
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const parent = parentOf(pid)
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), pid])
  }
  const family = [String(root)]
  for (const pid of family) family.push(...(children.get(pid) ?? []))
  return family
}

const kilobytes = (rollup: string, field: string): number =>
  Number(new RegExp(`^${field}: +(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0) * 1024

/** Memory of a process and all its descendants now (Linux). */
export const treeMemory = (root: number): TreeMemory => {
  let residentBytes = 0
  let proportionalBytes = 0
  for (const pid of familyOf(root)) {
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
      residentBytes += kilobytes(rollup, 'Rss')
      proportionalBytes += kilobytes(rollup, 'Pss')
    } catch {
      // It ended meanwhile.
    }
  }
  return { residentBytes, proportionalBytes }
}

/** Samples a process tree until stopped; `stop` tells the peaks. */
export const watchMemory = (root: number, intervalMs: number): { readonly stop: () => TreeMemory } => {
  let peak: TreeMemory = { residentBytes: 0, proportionalBytes: 0 }
  const look = (): void => {
    const now = treeMemory(root)
    peak = {
      residentBytes: Math.max(peak.residentBytes, now.residentBytes),
      proportionalBytes: Math.max(peak.proportionalBytes, now.proportionalBytes),
    }
  }
  const timer = setInterval(look, intervalMs)
  return {
    stop: () => {
      clearInterval(timer)
      return peak
    },
  }
}
