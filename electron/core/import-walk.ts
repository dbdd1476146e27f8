import { opendir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'

import type { Failure } from '../contract/index.ts'
import { isHiddenName, isVideoFileName } from '../domain/import/file-names.ts'
import { systemCode } from './failures.ts'
import { pathFailure, unreadableName } from './import-check.ts'

/** What a walk comes across: a video to import, or something that cannot be entered. */
export type WalkFinding =
  | { readonly kind: 'video'; readonly path: string }
  | { readonly kind: 'problem'; readonly path: string; readonly failure: Failure }

/**
 * Walks a folder depth first and yields its video files in order of name. Hidden entries and other files are passed over;
 * every folder is entered once, so links in a circle end; the library's own folders (`skip`) are left out.
 */
export async function* walkFolder(
  root: string,
  skip: ReadonlySet<string>,
  signal: AbortSignal,
): AsyncGenerator<WalkFinding> {
  const entered = new Set<string>()
  const pending = [root]
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    signal.throwIfAborted()
    const names: string[] = []
    try {
      const real = await realpath(folder)
      if (entered.has(real) || skip.has(real)) continue
      entered.add(real)
      for await (const entry of await opendir(folder)) if (!isHiddenName(entry.name)) names.push(entry.name)
    } catch (thrown) {
      yield { kind: 'problem', path: folder, failure: pathFailure(systemCode(thrown)) }
      continue
    }
    names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    const folders: string[] = []
    for (const name of names) {
      signal.throwIfAborted()
      const path = join(folder, name)
      const kind = await kindOf(path)
      if (kind === 'folder') folders.push(path)
      else if (kind === 'unreadable' && name.includes('\ufffd')) {
        yield { kind: 'problem', path, failure: unreadableName }
      } else if (kind === 'file' && isVideoFileName(name)) yield { kind: 'video', path }
    }
    pending.push(...folders.reverse())
  }
}

const kindOf = async (path: string): Promise<'folder' | 'file' | 'other' | 'unreadable'> => {
  try {
    const found = await stat(path)
    if (found.isDirectory()) return 'folder'
    return found.isFile() ? 'file' : 'other'
  } catch {
    return 'unreadable'
  }
}
