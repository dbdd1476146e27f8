import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Arena, createArena, noAddress } from '../arena/arena.ts'
import { searchStructure } from '../arena/memory-layout.ts'
import { openScanKernel } from '../kernel/scan-kernel.ts'
import { createThreadPool, type ThreadPool } from './thread-pool.ts'
import type { ThreadTask } from './thread-task.ts'

/** A WebAssembly module that wants a function that nobody gives it. */
const wanting = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0],
  ...[1, 4, 1, 0x60, 0, 0],
  ...[2, 7, 1, 1, 0x78, 1, 0x79, 0, 0],
)

let arena: Arena
let module: WebAssembly.Module
let pool: ThreadPool

/** A search over one block of slots, with terms at an address if it has any. */
const fuse = (terms: readonly [] | readonly [address: number] = []): ThreadTask => {
  const search = arena.structure(searchStructure)
  const scores = arena.allocate(64 * 4)
  search.set({
    terms: terms[0] ?? 0,
    termCount: terms.length,
    mask: arena.allocate(64).address,
    scores: scores.address,
    bests: arena.allocate(4).address,
  })
  return { kind: 'fuse', search: search.address, blocks: 1 }
}

beforeEach(async () => {
  arena = createArena()
  module = (await openScanKernel(arena)).module
})
afterEach(() => pool.close())

describe('the threads of an index', () => {
  it('do more jobs than the ring holds, each once', async () => {
    pool = createThreadPool(arena, module, 3)
    const task = { kind: 'load', path: import.meta.filename, sections: [] } as const
    expect(await Promise.all(Array.from({ length: 200 }, () => pool.run(task, 7)))).toEqual(Array(200).fill(0))
    // Sections that are not there count.
    const section = { position: 1e9, bytes: 64, target: noAddress, checksum: 1 }
    expect(await pool.run({ ...task, sections: Array(20).fill(section) }, 20)).toBe(20)
  })

  it('tell of a task that fails, and go on', async () => {
    pool = createThreadPool(arena, module, 2)
    await expect(pool.run(fuse([0xf0000000]), 1)).rejects.toThrow()
    expect(await pool.run(fuse(), 1)).toBe(0)
  })

  it('tell of every task that fails, whichever thread is heard first, and of no other', async () => {
    pool = createThreadPool(arena, module, 3)
    for (let round = 0; round < 300; round += 1) {
      const outcomes = await Promise.allSettled([pool.run(fuse([0xf0000000]), 1), pool.run(fuse(), 1)])
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    }
  })

  it('leave what is not wanted any more', async () => {
    pool = createThreadPool(arena, module, 1)
    const reason = new Error('enough')
    const controller = new AbortController()
    const running = pool.run(fuse(), 1_000_000_000, controller.signal)
    controller.abort(reason)
    await expect(running).rejects.toBe(reason)
    await expect(pool.run(fuse(), 1, controller.signal)).rejects.toBe(reason)
    expect(await pool.run(fuse(), 1)).toBe(0)
  })

  it('end all that waits for them when one of them dies', async () => {
    const wrong = await WebAssembly.compile(wanting)
    pool = createThreadPool(arena, wrong, 2)
    const running = pool.run(fuse(), 1)
    await expect(running).rejects.toThrow('thread of the search index')
    expect((await pool.failed).message).toContain('thread of the search index')
    await expect(pool.run(fuse(), 1)).rejects.toThrow('thread of the search index')
  })

  it('do nothing once they are closed', async () => {
    pool = createThreadPool(arena, module, 1)
    const running = pool.run(fuse(), 1)
    running.catch(() => undefined)
    await pool.close()
    await expect(pool.run(fuse(), 1)).rejects.toThrow('closed')
  })
})
