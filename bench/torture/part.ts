/** What a part found. All but `tried` must be 0. */
export interface TortureCounts {
  readonly tried: number
  /** What was acknowledged, or was in a file that can still be read, and is not there any more. */
  readonly lost: number
  readonly doubled: number
  /** Rows without the row they belong to, processes without their host. */
  readonly orphaned: number
  /** Temporary and partial files that nobody will delete. */
  readonly leftBehind: number
  /** Faults that a person was not told, or told in a way that helps nobody. */
  readonly silent: number
  /** Crashes, hangs, answers of 500 and above, more memory than is bounded. */
  readonly broken: number
  /** Files opened, connections made and programs run that nobody asked for. */
  readonly foreign: number
}

/** What a part is run with. */
export interface TortureOptions {
  /** An empty folder for what it needs. */
  readonly folder: string
  /** How many attempts are made, in the unit of the part's summary. */
  readonly rounds: number
  /** Makes the same attempts again. */
  readonly seed: number
  /** No new attempt begins after this. */
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

/** One kind of torture. */
export interface TorturePart {
  readonly name: string
  readonly summary: string
  readonly rounds: number
  readonly run: (options: TortureOptions) => Promise<TortureCounts>
}

/** Counts of nothing. */
export const noCounts: TortureCounts = {
  tried: 0,
  lost: 0,
  doubled: 0,
  orphaned: 0,
  leftBehind: 0,
  silent: 0,
  broken: 0,
  foreign: 0,
}

/** The counts of two runs together. */
export const addCounts = (one: TortureCounts, other: TortureCounts): TortureCounts => ({
  tried: one.tried + other.tried,
  lost: one.lost + other.lost,
  doubled: one.doubled + other.doubled,
  orphaned: one.orphaned + other.orphaned,
  leftBehind: one.leftBehind + other.leftBehind,
  silent: one.silent + other.silent,
  broken: one.broken + other.broken,
  foreign: one.foreign + other.foreign,
})
