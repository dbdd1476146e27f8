import { lstat, opendir, readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'

import type { Failure } from '../../contract/index.ts'
import { isCaptionFolder, sidecarsOf } from '../../domain/captions/index.ts'
import { systemCode } from '../../domain/failure.ts'
import { originalCandidates } from '../../domain/import/camera-proxy.ts'
import { isHiddenName, stemOf } from '../../domain/import/file-names.ts'
import { judgeFile, type LeftOutKind } from '../../domain/import/judge-file.ts'
import { proxyOfRaw } from './camera-raw.ts'
import { pathFailure, unreadableName } from './import-check.ts'
import { readHead } from './read-head.ts'
import { folderAsSpelled } from './spelled-folder.ts'

/** What a walk comes across: a film, a camera's small copy of one, something that is left out, or what cannot be entered. */
export type WalkFinding =
  | { readonly kind: 'video'; readonly path: string }
  | { readonly kind: 'camera-proxy'; readonly path: string; readonly original: string }
  | { readonly kind: 'left-out'; readonly path: string; readonly why: LeftOutKind; readonly format?: string }
  | { readonly kind: 'problem'; readonly path: string; readonly failure: Failure }

/** How a folder is walked. */
export interface WalkOptions {
  /** Real paths of folders that are never entered: the library's own. */
  readonly skip: ReadonlySet<string>
  /** Links may lead anywhere; otherwise only within the folder that is walked. */
  readonly followLinks: boolean
  readonly signal: AbortSignal
}

/** The film that a camera's small copy belongs to; null when it is none or the film is not there. */
export const originalOf = async (path: string): Promise<string | null> => {
  const folder = dirname(path)
  for (const candidate of originalCandidates(basename(path), basename(folder))) {
    const base = await folderAsSpelled(join(folder, candidate.folder))
    for (const name of await readdir(base).catch((): string[] => [])) {
      const found = join(base, name)
      if (found === path || !candidate.stems.includes(stemOf(name).toLowerCase()) || isHiddenName(name)) continue
      if (originalCandidates(name, basename(base)).some(({ folder: where }) => where === '.')) continue
      if (judgeFile(found, await readHead(found)).kind === 'video') return found
    }
  }
  return null
}

type Entry = 'folder' | 'file' | 'other' | 'unreadable' | 'broken-link' | 'outside-link'

/**
 * Walks a folder depth first and tells of every file in order of name what becomes of it. Every folder is entered once, so
 * links in a circle end. Hidden folders are not entered.
 */
export async function* walkFolder(root: string, options: WalkOptions): AsyncGenerator<WalkFinding> {
  const { signal, skip } = options
  const entered = new Set<string>()
  const pending = [root]
  const realRoot = await realpath(root).catch(() => root)

  const entryOf = async (path: string): Promise<Entry> => {
    try {
      if ((await lstat(path)).isSymbolicLink()) {
        const target = await realpath(path).catch((thrown: unknown) => {
          if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(systemCode(thrown))) return null
          throw thrown
        })
        if (target === null) return 'broken-link'
        const isInside = target === realRoot || target.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep)
        if (!isInside && !options.followLinks) return 'outside-link'
      }
      const found = await stat(path)
      if (found.isDirectory()) return 'folder'
      return found.isFile() ? 'file' : 'other'
    } catch {
      return 'unreadable'
    }
  }

  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    signal.throwIfAborted()
    const names: string[] = []
    try {
      const real = await realpath(folder)
      if (entered.has(real) || skip.has(real)) continue
      entered.add(real)
      for await (const entry of await opendir(folder)) names.push(entry.name)
    } catch (thrown) {
      yield { kind: 'problem', path: folder, failure: pathFailure(thrown) }
      continue
    }
    names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    const folders: string[] = []
    const videos: string[] = []
    const others: { readonly name: string; readonly why: LeftOutKind; readonly format?: string }[] = []
    for (const name of names) {
      signal.throwIfAborted()
      const path = join(folder, name)
      if (isHiddenName(name)) {
        const verdict = judgeFile(path, new Uint8Array(0))
        yield { kind: 'left-out', path, why: verdict.kind === 'video' ? 'hidden' : verdict.why }
        continue
      }
      const entry = await entryOf(path)
      if (entry === 'folder') folders.push(path)
      else if (entry === 'broken-link') yield { kind: 'left-out', path, why: 'broken-links' }
      else if (entry === 'outside-link') yield { kind: 'left-out', path, why: 'outside-links' }
      else if (entry === 'unreadable' && name.includes('\ufffd')) {
        yield { kind: 'problem', path, failure: unreadableName }
      } else if (entry === 'file') {
        const verdict = judgeFile(path, await readHead(path))
        if (verdict.kind === 'left-out') {
          const { format } = verdict
          const hasProxy = verdict.why === 'raw' && (await proxyOfRaw(path)) !== null
          const why = hasProxy ? 'raw-with-proxy' : verdict.why
          others.push({ name, why, ...(format === undefined ? {} : { format }) })
          continue
        }
        const original = await originalOf(path)
        if (original !== null) yield { kind: 'camera-proxy', path, original }
        else {
          videos.push(name)
          yield { kind: 'video', path }
        }
      }
      // Pipes, sockets and devices are not files that somebody could miss.
    }
    // Captions are read with the film beside them; those in `Subs/` and the like with the films around it.
    const mayBelong = others.filter(({ why }) => why === 'captions' || why === 'other').map(({ name }) => name)
    const listing = { names: [...videos, ...mayBelong], inFolders: [] }
    const readers = mayBelong.length === 0 ? [] : videos
    const used = new Set(readers.flatMap((video) => sidecarsOf(video, listing).map(({ path }) => path)))
    for (const { name, ...other } of others) {
      const isRead = used.has(name) || (other.why === 'captions' && isCaptionFolder(basename(folder)))
      if (!isRead) yield { kind: 'left-out', path: join(folder, name), ...other }
    }
    pending.push(...folders.reverse())
  }
}
