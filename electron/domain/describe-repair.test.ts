import { describe, expect, it } from 'vitest'
import { describeRepair } from './describe-repair.ts'
import type { DatabaseRepair } from './ports/index.ts'

const repair = (changes: Partial<DatabaseRepair>): DatabaseRepair => ({
  id: 'r1',
  at: '2026-01-01T00:00:00.000Z',
  outcome: 'salvaged',
  problems: ['database disk image is malformed'],
  videosKept: 27,
  videosFromBackup: 0,
  videosLost: 0,
  lostNames: [],
  videosQueued: 0,
  mayLack: [],
  damagedFile: '/library/library.sqlite.corrupt-20260101T000000000Z',
  backupFile: null,
  filesToImport: [],
  ...changes,
})

describe('what a person is told about damage', () => {
  it('is how many films were kept, where the rest came from, and which are lost', () => {
    expect(describeRepair(repair({})).message).toBe(
      'The library’s database was damaged and has been repaired: 27 films kept.',
    )
    const told = describeRepair(
      repair({
        videosFromBackup: 3,
        backupFile: '/library/backups/b.sqlite',
        videosLost: 2,
        lostNames: ['a.mp4', 'b.mp4'],
      }),
    )
    expect(told.message).toBe(
      'The library’s database was damaged and has been repaired: 27 films kept (3 of them from the backup b.sqlite). 2 films were lost: a.mp4, b.mp4.',
    )
    expect(told.remedy).toContain('library.sqlite.corrupt-20260101T000000000Z')
  })

  it('says what else may be missing, and what is read again', () => {
    const { remedy } = describeRepair(repair({ mayLack: ['tags', 'saved searches'], videosQueued: 1 }))
    expect(remedy).toContain('Some tags, saved searches may be missing.')
    expect(remedy).toContain('Parts of 1 film are read again.')
  })

  it('cannot be dismissed while the damage is there', () => {
    expect(describeRepair(repair({ outcome: 'damaged' }))).not.toHaveProperty('id')
    expect(describeRepair(repair({ outcome: 'rebuilt' }))).toMatchObject({ id: 'r1', code: 'database_repaired' })
  })
})
