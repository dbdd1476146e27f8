import type { Stats } from '../contract/index.ts'
import type { DatabaseRepair } from './ports/index.ts'

const films = (count: number): string => (count === 1 ? '1 film' : `${count} films`)

const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path

const shownNames = 5

const listed = (names: readonly string[]): string => {
  const rest = names.length - shownNames
  return `${names.slice(0, shownNames).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

const lostPart = ({ videosLost, lostNames }: DatabaseRepair): string => {
  if (videosLost === 0) return ''
  return ` ${films(videosLost)} ${videosLost === 1 ? 'was' : 'were'} lost${lostNames.length > 0 ? `: ${listed(lostNames)}` : ''}.`
}

const message = (repair: DatabaseRepair): string => {
  const { outcome, videosKept, videosFromBackup, backupFile } = repair
  const backup = backupFile === null ? 'the backup' : `the backup ${fileName(backupFile)}`
  switch (outcome) {
    case 'rebuilt':
      return 'Parts of the library’s database were damaged and have been made anew. Nothing was lost.'
    case 'salvaged': {
      const fromBackup = videosFromBackup === 0 ? '' : ` (${videosFromBackup} of them from ${backup})`
      return `The library’s database was damaged and has been repaired: ${films(videosKept)} kept${fromBackup}.${lostPart(repair)}`
    }
    case 'restored':
      return `The library’s database was damaged; ${backup} was restored: ${films(videosKept)}.${lostPart(repair)}`
    case 'begun':
      return `The library’s database was damaged and no backup could be used; a new one was begun.${lostPart(repair)}`
    case 'changes_lost':
      return 'The newest changes to the library could not be read back from the disk; everything before them is there.'
    case 'damaged':
      return 'Parts of the library’s database are damaged.'
  }
}

const remedy = (repair: DatabaseRepair): string => {
  const { outcome, damagedFile, videosQueued, filesToImport, videosLost, mayLack } = repair
  if (outcome === 'damaged') return 'Close GoodCLIPS and start it again: it repairs the database when it starts.'
  if (outcome === 'rebuilt') return 'Nothing has to be done. If it happens again, check the disk.'
  const parts: string[] = []
  if (outcome === 'changes_lost') parts.push('Look through what you did last.')
  if (filesToImport.length > 0) parts.push('Files of lost films that can be found are imported again.')
  else if (outcome === 'begun' || outcome === 'restored' || videosLost > 0)
    parts.push('Import your folders again to fill gaps.')
  if (mayLack.length > 0) parts.push(`Some ${mayLack.join(', ')} may be missing.`)
  if (videosQueued > 0) parts.push(`Parts of ${films(videosQueued)} are read again.`)
  if (damagedFile !== null) parts.push(`The damaged file was kept as ${fileName(damagedFile)}.`)
  parts.push('Check the disk if this happens again.')
  return parts.join(' ')
}

const codes = {
  rebuilt: 'database_repaired',
  salvaged: 'database_repaired',
  restored: 'database_restored',
  begun: 'database_restored',
  changes_lost: 'database_changes_lost',
  damaged: 'database_damaged',
} as const satisfies Readonly<Record<DatabaseRepair['outcome'], string>>

/**
 * The notice about damage of the database. It is dismissed by its `id`, which is absent while something is still
 * damaged.
 */
export const describeRepair = (repair: DatabaseRepair): Stats['notices'][number] => ({
  ...(repair.outcome === 'damaged' ? {} : { id: repair.id }),
  code: codes[repair.outcome],
  message: message(repair),
  remedy: remedy(repair),
})
