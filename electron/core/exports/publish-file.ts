import { link, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, parse } from 'node:path'
import { systemCode } from '../../domain/failure.ts'
import type { WrittenFile } from '../../domain/ports/index.ts'

const mostTries = 10_000

/** Gives a complete file its name, unless another has it. False when it is taken. */
const claimName = async (partial: string, target: string): Promise<boolean> => {
  try {
    // A link never replaces a file; a rename would.
    await link(partial, target)
    return true
  } catch (cause) {
    const code = systemCode(cause)
    if (code === 'EEXIST') return false
    // No links on this volume (exFAT, some shares).
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'].includes(code ?? '')) throw cause
  }
  if ((await stat(target).catch(() => null)) !== null) return false
  await rename(partial, target)
  return true
}

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r').catch(() => null)
  if (handle === null) return
  try {
    await handle.sync().catch(() => undefined)
  } finally {
    await handle.close()
  }
}

const candidate = (wanted: string, number: number): string => {
  const { dir, name, ext } = parse(wanted)
  return number === 1 ? wanted : join(dir, `${name} (${number})${ext}`)
}

/**
 * Gives a complete file a name that nothing has yet: `name.ext`, else `name (2).ext` and so on; never replaces a file. The
 * file keeps its partial name too, where the volume has links, until the caller has noted it. Rejects as `fs` does.
 */
export const publishFile = async (partial: string, wanted: string): Promise<WrittenFile> => {
  const handle = await open(partial, 'r+')
  let size: number
  try {
    await handle.sync()
    size = (await handle.stat()).size
  } finally {
    await handle.close()
  }
  for (let number = 1; number <= mostTries; number += 1) {
    const path = candidate(wanted, number)
    if (!(await claimName(partial, path))) continue
    await syncFolder(dirname(path))
    return { path, sizeBytes: size }
  }
  throw new Error(`${wanted} and ${mostTries} names like it are taken`)
}

/**
 * The file that a process which was ended had published from `partial` without noting it; null when there is none. What is
 * left of the partial file, and of pieces that it was made of (`<partial>.…`), is deleted then.
 */
export const publishedBefore = async (partial: string, wanted: string): Promise<WrittenFile | null> => {
  for (const name of await readdir(dirname(partial)).catch(() => []))
    if (name.startsWith(`${basename(partial)}.`)) await rm(join(dirname(partial), name), { force: true })
  const left = await stat(partial).catch(() => null)
  if (left === null) return null
  if (left.nlink > 1)
    for (let number = 1; number <= mostTries; number += 1) {
      const path = candidate(wanted, number)
      const found = await stat(path).catch(() => null)
      if (found === null) break
      if (found.ino === left.ino && found.dev === left.dev) return { path, sizeBytes: found.size }
    }
  await rm(partial, { force: true })
  return null
}
