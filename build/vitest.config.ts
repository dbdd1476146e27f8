import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'
import { hangLimitMs } from './fixtures/patience.ts'

/** Films in all containers, and words by real models, take minutes; they have steps of the check to themselves. */
const ofOwnStep: Readonly<Record<string, string>> = { media: '**/*.media.test.ts', words: '**/*.words.test.ts' }
const ownTests = ofOwnStep[process.env['GOODCLIPS_CHECK_STEP'] ?? '']

// biome-ignore lint/style/noDefaultExport: Vitest reads its configuration from the default export
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ownTests === undefined ? ['{electron,renderer,build,bench}/**/*.test.{ts,tsx}'] : [ownTests],
    exclude: [
      ...configDefaults.exclude,
      'build/fixtures/**',
      ...(ownTests === undefined ? Object.values(ofOwnStep) : []),
    ],
    environment: 'node',
    pool: 'forks',
    // The machines that run this have two cores, and ffmpeg wants one of them.
    maxWorkers: 2,
    // For a test that hangs: how long one takes on a busy machine says nothing.
    testTimeout: hangLimitMs,
    hookTimeout: hangLimitMs,
    expect: { poll: { timeout: hangLimitMs / 2, interval: 20 } },
    restoreMocks: true,
  },
})
