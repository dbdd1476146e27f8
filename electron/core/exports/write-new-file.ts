import { randomBytes } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { WrittenFile } from '../../domain/ports/index.ts'
import { publishFile } from './publish-file.ts'

/**
 * Writes a text under a name that nothing has yet: `name.ext`, else `name (2).ext` and so on. The file has its name only
 * when all of it is on the disk. Answers its path; rejects as `fs` does.
 */
export const writeNewFile = async (wanted: string, text: string): Promise<WrittenFile> => {
  const folder = dirname(wanted)
  await mkdir(folder, { recursive: true })
  const partial = join(folder, `.goodclips-${randomBytes(9).toString('base64url')}.partial`)
  try {
    const handle = await open(partial, 'wx')
    try {
      await handle.writeFile(Buffer.from(text, 'utf8'))
    } finally {
      await handle.close()
    }
    return await publishFile(partial, wanted)
  } finally {
    await rm(partial, { force: true })
  }
}
