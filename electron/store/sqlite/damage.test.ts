import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { makeLibrary } from '../fixtures/damage-trial.ts'
import { damages } from '../fixtures/damages.ts'

// One condition each; `npm run bench -- torture damage` tries all of them, many times.
describe('a damaged database', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'goodclips-damage-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const library = await makeLibrary(folder, 12)

  it.each(damages.map((damage, index) => [damage.name, damage, index] as const))(
    '%s: is told, and costs no more than its own rows',
    async (_, damage, index) => {
      const conditions = { unclean: index % 2 === 1, backup: index % 3 !== 1, seed: index + 1 }
      const result = await library.attempt(join(folder, 'damaged'), damage, conditions)
      expect(result, JSON.stringify(conditions)).toMatchObject({
        told: damage.harmless !== true && result.outcome !== 'whole',
        doubledRows: 0,
        orphanRows: 0,
        problems: [],
        untoldTags: 0,
        leftBehind: [],
        countsAreRight: true,
        settled: true,
      })
      if (damage.refused === true) expect(result.outcome).toBe('refused')
      else expect(result.outcome).toMatch(/^(repaired|whole)$/)
      const isChangesLost = result.message.startsWith('changes_lost')
      if (!isChangesLost) expect(result.changedVideos).toBeLessThanOrEqual(result.videosFromBackup)
      if (conditions.backup || damage.losesRows !== true) expect(result.lostVideos).toBe(0)
      // Damage that is overlaid by the write-ahead log is none.
      if (result.outcome === 'whole' && damage.harmless !== true) expect(conditions.unclean).toBe(true)
    },
  )
})
