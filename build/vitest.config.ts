import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'

/** Films in all containers take minutes; they have a step of the check to themselves. */
const ofMediaStep = '**/*.media.test.ts'
const isMediaStep = process.env['GOODCLIPS_CHECK_STEP'] === 'media'

// biome-ignore lint/style/noDefaultExport: Vitest reads its configuration from the default export
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: isMediaStep ? [ofMediaStep] : ['{electron,renderer,build,bench}/**/*.test.{ts,tsx}'],
    exclude: [...configDefaults.exclude, 'build/fixtures/**', ...(isMediaStep ? [] : [ofMediaStep])],
    environment: 'node',
    pool: 'forks',
    // The machines that run this have two cores, and ffmpeg wants one of them.
    maxWorkers: 2,
    // For a test that hangs: how long one takes on a busy machine says nothing.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    restoreMocks: true,
  },
})
