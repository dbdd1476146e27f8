import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { HeldSamples } from '../../domain/ports/index.ts'

/** Cache of sample files with a limit on their total size; the least recently used file is deleted first. */
export interface PcmCache {
  /** A key names one content under one choice of its sound tracks. */
  readonly pathOf: (key: string) => string
  /** Makes room; false when so many bytes do not fit beside what is held. */
  readonly makeRoom: (bytes: number) => Promise<boolean>
  /** A file was written at `pathOf`. */
  readonly add: (contentId: string, sampleCount: number) => void
  readonly hold: (contentId: string) => HeldSamples | null
  /** Deletes the folder: its files are known only to this cache. */
  readonly close: () => Promise<void>
}

interface Entry {
  readonly sampleCount: number
  holders: number
  /** Nobody will ask for it again; it goes with its last holder. */
  isDone: boolean
}

const bytesOf = (sampleCount: number): number => sampleCount * 2

/** A cache in a folder that is emptied when the library is opened; it need not exist yet. */
export const createPcmCache = (folder: string, capBytes: number): PcmCache => {
  // Ordered by last use.
  const entries = new Map<string, Entry>()
  const pathOf = (contentId: string): string => path.join(folder, `${contentId}.pcm`)
  const total = (): number => [...entries.values()].reduce((sum, { sampleCount }) => sum + bytesOf(sampleCount), 0)
  const drop = async (contentId: string): Promise<void> => {
    entries.delete(contentId)
    await rm(pathOf(contentId), { force: true })
  }
  return {
    pathOf,
    close: async () => {
      entries.clear()
      await rm(folder, { recursive: true, force: true })
    },
    makeRoom: async (bytes) => {
      for (const [contentId, { holders }] of [...entries]) {
        if (total() + bytes <= capBytes) break
        if (holders === 0) await drop(contentId)
      }
      return total() + bytes <= capBytes
    },
    add: (contentId, sampleCount) => {
      entries.delete(contentId)
      entries.set(contentId, { sampleCount, holders: 0, isDone: false })
    },
    hold: (contentId) => {
      const entry = entries.get(contentId)
      if (entry === undefined) return null
      entries.delete(contentId)
      entries.set(contentId, entry)
      entry.holders += 1
      entry.isDone = false
      let held = true
      return {
        path: pathOf(contentId),
        sampleCount: entry.sampleCount,
        release: async (options) => {
          if (!held) return
          held = false
          entry.holders -= 1
          entry.isDone ||= options.drop
          if (entry.isDone && entry.holders === 0 && entries.get(contentId) === entry) await drop(contentId)
        },
      }
    },
  }
}
