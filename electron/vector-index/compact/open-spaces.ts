import { performance } from 'node:perf_hooks'
import { isSame, loadSpace } from '../cache/load-space.ts'
import { leaveCodesInFile, saveSpace } from '../cache/save-space.ts'
import type { CompactTimings } from '../index-options.ts'
import type { IndexState } from '../state/index-state.ts'
import { buildSpace, catchUp, dropSpace } from './catch-up.ts'

type SpaceTiming = CompactTimings['spaces'][number]

/** What building an index needs. */
export interface IndexBuild {
  readonly state: IndexState
  readonly folder: string | null
  readonly onProgress: (part: number) => void
}

const build = async (
  { state, folder }: IndexBuild,
  spaceId: string,
  onRows: (rows: number) => void,
): Promise<SpaceTiming | null> => {
  const started = performance.now()
  const space = await buildSpace(state, spaceId, folder, onRows)
  return space === null ? null : { spaceId, from: 'store', rows: space.count(), ms: performance.now() - started }
}

const wantedSpaces = async ({ state }: IndexBuild): Promise<readonly (readonly [spaceId: string, count: number])[]> => {
  const counts = Object.entries(await state.store.vectors.counts()).filter(([, count]) => count > 0)
  state.slots.reserve(Math.max(0, ...counts.map(([, count]) => Math.ceil(count * 1.02))))
  return counts
}

/** Reads everything from the library. */
export const readAll = async (run: IndexBuild): Promise<readonly SpaceTiming[]> => {
  const { state, onProgress } = run
  for (const space of [...state.spaces.values()]) dropSpace(state, space)
  await state.hidden.refresh()
  state.sequence = await state.store.vectorChanges.sequence()
  const wanted = await wantedSpaces(run)
  const total = wanted.reduce((sum, [, count]) => sum + count, 0)
  const timings: SpaceTiming[] = []
  let done = 0
  for (const [spaceId] of wanted) {
    const timing = await build(run, spaceId, (rows) => {
      done += rows
      onProgress(Math.min(1, done / total))
    })
    if (timing !== null) timings.push(timing)
  }
  return timings
}

/**
 * Takes spaces from their cache files and reads the others from the library, then what has changed since. A file that is damaged, or
 * that was written for another library, is not used.
 */
export const openSpaces = async (run: IndexBuild): Promise<readonly SpaceTiming[]> => {
  const { state, folder, onProgress } = run
  await state.hidden.refresh()
  const now = await state.store.vectorChanges.sequence()
  const wanted = await wantedSpaces(run)
  const total = wanted.reduce((sum, [, count]) => sum + count, 0)
  const timings: SpaceTiming[] = []
  let sequence = now
  let done = 0
  for (const [spaceId, count] of wanted) {
    const started = performance.now()
    const loaded = folder === null ? null : await loadSpace(state, folder, spaceId)
    // The library's feed never goes back, so a file that is ahead of it was written for another library.
    if (loaded !== null && loaded.sequence > now) dropSpace(state, loaded.space)
    else if (loaded !== null) {
      sequence = Math.min(sequence, loaded.sequence)
      done += count
      timings.push({ spaceId, from: 'cache', rows: loaded.space.count(), ms: performance.now() - started })
      continue
    }
    const timing = await build(run, spaceId, (rows) => {
      done += rows
      onProgress(Math.min(1, done / total))
    })
    if (timing !== null) timings.push(timing)
  }
  state.sequence = sequence
  if (!(await catchUp(state, folder))) return readAll(run)
  const counts = await state.store.vectors.counts()
  for (const { spaceId, from } of timings) {
    const space = state.spaces.get(spaceId)
    if (from === 'store' || (space !== undefined && (await isSame(state, space, counts[spaceId] ?? 0)))) continue
    state.log('a cache file of the search does not fit the library', { spaceId })
    return readAll(run)
  }
  return timings
}

/** Writes the cache files; the codes must not change meanwhile. False when `isWanted` has said no. */
export const saveAll = async (state: IndexState, folder: string, isWanted: () => boolean): Promise<boolean> => {
  const { sequence } = state
  for (const space of state.spaces.values()) {
    if (!(await saveSpace(state, folder, space, isWanted))) return false
  }
  state.unsaved = 0
  await state.store.vectorChanges.forget(sequence)
  return true
}

/** After `saveAll` with little memory: long codes that are in the files leave the memory. No search may run meanwhile. */
export const releaseSaved = (state: IndexState, folder: string): void => {
  for (const space of state.spaces.values()) leaveCodesInFile(folder, space)
}
