import { expect, test } from 'vitest'
import { realMediaFolder } from '../../build/fixtures/real-media.ts'
import { endAfterKills, type KilledStageId, killedStageIds, killedStages, leastWords } from './kills.ts'

const longMs = 40 * 60_000
/** `npm run bench -- words --part kills` makes ten. */
const kills = 2
const cannotRun: Readonly<Record<KilledStageId, string | null>> = {
  transcribe: realMediaFolder === null ? 'the folder of real films is not here' : null,
  'read-text': null,
}

for (const stage of killedStageIds) {
  const { what, modelId } = killedStages[stage]
  test(
    `a process that is killed while ${what} ends like one that is not`,
    async (context) => {
      const reason = cannotRun[stage]
      if (reason !== null) return context.skip(reason)
      const end = await endAfterKills(stage, kills, 1)
      if (end === null) {
        process.stdout.write(`${modelId} could not be fetched from the package index: nothing is killed.\n`)
        return context.skip()
      }
      expect(end.kills).toBe(kills)
      expect(end.undisturbed.length).toBeGreaterThan(leastWords)
      expect(end.killed).toBe(end.undisturbed)
    },
    longMs,
  )
}
