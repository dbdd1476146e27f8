import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import type { DatabaseRepair } from '../../domain/ports/index.ts'

const repairSchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  outcome: z.enum(['rebuilt', 'salvaged', 'restored', 'begun', 'changes_lost', 'damaged']),
  problems: z.array(z.string()),
  videosKept: z.number().int(),
  videosFromBackup: z.number().int(),
  videosLost: z.number().int(),
  lostNames: z.array(z.string()),
  videosQueued: z.number().int(),
  mayLack: z.array(z.string()),
  damagedFile: z.string().nullable(),
  backupFile: z.string().nullable(),
  filesToImport: z.array(z.object({ path: z.string(), tags: z.array(z.string()) })),
})

const healthSchema = z.object({
  /** When everything was last checked and found sound. */
  checkedAt: z.iso.datetime().nullable().default(null),
  /** A repair that was begun; its damaged file may already lie where `damagedFile` says. */
  underway: repairSchema.nullable().default(null),
  repairs: z.array(repairSchema).default([]),
})
type Health = z.infer<typeof healthSchema>

const mostRepairs = 20

/** What is known about damage of a library's database; kept beside it in a file of its own, as the database may be lost. */
export interface DatabaseHealth {
  readonly checkedAt: () => string | null
  readonly setChecked: (at: string) => void
  /** Repairs that nobody has dismissed, newest first. */
  readonly repairs: () => readonly DatabaseRepair[]
  readonly add: (repair: DatabaseRepair) => void
  /** Changes one; false when there is none of this id. */
  readonly change: (id: string, change: (repair: DatabaseRepair) => DatabaseRepair) => boolean
  readonly dismiss: (id: string) => boolean
  readonly underway: () => DatabaseRepair | null
  /** Says what is about to be done, so that a process that dies meanwhile leaves it known; null when it is not to be done. */
  readonly setUnderway: (repair: DatabaseRepair | null) => void
}

const parse = (path: string): Health => {
  try {
    return healthSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return healthSchema.parse({})
  }
}

/** The health of the database as the file at `path` tells it. */
export const openHealth = (path: string): DatabaseHealth => {
  const write = (health: Health): void => {
    const partial = `${path}.partial`
    writeFileSync(partial, `${JSON.stringify(health, null, 2)}\n`, { mode: 0o600, flush: true })
    renameSync(partial, path)
  }
  const change = (changes: Partial<Health>): void => write({ ...parse(path), ...changes })
  return {
    checkedAt: () => parse(path).checkedAt,
    setChecked: (at) => change({ checkedAt: at }),
    repairs: () => parse(path).repairs,
    add: (repair) => change({ repairs: [repair, ...parse(path).repairs].slice(0, mostRepairs) as Health['repairs'] }),
    change: (id, changed) => {
      const { repairs } = parse(path)
      if (!repairs.some((repair) => repair.id === id)) return false
      change({ repairs: repairs.map((repair) => (repair.id === id ? changed(repair) : repair)) as Health['repairs'] })
      return true
    },
    dismiss: (id) => {
      const { repairs } = parse(path)
      if (!repairs.some((repair) => repair.id === id)) return false
      change({ repairs: repairs.filter((repair) => repair.id !== id) })
      return true
    },
    underway: () => (existsSync(path) ? parse(path).underway : null),
    setUnderway: (repair) => change({ underway: repair as Health['underway'] }),
  }
}

/** Deletes what a write that was interrupted left. */
export const dropPartialHealth = (path: string): void => rmSync(`${path}.partial`, { force: true })
