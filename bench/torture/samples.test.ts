import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { hangLimitMs } from '../../build/fixtures/patience.ts'
import { pythonEnvironment } from '../../electron/core/fixtures/small-model.ts'
import { runClients } from './clients.ts'
import { runExports } from './exports.ts'
import { installs } from './installs.ts'
import { noCounts, type TortureCounts } from './part.ts'
import { runPictureCaptions } from './picture-captions.ts'
import { uploads } from './uploads.ts'

// A few attempts of each part, the same every time; `npm run bench -- torture` makes many.

let folder = ''
let said: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goodclips-torture-sample-'))
  said = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

const options = (rounds: number, seed: number) => ({
  folder,
  rounds,
  seed,
  signal: AbortSignal.timeout(hangLimitMs),
  say: (line: string): void => void said.push(line),
})

const expectNoFault = (counts: TortureCounts, atLeast: number): void => {
  expect(counts, said.join('\n')).toEqual({ ...noCounts, tried: expect.any(Number) })
  expect(counts.tried, said.join('\n')).toBeGreaterThanOrEqual(atLeast)
}

it('uploads that are broken off, and whose host is killed, arrive whole and once', async () => {
  expectNoFault(await uploads.run(options(3, 3)), 3)
})

it('damaged captions that are pictures give what can be decoded, or a failure with a remedy', async () => {
  expectNoFault(await runPictureCaptions(options(18, 1)), 18)
})

it('fifty clients at once, some of whom never read, get their answers and lose no edit', async () => {
  expectNoFault(await runClients(options(0, 5), 3), 100)
})

it('clips of a bin whose host is killed are whole and once, and all of them in the end', {
  timeout: 300_000,
}, async () => {
  expectNoFault(await runExports(options(30, 4), 3), 30)
})

it.runIf(existsSync(pythonEnvironment))(
  'a model whose installation is killed is installed by the next one',
  async () => {
    expectNoFault(await installs.run(options(1, 2)), 1)
  },
)
