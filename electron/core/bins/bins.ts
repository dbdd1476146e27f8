import type { Bin, BinDetails, BinItem } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { BinRefusal, MediaPort, StorePort } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { Changes } from '../changes.ts'
import type { Core } from '../core-api.ts'
import { notFound, refuse } from '../failures.ts'
import { presentBinItem, presentFound } from '../present-bin.ts'
import type { Ranges } from '../ranges.ts'
import { createImportBins } from './import-bins.ts'

/** Most ranges that a smart bin shows. */
const smartLimit = 500

/** What bins are made from. */
export interface BinParts {
  readonly store: Pick<StorePort, 'bins' | 'videos' | 'searches' | 'scenes'>
  readonly media: Pick<MediaPort, 'identify'>
  readonly changes: Pick<Changes, 'binChanged'>
  readonly ranges: Ranges
  /** Runs a saved search: answers the scenes that stand out, best first. */
  readonly find: Core['search']['semantic']
}

const refusals: Readonly<Record<BinRefusal, Result<never, ApiFailure>>> = {
  unknown: notFound('bin'),
  unknown_parent: refuse('not_found', 'There is no such folder of bins.', 'Reload the list of bins.'),
  unknown_search: refuse('not_found', 'There is no such saved search.', 'Reload the list of saved searches.'),
  unknown_item: refuse('not_found', 'The bin does not hold all of these ranges.', 'Reload the bin.'),
  not_a_folder: refuse('conflict', 'Only a folder can hold bins.', 'Choose a folder, or make one.'),
  not_a_bin: refuse(
    'conflict',
    'Ranges can only be put into, and changed in, a plain bin.',
    'Choose a bin that is neither a folder nor a smart bin.',
  ),
  inside_itself: refuse('conflict', 'A folder cannot lie in itself.', 'Choose another folder.'),
  full: refuse('conflict', 'A bin holds at most 10,000 ranges.', 'Put the rest into another bin.'),
}

const answered = <Value>(value: Value | BinRefusal): Result<Value, ApiFailure> =>
  typeof value === 'string' && Object.hasOwn(refusals, value)
    ? refusals[value as BinRefusal]
    : ok(value as Exclude<Value, BinRefusal>)

/** Bins of one library: what people put together for later. */
export const createBins = ({ store, media, changes, ranges, find }: BinParts): Core['bins'] => {
  const now = (): string => new Date().toISOString()

  const withTimecodes = async (items: readonly BinItem[]): Promise<BinItem[]> => {
    const timecodes = await store.videos.sourceTimecodes([...new Set(items.map(({ videoId }) => videoId))])
    return items.map((item) => {
      const sourceTimecode = timecodes.get(item.videoId)
      return sourceTimecode === undefined ? item : { ...item, sourceTimecode }
    })
  }

  const found = async (bin: Bin, signal: AbortSignal): Promise<Result<BinDetails, ApiFailure>> => {
    const saved = bin.searchId === null ? null : await store.searches.get(bin.searchId)
    if (saved === null) return refusals.unknown_search
    const { cursor, ...asked } = saved.request
    const answer = await find({ ...asked, offset: 0, limit: smartLimit, remember: false }, signal)
    if (!answer.ok) return answer
    const hits = answer.value.items.filter(({ relevant }) => relevant)
    const videos = new Map(
      (await store.videos.getMany([...new Set(hits.map(({ videoId }) => videoId))])).map((video) => [video.id, video]),
    )
    const items = hits.flatMap(({ scene }): BinItem[] => {
      const video = videos.get(scene.videoId)
      return video === undefined ? [] : [presentFound(scene, video)]
    })
    const durationMs = items.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
    return ok({ ...bin, itemCount: items.length, durationMs, items: await withTimecodes(items) })
  }

  const get: Core['bins']['get'] = async (id, signal) => {
    const bin = await store.bins.get(id)
    if (bin === null) return refusals.unknown
    if (bin.kind === 'smart') return found(bin, signal)
    return ok({ ...bin, items: await withTimecodes(((await store.bins.items(id)) ?? []).map(presentBinItem)) })
  }

  const told = <Value>(id: string, result: Result<Value, ApiFailure>): Result<Value, ApiFailure> => {
    if (result.ok) changes.binChanged(id)
    return result
  }

  const create: Core['bins']['create'] = async ({ name, kind, parentId = null, searchId = null }) => {
    if (searchId !== null && kind !== undefined)
      return refuse('bad_request', 'Give searchId or kind, not both.', 'A bin of a saved search is a smart bin.')
    const input = { name, kind: searchId === null ? (kind ?? 'bin') : 'smart', parentId, searchId } as const
    const made = answered(await store.bins.create(input, now()))
    return made.ok ? told(made.value.id, made) : made
  }

  return {
    list: store.bins.list,
    get,
    create,
    import: createImportBins({
      store,
      media,
      ranges,
      create,
      fill: async (id, items) => {
        const added = answered(await store.bins.add(id, items, undefined, now()))
        if (!added.ok) return added
        const bin = await store.bins.get(id)
        return bin === null ? refusals.unknown : told(id, ok(bin))
      },
    }),
    patch: async (id, patch) => told(id, answered(await store.bins.change(id, patch, now()))),
    delete: async (id) => told(id, (await store.bins.delete(id)) ? ok(null) : refusals.unknown),
    add: async (id, { items, at }) => {
      const resolved = await ranges.resolve(items)
      if (!resolved.ok) return resolved
      const added = answered(await store.bins.add(id, resolved.value, at, now()))
      if (!added.ok) return added
      changes.binChanged(id)
      const bin = await store.bins.get(id)
      if (bin === null) return refusals.unknown
      const present = new Map(((await store.bins.items(id)) ?? []).map((item) => [item.id, presentBinItem(item)]))
      return ok({ items: added.value.flatMap((itemId) => present.get(itemId) ?? []), bin })
    },
    changeItems: async (id, { items = [], remove, order }, signal) => {
      const held = new Map(((await store.bins.items(id)) ?? []).map((item) => [item.id, item]))
      const trims = items.filter(({ startFrame, endFrame }) => startFrame !== undefined || endFrame !== undefined)
      const entries = trims.flatMap(({ id: itemId, startFrame, endFrame }) => {
        const item = held.get(itemId)
        if (item === undefined) return []
        return [
          { videoId: item.videoId, startFrame: startFrame ?? item.startFrame, endFrame: endFrame ?? item.endFrame },
        ]
      })
      if (entries.length < trims.length)
        return (await store.bins.get(id)) === null ? refusals.unknown : refusals.unknown_item
      const resolved = await ranges.resolve(entries)
      if (!resolved.ok) return resolved
      const rangeOf = new Map(trims.map(({ id: itemId }, index) => [itemId, resolved.value[index]]))
      const change = items.map(({ id: itemId, note, handlesFrames }) => {
        const range = rangeOf.get(itemId)
        return { id: itemId, note, handlesFrames, ...(range === undefined ? {} : { range }) }
      })
      const changed = answered(await store.bins.changeItems(id, { items: change, remove, order }, now()))
      return changed.ok ? told(id, await get(id, signal)) : changed
    },
  }
}
