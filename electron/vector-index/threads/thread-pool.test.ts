import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSharedMemory, type SharedMemory } from '../arena/arena.ts'
import { createThreadPool, type ThreadPool } from './thread-pool.ts'
import type { ThreadTask } from './thread-task.ts'

/** A WebAssembly module that wants a function that nobody gives it. */
const wanting = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0],
  ...[1, 4, 1, 0x60, 0, 0],
  ...[2, 7, 1, 1, 0x78, 1, 0x79, 0, 0],
)

let shared: SharedMemory
let pool: ThreadPool

const fuse = (changes: Partial<Extract<ThreadTask, { kind: 'fuse' }>> = {}): ThreadTask => {
  const columns = shared.allocate(320)
  const maskAt = shared.allocate(64)
  return {
    ...{ kind: 'fuse', blocks: 1, termsAt: 64, terms: 0, maskAt, flags: 0, scoresAt: columns, bestsAt: columns + 256 },
    ...changes,
  }
}

beforeEach(async () => {
  shared = await createSharedMemory()
})
afterEach(() => pool.close())

describe('the threads of an index', () => {
  it('do more jobs than the ring holds, each once', async () => {
    pool = createThreadPool(shared, 3)
    const task = { kind: 'load', path: import.meta.filename, sections: [] } as const
    expect(await Promise.all(Array.from({ length: 200 }, () => pool.run(task, 7)))).toEqual(Array(200).fill(0))
    // Sections that are not there count.
    const section = { position: 1e9, bytes: 64, at: 0, checksum: 1 }
    expect(await pool.run({ ...task, sections: Array(20).fill(section) }, 20)).toBe(20)
  })

  it('tell of a task that fails, and go on', async () => {
    pool = createThreadPool(shared, 2)
    await expect(pool.run(fuse({ termsAt: 0xf0000000, terms: 1 }), 1)).rejects.toThrow()
    expect(await pool.run(fuse(), 1)).toBe(0)
  })

  it('leave what is not wanted any more', async () => {
    pool = createThreadPool(shared, 1)
    const reason = new Error('enough')
    const controller = new AbortController()
    const running = pool.run(fuse(), 1_000_000_000, controller.signal)
    controller.abort(reason)
    await expect(running).rejects.toBe(reason)
    await expect(pool.run(fuse(), 1, controller.signal)).rejects.toBe(reason)
    expect(await pool.run(fuse(), 1)).toBe(0)
  })

  it('end all that waits for them when one of them dies', async () => {
    const module = await WebAssembly.compile(wanting)
    pool = createThreadPool({ ...shared, module }, 2)
    const running = pool.run(fuse(), 1)
    await expect(running).rejects.toThrow('thread of the search index')
    expect((await pool.failed).message).toContain('thread of the search index')
    await expect(pool.run(fuse(), 1)).rejects.toThrow('thread of the search index')
  })

  it('do nothing once they are closed', async () => {
    pool = createThreadPool(shared, 1)
    const running = pool.run(fuse(), 1)
    running.catch(() => undefined)
    await pool.close()
    await expect(pool.run(fuse(), 1)).rejects.toThrow('closed')
  })
})
