import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { crc32 } from '../../domain/checksum.ts'
import type { BackgroundVectorCache } from '../../search/backgrounds.ts'

/** `resources/search-background.json`. */
const backgroundSchema = z.strictObject({
  about: z.string(),
  version: z.literal(1),
  texts: z.array(z.string().min(1).max(200)).min(40).max(100),
})

/**
 * The background queries that come with the app. None when they cannot be read, which `log` is told: search then judges by what
 * noise is expected to reach, and the library opens all the same.
 */
export const readBackgroundTexts = async (path: string, log: (message: string) => void): Promise<readonly string[]> => {
  try {
    return backgroundSchema.parse(JSON.parse(await readFile(path, 'utf8'))).texts
  } catch (error) {
    log(`the background queries of search cannot be read; install GoodCLIPS anew: ${String(error)}`)
    return []
  }
}

/** Vectors of the background queries in a folder, a file for each space; what is damaged counts as not there. */
export const createBackgroundVectorCache = (folder: string, texts: readonly string[]): BackgroundVectorCache => {
  const version = crc32(new TextEncoder().encode(JSON.stringify(texts)))
    .toString(16)
    .padStart(8, '0')
  const pathOf = (spaceId: string): string => join(folder, `background-${spaceId}-${version}.f32`)

  return {
    read: async (spaceId) => {
      const bytes = await readFile(pathOf(spaceId)).catch(() => null)
      if (bytes === null || bytes.length < 8 || bytes.length % 4 !== 0) return null
      const body = Uint8Array.from(bytes.subarray(4))
      return crc32(body) === bytes.readUInt32LE(0) ? new Float32Array(body.buffer) : null
    },
    write: async (spaceId, vectors) => {
      const body = new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength)
      const head = new Uint8Array(Uint32Array.of(crc32(body)).buffer)
      await mkdir(folder, { recursive: true })
      const path = pathOf(spaceId)
      await writeFile(`${path}.partial`, Buffer.concat([head, body]))
      await rename(`${path}.partial`, path)
    },
  }
}
