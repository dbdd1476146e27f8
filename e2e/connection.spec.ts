import { expect, test } from './support/app.ts'
import { importPaths, placeClip, settled, temporaryFolder } from './support/library.ts'
import { videoCard } from './support/person.ts'
import { startServer } from './support/server.ts'

test('a crash is told; after a new start the page goes on without a reload', async ({ page, server, guard }) => {
  const media = await temporaryFolder('media')
  const first = await placeClip('portrait', media.path, 'Before')
  const second = await placeClip('odd-size', media.path, 'After')
  await importPaths(server, [first])
  await expect(videoCard(page, 'Before')).toBeVisible()
  await settled(server, 1)
  await page.evaluate(() => Reflect.set(window, 'neverReloaded', true))

  // Requests to a server that is gone are errors on the console, whatever the page does.
  guard.allow(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE/)
  await server.kill()
  await expect(page.getByRole('status').filter({ hasText: 'Not connected. Trying again…' })).toBeVisible()
  await expect(page.locator('.app'), 'what lives is greyed').toHaveAttribute('data-live', 'false')
  await expect(videoCard(page, 'Before'), 'what was read stays on show').toBeVisible()

  guard.allow(/status of 401/)
  const { port } = new URL(server.origin)
  const again = await startServer(server.libraryPath, { args: ['--port', port] })
  try {
    expect(again.origin).toBe(server.origin)
    await importPaths(again, [second])
    // The new run has a new token; the browser that it opens lets this window in again as well.
    const opened = await page.context().newPage()
    await opened.goto(again.link)
    await expect(videoCard(opened, 'After')).toBeVisible()
    await opened.close()
    await expect(videoCard(page, 'After')).toBeVisible({ timeout: 90_000 })
    await settled(again, 2)
    await expect(videoCard(page, 'After')).toContainText('2 scenes')
    await expect(page.getByRole('status').filter({ hasText: /Not connected|Signed out/ })).toHaveCount(0)
    await expect(page.locator('.app')).toHaveAttribute('data-live', 'true')
    expect(await page.evaluate(() => Reflect.get(window, 'neverReloaded'))).toBe(true)
  } finally {
    await again.stop()
    await media.remove()
  }
})
