import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import {
  byteRoutes,
  type CreateExport,
  type Export,
  type ExportKind,
  type Failure,
  type Problem,
  routePath,
} from '../../contract/index.ts'
import { systemCode, withoutCause } from '../../domain/failure.ts'
import type { ExportRecord, MediaPort, StorePort } from '../../domain/ports/index.ts'
import { ok } from '../../domain/result.ts'
import type { Changes } from '../changes.ts'
import type { Core } from '../core-api.ts'
import { notFound, refuse } from '../failures.ts'
import type { Locations } from '../library/locations.ts'
import type { LibraryPaths } from '../library-paths.ts'
import type { Ranges } from '../ranges.ts'
import type { ClipsRequest } from './clip-calls.ts'
import { runClipsExport } from './clips-export.ts'
import { type ContactSheetRequest, runContactSheetExport } from './contact-sheet-export.ts'
import { ExportError, type ExportedRange, type ExportRun, exportDiskFull, exportedRange } from './export-run.ts'
import { destinationFolder, gatherRanges } from './export-source.ts'
import { fileMimeType } from './file-types.ts'
import { previewCuts } from './preview-cuts.ts'
import { runStillsExport, type StillsRequest } from './stills-export.ts'
import { runTimelineExport, type TimelineRequest } from './timeline-export.ts'

