import { join } from 'node:path'
import { makeLibrary, type TrialResult } from '../../electron/store/fixtures/damage-trial.ts'
import { type Damage, damages } from '../../electron/store/fixtures/damages.ts'
import { addCounts, noCounts, type TortureCounts, type TorturePart } from './part.ts'

const films = 27

const countsOf = (damage: Damage, backup: boolean, result: TrialResult): TortureCounts => {
  const isExpected = damage.refused === true ? result.outcome === 'refused' : result.outcome !== 'refused'
  const mayBeWhole = damage.harmless === true || result.changedVideos + result.lostVideos === 0
  const isTold = result.outcome === 'whole' ? mayBeWhole : result.told && result.countsAreRight
  // Newest changes whose log or page is gone cannot be had from anywhere; that they are, and how many films came from the
  // backup, is told.
  const changed = result.message.startsWith('changes_lost')
    ? 0
    : Math.max(0, result.changedVideos - result.videosFromBackup)
  const mayLose = damage.losesRows === true && !backup
  return {
    ...noCounts,
    tried: 1,
    lost: (mayLose ? 0 : result.lostVideos) + changed + result.untoldTags,
    doubled: result.doubledRows,
    orphaned: result.orphanRows,
    leftBehind: result.leftBehind.length,
    silent: isExpected && isTold && result.settled && result.problems.length === 0 ? 0 : 1,
  }
}

/** Every kind of damage to a library's database, after a clean stop and after a kill, with a backup and without. */
export const damage: TorturePart = {
  name: 'damage',
  summary: `${damages.length} kinds of damage to the database × clean or unclean stop × with or without a backup`,
  rounds: 1,
  run: async ({ folder, rounds, seed, signal, say }) => {
    const library = await makeLibrary(folder, films)
    let counts = noCounts
    for (let round = 0; round < rounds; round += 1) {
      for (const kind of damages) {
        for (const unclean of [false, true]) {
          for (const backup of [true, false]) {
            if (signal.aborted) return counts
            const conditions = { unclean, backup, seed: seed + round }
            const result = await library.attempt(join(folder, 'damaged'), kind, conditions)
            const found = countsOf(kind, backup, result)
            counts = addCounts(counts, found)
            const { tried: _, ...faults } = found
            if (Object.values(faults).some((count) => count > 0)) {
              say(`  ${kind.name}, ${JSON.stringify(conditions)}: ${JSON.stringify(result)}`)
            }
          }
        }
      }
    }
    return counts
  },
}
