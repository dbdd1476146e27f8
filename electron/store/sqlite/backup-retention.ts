/** A backup as far as keeping it is concerned. */
export interface KeptBackup {
  readonly path: string
  readonly madeAtMs: number
  readonly schemaVersion: number
  readonly bytes: number
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const newestKept = 3
const daysKept = 7
const weeksKept = 4
/** However large a library is, these stay. */
const leastKept = 2
const mostBytes = 4e9

/** How long after a backup the next one is due while the library changes. */
export const backupEveryMs = hourMs

/** Whether a backup is due now, given when the newest was made (null: there is none). */
export const isBackupDue = (newestMs: number | null, nowMs: number): boolean =>
  // One from the future (a clock set back) counts as old.
  newestMs === null || newestMs > nowMs || nowMs - newestMs >= backupEveryMs

const newestOfEach = <Key>(backups: readonly KeptBackup[], most: number, keyOf: (backup: KeptBackup) => Key) => {
  const found = new Map<Key, KeptBackup>()
  for (const backup of backups) if (!found.has(keyOf(backup))) found.set(keyOf(backup), backup)
  return [...found.values()].slice(0, most)
}

/**
 * Which backups to delete: kept are the newest three, the newest of each of the last seven days and four weeks that
 * have any, and the newest of the schema before this one, as long as all of them together stay below four gigabytes;
 * the newest two stay in any case.
 */
export const backupsToDelete = (backups: readonly KeptBackup[]): readonly KeptBackup[] => {
  const newestFirst = backups.toSorted((one, other) => other.madeAtMs - one.madeAtMs)
  const current = newestFirst[0]?.schemaVersion
  const wanted = new Set([
    ...newestFirst.slice(0, newestKept),
    ...newestOfEach(newestFirst, daysKept, ({ madeAtMs }) => Math.floor(madeAtMs / dayMs)),
    ...newestOfEach(newestFirst, weeksKept, ({ madeAtMs }) => Math.floor(madeAtMs / (7 * dayMs))),
    ...newestFirst.filter(({ schemaVersion }) => schemaVersion !== current).slice(0, 1),
  ])
  let bytes = 0
  return newestFirst.filter((backup, index) => {
    if (!wanted.has(backup)) return true
    bytes += backup.bytes
    return index >= leastKept && bytes > mostBytes
  })
}
