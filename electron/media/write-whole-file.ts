import { mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'

/** Writes a file that appears under its name only when all its bytes are on the disk. Makes its folder; rejects as `fs` does. */
export const writeWholeFile = async (target: string, bytes: Uint8Array): Promise<void> => {
  await mkdir(path.dirname(target), { recursive: true })
  const partial = `${target}.partial`
  try {
    const handle = await open(partial, 'w')
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(partial, target)
  } catch (cause) {
    await rm(partial, { force: true })
    throw cause
  }
}