/** What exports are made from. */
export interface ExportParts {
  readonly store: StorePort
  readonly media: MediaPort
  readonly locations: Locations
  readonly paths: Pick<LibraryPaths, 'exports' | 'content' | 'temporary'>
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

/** What an export of a kind keeps to run, and how it is run; it answers what could not be carried. */
interface KindOfExport<Kind extends ExportKind> {
  readonly request: (
    input: Extract<CreateExport, { readonly kind: Kind }>,
    folder: string,
    ranges: ExportedRange[],
  ) => unknown
  readonly run: (parts: ExportParts, run: ExportRun) => Promise<readonly Problem[]>
}

/** A kind without a row does not compile. */
const kinds: { readonly [Kind in ExportKind]: KindOfExport<Kind> } = {
  timeline: {
    request: ({ format, as, pathMap = [] }, folder, ranges): TimelineRequest => ({
      format,
      as,
      pathMap,
      folder,
      ranges,
    }),
    run: ({ store }, run) => runTimelineExport(store, run),
  },
  clips: {
    request: ({ mode, preset, handlesFrames, join, nameTemplate, subtitles }, folder, ranges): ClipsRequest => ({
      subtitles: subtitles ?? null,
      mode,
      preset: preset ?? null,
      handlesFrames,
      join,
      nameTemplate,
      folder,
      ranges,
    }),
    run: runClipsExport,
  },
  stills: {
    request: ({ format, frame, hdr, nameTemplate }, folder, ranges): StillsRequest => ({
      format,
      frame,
      hdr,
      nameTemplate,
      folder,
      ranges,
    }),
    run: runStillsExport,
  },
  'contact-sheet': {
    request: ({ format, columns, rows, pageSize, orientation }, folder, ranges): ContactSheetRequest => ({
      format,
      columns,
      rows,
      pageSize,
      orientation,
      folder,
      ranges,
    }),
    run: runContactSheetExport,
  },
}

const requestOf = <Kind extends ExportKind>(
  kind: Kind,
  input: Extract<CreateExport, { readonly kind: Kind }>,
  folder: string,
  ranges: ExportedRange[],
): unknown => kinds[kind].request(input, folder, ranges)

const failureOf = (thrown: unknown): Failure => {
  if (thrown instanceof ExportError) return withoutCause(thrown.failure)
  const code = systemCode(thrown)
  if (code === 'ENOSPC' || code === 'EDQUOT') return exportDiskFull
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

interface Live {
  readonly controller: AbortController
  progress: number
  speed: number
  readonly beganAt: number
  beganWith: number
  toldAt: number
}

const present = ({ request: _, error, files, progress, ...record }: ExportRecord, live: Live | undefined): Export => {
  const elapsed = live === undefined ? 0 : performance.now() - live.beganAt
  const gained = live === undefined ? 0 : live.progress - live.beganWith
  return {
    ...record,
    progress: Math.min(1, Math.max(progress, live?.progress ?? 0)),
    ...(live === undefined || live.speed === 0 ? {} : { speed: live.speed }),
    ...(live === undefined || gained <= 0
      ? {}
      : { timeLeftMs: Math.max(0, Math.round((elapsed * (1 - live.progress)) / gained)) }),
    files: files.map(({ path, sizeBytes }, index) => ({
      path,
      sizeBytes,
      url: routePath(byteRoutes.exportFile.path, { id: record.id, file: index }),
    })),
    report: [...record.report],
    ...(error === null ? {} : { error }),
  }
}

/** Pages are told at most this often, in ms. */
const tellEveryMs = 250

/** Makes the exports of one library. */
export const createExports = (parts: ExportParts): Exports => {
  const { store, paths, changes, log } = parts
  const now = (): string => new Date().toISOString()
  const live = new Map<string, Live>()
  let running: Promise<void> | null = null
  let closed = false

  const runOne = async (next: ExportRecord): Promise<void> => {
    const state: Live = {
      controller: new AbortController(),
      progress: next.progress,
      speed: 0,
      beganAt: performance.now(),
      beganWith: next.progress,
      toldAt: 0,
    }
    live.set(next.id, state)
    changes.exportChanged(next.id)
    try {
      const report = await kinds[next.kind].run(parts, {
        id: next.id,
        name: next.name,
        request: next.request,
        written: next.files,
        report: next.report,
        signal: state.controller.signal,
        wrote: async (files, progress, told) => {
          await store.exports.wrote(next.id, files, progress, told)
          state.progress = Math.max(state.progress, progress)
          changes.exportChanged(next.id)
        },
        progressed: (progress, speed) => {
          state.progress = Math.max(state.progress, progress)
          state.speed = speed
          if (performance.now() - state.toldAt < tellEveryMs) return
          state.toldAt = performance.now()
          changes.exportChanged(next.id)
        },
      })
      await store.exports.finish(next.id, { state: 'done', report, error: null }, now())
    } catch (thrown) {
      // An export that a closing library interrupts goes on when it is opened again.
      if (closed) return
      const { report } = (await store.exports.get(next.id)) ?? next
      if (state.controller.signal.aborted) {
        await store.exports.finish(next.id, { state: 'cancelled', report, error: null }, now())
        return
      }
      log('warn', `an export failed: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`)
      await store.exports.finish(next.id, { state: 'failed', report, error: failureOf(thrown) }, now())
    } finally {
      live.delete(next.id)
      changes.exportChanged(next.id)
    }
  }

  const runAll = async (): Promise<void> => {
    for (;;) {
      const next = closed ? null : await store.exports.startNext()
      if (next === null) return
      await runOne(next)
    }
  }

  const wake = (): void => {
    running ??= runAll()
      .catch((thrown: unknown) => log('warn', `exports stopped: ${String(thrown)}`))
      .finally(() => {
        running = null
      })
  }

  const tell = async (id: string) => {
    const found = await store.exports.get(id)
    return found === null ? notFound('export') : ok(present(found, live.get(id)))
  }

  return {
    api: {
      create: async (input) => {
        const gathered = await gatherRanges(parts, input.source)
        if (!gathered.ok) return gathered
        const { items } = gathered.value
        if (items.length === 0)
          return refuse(
            'conflict',
            'There is nothing to export.',
            'Put ranges into the bin, or wait until the video is cut into scenes.',
          )
        const folder = await destinationFolder(input.destination, paths.exports)
        if (!folder.ok) return folder
        const request = requestOf(input.kind, input, folder.value, items.map(exportedRange))
        const made = await store.exports.create(
          { kind: input.kind, name: input.name ?? gathered.value.name, request },
          now(),
        )
        changes.exportChanged(made.id)
        wake()
        return ok(present(made, undefined))
      },
      list: async (page) => {
        const { items, nextCursor } = await store.exports.list(page)
        return { items: items.map((item) => present(item, live.get(item.id))), nextCursor }
      },
      get: tell,
      cancel: async (id) => {
        const found = await store.exports.get(id)
        if (found === null) return notFound('export')
        live.get(id)?.controller.abort()
        if (found.state === 'waiting')
          await store.exports.finish(id, { state: 'cancelled', report: found.report, error: null }, now())
        changes.exportChanged(id)
        return tell(id)
      },
      resume: async (id) => {
        const found = await store.exports.get(id)
        if (found === null) return notFound('export')
        if (found.state !== 'failed' && found.state !== 'cancelled')
          return refuse('conflict', 'The export neither failed nor was cancelled.', 'Wait for it, or export again.')
        await store.exports.resume(id)
        changes.exportChanged(id)
        wake()
        return tell(id)
      },
      previewCuts: (input, signal) => previewCuts(parts, input, signal),
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
            mimeType: fileMimeType(file.path),
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
      for (const { controller } of live.values()) controller.abort()
      await running
    },
  }
}
