import { createHash } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, statfs, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { ApiFailure } from '../../domain/failure.ts'
import { isPlayableCopy } from '../../domain/import/playable-copy.ts'
import { wallClockLimitMs } from '../../domain/jobs/wall-clock.ts'
import type { MediaPort, ProbeResult, StorePort, VideoDetailsRecord } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { ProxyState } from '../core-api.ts'
import { fromFailure, notFound, refuse } from '../failures.ts'
import type { Locations } from '../library/locations.ts'
import { readStamp } from '../library/read-stamp.ts'
import type { LibraryPaths } from '../library-paths.ts'
import { videoMimeType, wholeFile } from './media-files.ts'

const maxCacheBytes = 20e9
const maxCacheShare = 0.1
const types = [
  ['mp4', 'video/mp4'],
  ['webm', 'video/webm'],
] as const
const copyPattern = /^proxy(?:-[0-9a-f]+)?\.(?:mp4|webm)$/
/** Raised whenever copies of the same film come out differently. */
const copyVersion = 2

/** Names a copy by what is in it, so that another sound track makes another copy; without the extension. */
const copyName = ({ videoStreamIndex, audio, width, height, fieldOrder, hiddenTopLines }: ProbeResult): string => {
  const content = [copyVersion, videoStreamIndex, audio.heard, width, height, fieldOrder, hiddenTopLines]
  return `proxy-${createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12)}`
}
/** A failure is remembered so long, so that a player that asks again does not start it again. */
const failureFreshForMs = 60_000
const probeLimitMs = 20_000

interface Making {
  readonly videoId: string
  readonly contentId: string
  readonly controller: AbortController
  progress: number
}

/** Browser-playable copies, made on demand, one at a time, kept while there is room. */
export interface Proxies {
  readonly get: (videoId: string) => Promise<Result<ProxyState, ApiFailure>>
  readonly forget: (videoId: string) => void
  readonly close: () => Promise<void>
}

