import { stat } from 'node:fs/promises'
import { basename, isAbsolute } from 'node:path'
import {
  byteRoutes,
  type CreateExport,
  type Export,
  type ExportKind,
  type Failure,
  type Problem,
  routePath,
  timelineFormats,
} from '../../contract/index.ts'
import { type ApiFailure, systemCode } from '../../domain/failure.ts'
import { pages } from '../../domain/pages.ts'
import type { ExportRecord, NewBinItem, StorePort } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { Changes } from '../changes.ts'
import type { Core } from '../core-api.ts'
import { notFound, refuse } from '../failures.ts'
import type { LibraryPaths } from '../library-paths.ts'
import type { Ranges } from '../ranges.ts'
import { type ExportRun, runTimelineExport, type TimelineRequest } from './timeline-export.ts'

/** What exports are made from. */
export interface ExportParts {
  readonly store: StorePort
  readonly paths: Pick<LibraryPaths, 'exports'>
  readonly changes: Pick<Changes, 'exportChanged'>
  readonly ranges: Ranges
  readonly bins: Core['bins']
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void
}

/** Exports of one library, run one after the other. */
export interface Exports {
  readonly api: Core['exports']
  /** Takes over what an earlier process left. */
  readonly start: () => Promise<void>
  readonly close: () => Promise<void>
}

/** How each kind is run; answers what could not be carried. A kind without a row does not compile. */
const kinds: Readonly<Record<ExportKind, (store: StorePort, run: ExportRun) => Promise<readonly Problem[]>>> = {
  timeline: runTimelineExport,
}

const failureOf = (thrown: unknown): Failure => {
  const code = systemCode(thrown)
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return { code: 'disk_full', message: 'The disk is full.', remedy: 'Make room on it, and export again.' }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return {
      code: 'not_writable',
      message: 'GoodCLIPS may not write into the folder.',
      remedy: 'Choose another folder, or change its permissions.',
    }
  return {
    code: 'export_failed',
    message: `The files could not be written (${thrown instanceof Error ? thrown.message : String(thrown)}).`,
    remedy: 'Check that the folder and its drive are there, and export again.',
  }
}

const typeOf = (path: string): string =>
  Object.values(timelineFormats).find(({ extension }) => path.endsWith(`.${extension}`))?.mimeType ??
  'application/octet-stream'

const present = ({ request: _, error, files, ...record }: ExportRecord): Export => ({
  ...record,
  files: files.map((file, index) => ({
    ...file,
    url: routePath(byteRoutes.exportFile.path, { id: record.id, file: index }),
  })),
  report: [...record.report],
  ...(error === null ? {} : { error }),
})

/** Makes the exports of one library. */
export const createExports = ({ store, paths, changes, ranges, bins, log }: ExportParts): Exports => {
  const now = (): string => new Date().toISOString()
  let running: Promise<void> | null = null
  let closed = false

  const runNext = async (): Promise<void> => {
    for (;;) {
      const next = closed ? null : await store.exports.startNext()
      if (next === null) return
      changes.exportChanged(next.id)
      try {
        const report = await kinds[next.kind](store, {
          name: next.name,
          request: next.request,
          written: next.files,
          wrote: async (file, progress) => {
            await store.exports.wrote(next.id, file, progress)
            changes.exportChanged(next.id)
          },
        })
        await store.exports.finish(next.id, { state: 'done', report, error: null }, now())
      } catch (thrown) {
        log('warn', `an export failed: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`)
        await store.exports.finish(next.id, { state: 'failed', report: [], error: failureOf(thrown) }, now())
      }
      changes.exportChanged(next.id)
    }
  }

  const wake = (): void => {
    running ??= runNext()
      .catch((thrown: unknown) => log('warn', `exports stopped: ${String(thrown)}`))
      .finally(() => {
        running = null
      })
  }

  /** What a request names, under the name that the export gets unless it has one. */
  const gather = async ({
    source,
  }: CreateExport): Promise<Result<{ readonly name: string; readonly items: readonly NewBinItem[] }, ApiFailure>> => {
    if ('binId' in source) {
      const bin = await bins.get(source.binId, AbortSignal.timeout(60_000))
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
      const scenes: { readonly sceneId: string }[] = []
      for await (const page of pages((position) => store.scenes.list(source.videoId, { limit: 500, ...position })))
        scenes.push(...page.map(({ id }) => ({ sceneId: id })))
      const items = await ranges.resolve(scenes)
      return items.ok ? ok({ name: video.title, items: items.value }) : items
    }
    const entries = 'sceneIds' in source ? source.sceneIds.map((sceneId) => ({ sceneId })) : source.ranges
    const items = await ranges.resolve(entries)
    if (!items.ok) return items
    const titles = new Set(items.value.map(({ title }) => title))
    return ok({ name: titles.size === 1 ? ([...titles][0] ?? 'Selects') : 'Selects', items: items.value })
  }

  const folderOf = async (destination: string | undefined): Promise<Result<string, ApiFailure>> => {
    if (destination === undefined) return ok(paths.exports)
    if (!isAbsolute(destination))
      return refuse('bad_request', `“${destination}” is not an absolute path.`, 'Give the whole path of a folder.')
    const found = await stat(destination).catch(() => null)
    if (found !== null && !found.isDirectory())
      return refuse('bad_request', `“${destination}” is a file.`, 'Give the path of a folder.')
    return ok(destination)
  }

  return {
    api: {
      create: async (input) => {
        const gathered = await gather(input)
        if (!gathered.ok) return gathered
        const { items } = gathered.value
        if (items.length === 0)
          return refuse(
            'conflict',
            'There is nothing to export.',
            'Put ranges into the bin, or wait until the video is cut into scenes.',
          )
        const folder = await folderOf(input.destination)
        if (!folder.ok) return folder
        const request: TimelineRequest = {
          format: input.format,
          as: input.as,
          pathMap: input.pathMap ?? [],
          folder: folder.value,
          ranges: items.map(({ contentId, videoId, title, startFrame, endFrame, startMs, endMs, note }) => ({
            contentId,
            videoId,
            title,
            startFrame,
            endFrame,
            startMs,
            endMs,
            note,
          })),
        }
        const made = await store.exports.create(
          { kind: input.kind, name: input.name ?? gathered.value.name, request },
          now(),
        )
        changes.exportChanged(made.id)
        wake()
        return ok(present(made))
      },
      list: async (page) => {
        const { items, nextCursor } = await store.exports.list(page)
        return { items: items.map(present), nextCursor }
      },
      get: async (id) => {
        const found = await store.exports.get(id)
        return found === null ? notFound('export') : ok(present(found))
      },
      file: async (id, index) => {
        const file = (await store.exports.get(id))?.files[index]
        const found = file === undefined ? null : await stat(file.path).catch(() => null)
        if (file === undefined || found === null) return notFound('file of an export')
        return ok({
          fileName: basename(file.path),
          slice: {
            path: file.path,
            offset: 0,
            length: found.size,
            mimeType: typeOf(file.path),
            etag: `${id}-${index}-${found.size}-${Math.round(found.mtimeMs)}`,
            immutable: false,
          },
        })
      },
    },
    start: async () => {
      if ((await store.exports.recover()) > 0) wake()
    },
    close: async () => {
      closed = true
      await running
    },
  }
}
