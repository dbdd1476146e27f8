import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Lends paths in a folder that is emptied at every start; what lies there is deleted when the work has ended. */
export const temporaryFiles =
  (folder: string) =>
  async <Value>(work: (path: string) => Promise<Value>): Promise<Value> => {
    await mkdir(folder, { recursive: true })
    const path = join(folder, `work-${randomUUID()}`)
    try {
      return await work(path)
    } finally {
      await rm(path, { force: true })
    }
  }
