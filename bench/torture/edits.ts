import { seededRandom } from '../../electron/domain/seeded-random.ts'
import { killWhileEditing } from '../../electron/store/fixtures/killed-edits.ts'
import { noCounts, type TorturePart } from './part.ts'

/** Edits of scenes, marks and bins, killed in their middle. */
export const edits: TorturePart = {
  name: 'edits',
  summary: 'SIGKILL in the middle of an edit of scenes, marks or a bin; each round is one kill',
  rounds: 50,
  run: async ({ folder, rounds, seed, say }) => {
    const random = seededRandom(seed)
    const faults = await killWhileEditing(
      folder,
      rounds,
      () => random() * 250,
      (round, done) => {
        if (round % 10 === 0) say(`  ${round} kills, ${done} edits`)
      },
    )
    for (const fault of faults) say(`  ${fault}`)
    return { ...noCounts, tried: rounds, lost: faults.length }
  },
}
