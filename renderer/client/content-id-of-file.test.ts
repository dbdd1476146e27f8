import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { identify } from '../../electron/media/content-id.ts'
import { contentIdOfFile } from './content-id-of-file.ts'

it('is what the core makes of the same file, small or large', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'goodclips-content-id-'))
  try {
    for (const size of [1, 1_048_576, 1_048_577, 5_000_003]) {
      const bytes = Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 9)) & 255)
      const path = join(folder, `${size}`)
      await writeFile(path, bytes)
      const identity = await identify(path, new AbortController().signal)
      if (!identity.ok) throw new Error(identity.error.message)
      expect(await contentIdOfFile(new Blob([bytes])), `${size} bytes`).toBe(identity.value.contentId)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

it('is nothing for a file that cannot be read, which is then sent', async () => {
  const broken = new Blob(['x'])
  broken.slice = () => {
    throw new Error('the file is gone')
  }
  expect(await contentIdOfFile(broken)).toBeNull()
})
