import { expect, it } from 'vitest'
import { runSideBySide } from './side-by-side.ts'

it('counts a step that ends without a result as failed, and goes on with the others', async () => {
  const reports = await runSideBySide(['no-such-step', 'neither-this', 'nor-this'])
  expect(reports).toMatchObject(
    ['no-such-step', 'neither-this', 'nor-this'].map((name) => ({ kind: 'ran', name, passed: 0, failed: 1 })),
  )
})
