import { test as base, expect } from '@playwright/test'
import { preferencesSchema } from '../../electron/contract/index.ts'
import { temporaryFolder } from './library.ts'
import { guardContext, type PageGuard } from './page-guard.ts'
import { type ServerUnderTest, startServer } from './server.ts'

export { expect }

/** The app in a browser on a server that all tests of one file share. */
export interface SharedAppFixtures {
  /** Fails the test when the page does what it must not. */
  readonly guard: PageGuard
}

/** What the tests of one file share. */
export interface SharedServerFixtures {
  readonly server: ServerUnderTest
}

/** Where the shared library comes from, when it does not begin empty. */
export interface SharedAppOptions {
  /** Lays a library into its folder before the server starts. */
  readonly lay?: (libraryPath: string) => Promise<void>
  /** How long laying and preparing may take. */
  readonly limitMs?: number
}

/**
 * A `test` whose tests share one server and library, filled once by `prepare` (which may leave source files in
 * `mediaPath`). Each test still has a browser context and a guard of its own; `page` is let in and shows the library.
 */
export const sharedAppTest = (
  name: string,
  prepare: (server: ServerUnderTest, mediaPath: string) => Promise<void>,
  options: SharedAppOptions = {},
) =>
  base.extend<SharedAppFixtures, SharedServerFixtures>({
    server: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from the pattern
      async ({}, use) => {
        const library = await temporaryFolder(name)
        const media = await temporaryFolder(`${name}-media`)
        await options.lay?.(library.path)
        const server = await startServer(library.path)
        try {
          await prepare(server, media.path)
          await use(server)
        } finally {
          await server.stop()
          await library.remove()
          await media.remove()
        }
      },
      { scope: 'worker', timeout: options.limitMs ?? 300_000 },
    ],
    guard: async ({ context, server }, use, testInfo) => {
      const guard = await guardContext(context, server.origin)
      await use(guard)
      if (testInfo.status !== testInfo.expectedStatus) {
        await testInfo.attach('server.log', { body: server.log(), contentType: 'text/plain' })
      }
      expect(guard.complaints(), 'the page kept to itself and to its policy').toEqual([])
    },
    page: async ({ page, guard, server }, use) => {
      await forgetPreferences(server)
      await page.goto(await newLink(server))
      // A key that is pressed before the page stands reaches nobody.
      await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
      expect(guard.complaints()).toEqual([])
      await use(page)
    },
  })

/** Preferences live with the library, and every test begins with those of a new one. The theme is a setting, and stays. */
const forgetPreferences = async (server: ServerUnderTest): Promise<void> => {
  const { theme: _, ...body } = preferencesSchema.parse({})
  const headers = { 'content-type': 'application/json' }
  const answer = await server.fetch('/api/v1/preferences', { method: 'PATCH', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`preferences: ${await answer.text()}`)
}

/** A fresh link with a one-time code, as a second start of the program gives it. */
export const newLink = async (server: ServerUnderTest): Promise<string> => {
  const response = await server.fetch('/api/v1/session/codes', { method: 'POST' })
  const answer: unknown = await response.json()
  const url: unknown = Reflect.get(Object(answer), 'url')
  if (typeof url !== 'string') throw new Error(`no link: ${JSON.stringify(answer)}`)
  return url
}
