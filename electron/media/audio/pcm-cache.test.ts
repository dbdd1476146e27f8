import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { createPcmCache } from './pcm-cache.ts'

it('leaves no samples behind when it is closed, not even half a file', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'goodclips-pcm-'))
  const folder = path.join(root, 'audio')
  try {
    const cache = createPcmCache(folder, 1_000)
    await cache.close()
    await mkdir(folder)
    await writeFile(cache.pathOf('one'), new Uint8Array(20))
    await writeFile(`${cache.pathOf('two')}.partial`, new Uint8Array(20))
    cache.add('one', 10)
    expect(cache.hold('one')).not.toBeNull()
    await cache.close()
    expect(existsSync(folder)).toBe(false)
    expect(cache.hold('one')).toBeNull()
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})
