import process from 'node:process'
import { defineConfig } from '@playwright/test'
import { findBrowser } from '../build/setup/browser.mjs'

const executablePath = findBrowser()
const report = process.env['GOODCLIPS_E2E_REPORT']

/** Chromium's sandbox refuses to run as root. */
const rootOnly = process.getuid?.() === 0 ? ['--no-sandbox'] : []

/** The browser itself must not speak to anyone either: what the tests see on the network is the app's. */
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-first-run',
  '--no-pings',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
]

/** Projects run side by side; each begins by emptying its folder. */
const resultsOf = (project: string): string => `../test-results/${project}`

const chromium = {
  browserName: 'chromium' as const,
  launchOptions: {
    args: [...rootOnly, ...quiet],
    ...(executablePath === null ? {} : { executablePath }),
  },
}

// biome-ignore lint/style/noDefaultExport: Playwright reads its configuration from the default export
export default defineConfig({
  testDir: '.',
  // Each has a browser and a server of its own, and waits for one of them half of its time.
  workers: 2,
  fullyParallel: false,
  forbidOnly: Boolean(process.env['CI']),
  retries: 0,
  // For what hangs: on a machine with other work a page may take ten times as long as usual.
  timeout: 300_000,
  expect: { timeout: 45_000 },
  reporter: report === undefined ? [['list']] : [['list'], ['json', { outputFile: report }]],
  use: {
    viewport: { width: 1280, height: 800 },
    actionTimeout: 45_000,
    navigationTimeout: 60_000,
    // A trace of every test costs a quarter of its time; `--trace on` records one of those that are run again.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
  projects: [
    {
      name: 'browser',
      testIgnore: [/electron\.spec\.ts$/, /\/e2e\/media\//],
      use: chromium,
      outputDir: resultsOf('browser'),
    },
    { name: 'media', testMatch: /\/e2e\/media\/.*\.spec\.ts$/, use: chromium, outputDir: resultsOf('media') },
    { name: 'electron', testMatch: /electron\.spec\.ts$/, outputDir: resultsOf('electron') },
  ],
})
