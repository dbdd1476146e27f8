import { describe, expect, it } from 'vitest'
import { backupsToDelete, isBackupDue, type KeptBackup } from './backup-retention.ts'

const hourMs = 3_600_000
const now = Date.UTC(2026, 5, 30, 12)
const made = (hoursAgo: number, changes: Partial<KeptBackup> = {}): KeptBackup => ({
  path: `${hoursAgo}`,
  madeAtMs: now - hoursAgo * hourMs,
  schemaVersion: 5,
  bytes: 1e6,
  ...changes,
})
const kept = (backups: readonly KeptBackup[]): readonly string[] => {
  const gone = new Set(backupsToDelete(backups))
  return backups.filter((backup) => !gone.has(backup)).map(({ path }) => path)
}

describe('which backups stay', () => {
  it('are few however many were made, and reach back for weeks', () => {
    const backups = Array.from({ length: 24 * 60 }, (_, hoursAgo) => made(hoursAgo))
    const left = kept(backups)
    expect(left.slice(0, 3)).toEqual(['0', '1', '2'])
    expect(left.length).toBeLessThanOrEqual(14)
    expect(Number(left.at(-1))).toBeGreaterThan(14 * 24)
  })

  it('are bounded in bytes, but for the newest two', () => {
    expect(kept([0, 1, 2, 25, 49].map((hoursAgo) => made(hoursAgo, { bytes: 3e9 })))).toEqual(['0', '1'])
    expect(kept([0, 1, 2, 25, 49].map((hoursAgo) => made(hoursAgo, { bytes: 1e9 })))).toHaveLength(4)
  })

  it('include the one from before the newest migration', () => {
    const backups = [...Array.from({ length: 5 }, (_, hour) => made(hour)), made(6, { schemaVersion: 4 })]
    expect(kept(backups)).toContain('6')
  })
})

it('makes one an hour while the library changes, and at once when there is none or the clock was set back', () => {
  expect(isBackupDue(null, now)).toBe(true)
  expect(isBackupDue(now - hourMs / 2, now)).toBe(false)
  expect(isBackupDue(now - hourMs, now)).toBe(true)
  expect(isBackupDue(now + 1, now)).toBe(true)
})