/** The proxies of one library. */
export const createProxies = (parts: {
  readonly store: StorePort
  readonly media: MediaPort
  readonly paths: LibraryPaths
  readonly locations: Locations
  readonly log: (level: 'info' | 'warn', message: string) => void
}): Proxies => {
  const queue = new Map<string, Making>()
  const failures = new Map<string, { readonly error: ApiFailure; readonly atMs: number }>()
  const judged = new Map<string, { readonly stamp: string; readonly fits: boolean }>()
  let worker: Promise<void> | null = null
  let closed = false

  const find = async ({ contentId, probe }: VideoDetailsRecord): Promise<ProxyState | null> => {
    if (probe === null) return null
    for (const [extension, mimeType] of types) {
      const path = join(parts.paths.content(contentId), `${copyName(probe)}.${extension}`)
      const slice = await wholeFile(path, mimeType)
      if (slice === null) continue
      const now = new Date()
      // The access time orders the cache; the modification time is the etag's.
      await stat(path)
        .then((found) => utimes(path, now, found.mtime))
        .catch(() => {})
      return { state: 'ready', slice }
    }
    return null
  }

  /**
   * The small copy that the camera wrote, where it lasts as long as the original, has as many frames a second, begins with
   * it and can be played. What was found out about one holds as long as the file stays the same.
   */
  const cameraProxy = async (video: VideoDetailsRecord): Promise<ProxyState | null> => {
    // It has the sound that the camera put first.
    if (video.audioStreamIndex !== null) return null
    for (const path of video.cameraProxies ?? []) {
      const found = await readStamp(path)
      if (found.kind !== 'file' || video.probe === null) continue
      const known = judged.get(path)
      const fits = known?.stamp === found.stamp ? known.fits : await showsTheSame(path, video.probe)
      judged.set(path, { stamp: found.stamp, fits })
      const slice = fits ? await wholeFile(path, videoMimeType(path, 'mp4')) : null
      if (slice !== null) return { state: 'ready', slice }
    }
    return null
  }

  const showsTheSame = async (path: string, original: ProbeResult): Promise<boolean> => {
    const { limits } = await parts.store.library.settings()
    const probed = await parts.media.probe({
      path,
      limits: { ...limits, wallClockMs: probeLimitMs },
      signal: AbortSignal.timeout(probeLimitMs),
    })
    return probed.ok && isPlayableCopy(probed.value, original)
  }

  const make = async (making: Making): Promise<void> => {
    const video: VideoDetailsRecord | null = await parts.store.videos.get(making.videoId)
    if (video === null || video.probe === null || video.removedAt !== null) return
    const path = await parts.locations.verified(video, making.controller.signal)
    if (!path.ok) {
      failures.set(making.videoId, { ...fromFailure(path.error, 'not_found'), atMs: performance.now() })
      return
    }
    const { limits } = await parts.store.library.settings()
    const folder = parts.paths.content(video.contentId)
    await mkdir(folder, { recursive: true })
    // Made in the temporary folder, which is emptied at start: a crash leaves nothing behind.
    const outputPath = join(parts.paths.temporary, `proxy-${video.contentId}.mp4`)
    const made = await parts.media.makeProxy({
      path: path.value,
      probe: video.probe,
      analysed: { durationMs: video.durationMs, frameCount: video.frameCount },
      outputPath,
      limits: { ...limits, wallClockMs: wallClockLimitMs(limits, video.durationMs) },
      signal: making.controller.signal,
      onProgress: ({ fraction }) => {
        making.progress = Math.min(1, Math.max(making.progress, fraction))
      },
    })
    if (making.controller.signal.aborted) {
      await rm(outputPath, { force: true })
      return
    }
    if (!made.ok) {
      failures.set(making.videoId, {
        ...fromFailure(made.error, made.error.code === 'disk_full' ? 'disk_full' : 'unsupported_media'),
        atMs: performance.now(),
      })
      return
    }
    const [extension] = types.find(([, mimeType]) => mimeType === made.value.mimeType) ?? types[0]
    await rename(outputPath, join(folder, `${copyName(video.probe)}.${extension}`))
    await evict(parts.paths, video.contentId)
  }

  const work = async (): Promise<void> => {
    for (let next = queue.values().next(); next.done !== true && !closed; next = queue.values().next()) {
      const making = next.value
      await make(making).catch((thrown: unknown) => {
        parts.log('warn', `a proxy could not be made: ${String(thrown)}`)
        const error = { code: 'internal', message: 'The playable copy could not be made.', remedy: 'Retry.' } as const
        failures.set(making.videoId, { error, atMs: performance.now() })
      })
      queue.delete(making.videoId)
    }
    worker = null
  }

  return {
    get: async (videoId) => {
      const video = await parts.store.videos.get(videoId)
      if (video === null || video.removedAt !== null) return notFound('video')
      const making = queue.get(videoId)
      if (making !== undefined) return ok({ state: 'making', progress: making.progress })
      const found = (await cameraProxy(video)) ?? (await find(video))
      if (found !== null) return ok(found)
      const failure = failures.get(videoId)
      if (failure !== undefined && performance.now() - failure.atMs < failureFreshForMs) {
        return { ok: false, error: failure.error }
      }
      failures.delete(videoId)
      if (video.probe === null) {
        return refuse('unavailable', 'The file has not been examined yet.', 'Wait until it is, then try again.')
      }
      if (closed) return refuse('unavailable', 'The library is being closed.')
      queue.set(videoId, { videoId, contentId: video.contentId, controller: new AbortController(), progress: 0 })
      worker ??= work()
      return ok({ state: 'making', progress: 0 })
    },
    forget: (videoId) => queue.get(videoId)?.controller.abort(),
    close: async () => {
      closed = true
      for (const making of queue.values()) making.controller.abort()
      await worker
    },
  }
}

/** Removes the proxies that were not used for longest until the rest fits; `keep` stays in any case. */
export const evict = async (paths: LibraryPaths, keep: string, capBytes?: number): Promise<void> => {
  const disk = await statfs(paths.media)
  const cap = capBytes ?? Math.min(maxCacheBytes, disk.blocks * disk.bsize * maxCacheShare)
  const found: { readonly path: string; readonly bytes: number; readonly usedMs: number }[] = []
  for (const shard of await readdir(paths.media).catch((): string[] => [])) {
    for (const content of await readdir(join(paths.media, shard)).catch((): string[] => [])) {
      const files = await readdir(join(paths.media, shard, content)).catch((): string[] => [])
      for (const name of files.filter((file) => copyPattern.test(file))) {
        const path = join(paths.media, shard, content, name)
        const file = await stat(path).catch(() => null)
        if (file !== null) found.push({ path, bytes: file.size, usedMs: content === keep ? Infinity : file.atimeMs })
      }
    }
  }
  let total = found.reduce((sum, file) => sum + file.bytes, 0)
  for (const file of found.toSorted((a, b) => a.usedMs - b.usedMs)) {
    if (total <= cap || file.usedMs === Infinity) return
    await rm(file.path, { force: true })
    total -= file.bytes
  }
}
