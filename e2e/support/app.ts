import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect } from '@playwright/test'
import { guardContext, type PageGuard } from './page-guard.ts'
import { type ServerUnderTest, startServer } from './server.ts'

export { expect }

/** The app in a browser: `page` is already let in and shows the library. */
export interface AppFixtures {
  /** A fresh library folder, removed after the test. */
  readonly libraryPath: string
  /** The serving host on that library. */
  readonly server: ServerUnderTest
  /** Fails the test when the page does what it must not; see `allow` for console errors that a test provokes. */
  readonly guard: PageGuard
}

/** Playwright's `test` with the app behind `page`. Every test has a server, a library and a guarded page of its own. */
export const test = base.extend<AppFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from the pattern
  libraryPath: async ({}, use) => {
    const path = await realpath(await mkdtemp(join(tmpdir(), 'goodclips-e2e-')))
    await use(path)
    await rm(path, { recursive: true, force: true, maxRetries: 5 })
  },
  server: async ({ libraryPath }, use, testInfo) => {
    const server = await startServer(libraryPath)
    await use(server)
    await server.stop()
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('server.log', { body: server.log(), contentType: 'text/plain' })
    }
  },
  guard: async ({ context, server }, use) => {
    const guard = await guardContext(context, server.origin)
    await use(guard)
    expect(guard.complaints(), 'the page kept to itself and to its policy').toEqual([])
  },
  page: async ({ page, guard, server }, use) => {
    await page.goto(server.link)
    // A key that is pressed before the page stands reaches nobody.
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
    // Named so that it is set up, and checked at the end, whether or not the test mentions it.
    expect(guard.complaints()).toEqual([])
    await use(page)
  },
})
