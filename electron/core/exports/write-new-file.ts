import { randomBytes } from 'node:crypto'
import { link, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, parse } from 'node:path'
import { systemCode } from '../../domain/failure.ts'

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

/**
 * Writes a text under a name that nothing has yet: `name.ext`, else `name (2).ext` and so on. The file has its name only
 * when all of it is on the disk. Answers its path; rejects as `fs` does.
 */
export const writeNewFile = async (
  wanted: string,
  text: string,
): Promise<{ readonly path: string; readonly sizeBytes: number }> => {
  const { dir, name, ext } = parse(wanted)
  await mkdir(dir, { recursive: true })
  const partial = join(dir, `.goodclips-${randomBytes(9).toString('base64url')}.partial`)
  const bytes = Buffer.from(text, 'utf8')
  try {
    const handle = await open(partial, 'wx')
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    for (let number = 1; number <= mostTries; number += 1) {
      const path = number === 1 ? wanted : join(dir, `${name} (${number})${ext}`)
      if (!(await claimName(partial, path))) continue
      await syncFolder(dirname(path))
      return { path, sizeBytes: bytes.length }
    }
    throw new Error(`${wanted} and ${mostTries} names like it are taken`)
  } finally {
    await rm(partial, { force: true })
  }
}
