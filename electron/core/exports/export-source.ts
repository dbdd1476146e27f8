import { stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import type { ExportSource } from '../../contract/index.ts'
import { everySceneOf } from '../../domain/every-scene.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { NewBinItem, StorePort } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { Core } from '../core-api.ts'
import { notFound, refuse } from '../failures.ts'
import type { Ranges } from '../ranges.ts'

/** What sources are looked up in. */
export interface SourceParts {
  readonly store: Pick<StorePort, 'bins' | 'videos' | 'scenes'>
  readonly ranges: Ranges
  readonly bins: Pick<Core['bins'], 'get'>
}

/** Ranges under the name that an export of them gets unless it has one. */
export interface GatheredRanges {
  readonly name: string
  readonly items: readonly NewBinItem[]
}

const searchLimitMs = 60_000

/** What a request names, as ranges; fails where it does not exist. */
export const gatherRanges = async (
  { store, ranges, bins }: SourceParts,
  source: ExportSource,
): Promise<Result<GatheredRanges, ApiFailure>> => {
  if ('binId' in source) {
    const bin = await bins.get(source.binId, AbortSignal.timeout(searchLimitMs))
    if (!bin.ok) return bin
    if (bin.value.kind === 'bin')
      return ok({ name: bin.value.name, items: (await store.bins.items(source.binId)) ?? [] })
    const found = bin.value.items.map(({ videoId, startFrame, endFrame }) => ({ videoId, startFrame, endFrame }))
    const items = await ranges.resolve(found)
    return items.ok ? ok({ name: bin.value.name, items: items.value }) : items
  }
  if ('videoId' in source) {
    const video = await store.videos.get(source.videoId)
    if (video === null || video.removedAt !== null) return notFound('video')
    const scenes = await everySceneOf(store.scenes, source.videoId)
    const items = await ranges.resolve(scenes.map(({ id }) => ({ sceneId: id })))
    return items.ok ? ok({ name: video.title, items: items.value }) : items
  }
  const entries = 'sceneIds' in source ? source.sceneIds.map((sceneId) => ({ sceneId })) : source.ranges
  const items = await ranges.resolve(entries)
  if (!items.ok) return items
  const titles = new Set(items.value.map(({ title }) => title))
  return ok({ name: titles.size === 1 ? ([...titles][0] ?? 'Selects') : 'Selects', items: items.value })
}

/** The folder of an export's files; `fallback` without a destination. */
export const destinationFolder = async (
  destination: string | undefined,
  fallback: string,
): Promise<Result<string, ApiFailure>> => {
  if (destination === undefined) return ok(fallback)
  if (!isAbsolute(destination))
    return refuse('bad_request', `“${destination}” is not an absolute path.`, 'Give the whole path of a folder.')
  const found = await stat(destination).catch(() => null)
  if (found !== null && !found.isDirectory())
    return refuse('bad_request', `“${destination}” is a file.`, 'Give the path of a folder.')
  return ok(destination)
}
