import type { Page } from '@playwright/test'
import { importPaths, placeClip, settled, videoTitled } from './support/library.ts'
import type { ServerUnderTest } from './support/server.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

const test = sharedAppTest('posters', async (server, media) => {
  // Words in its second scene.
  await importPaths(server, [await placeClip('captioned-mp4', media, 'Harbour')])
  await settled(server, 1)
})

const posterOf = async (server: ServerUnderTest): Promise<string | null> =>
  (await videoTitled(server, 'Harbour')).posterUrl
const menuItem = (page: Page, name: string) => page.getByRole('menuitem', { name, exact: true })
const notices = (page: Page) => page.getByRole('region', { name: 'Notices' })

test('a scene of the video page becomes the poster by its menu, and another menu gives the choice back', async ({
  page,
  server,
}) => {
  const { id } = await videoTitled(server, 'Harbour')
  const byItself = await posterOf(server)
  await page.goto(`${server.origin}/video/${id}`)
  const scenes = page.getByRole('listbox', { name: 'Scenes' }).getByRole('option')
  await expect(scenes).toHaveCount(3)
  const seen = new Set<string | null>()
  for (const index of [0, 1, 2]) {
    const before = await posterOf(server)
    await scenes.nth(index).click({ button: 'right' })
    await menuItem(page, 'Set as Poster').click()
    if (index > 0) await expect.poll(() => posterOf(server)).not.toBe(before)
    await expect(notices(page)).toContainText('This scene is the poster now')
    seen.add(await posterOf(server))
  }
  expect(seen.size).toBe(3)
  await scenes.nth(0).click({ button: 'right' })
  await menuItem(page, 'Choose Poster Automatically').click()
  await expect.poll(() => posterOf(server)).toBe(byItself)
  await scenes.nth(0).click({ button: 'right' })
  await expect(menuItem(page, 'Choose Poster Automatically')).toBeDisabled()
})

test('a result becomes the poster, and the notice takes that back', async ({ page, server }) => {
  const byItself = await posterOf(server)
  for (const words of ['door', 'rain', 'who']) {
    await page.goto(`${server.origin}/search?q=${words}`)
    await page
      .getByRole('listbox', { name: /^Results for/ })
      .getByRole('option')
      .first()
      .click({ button: 'right' })
    await menuItem(page, 'Set as Poster').click()
    await expect(notices(page)).toContainText('This scene is the poster now')
    if ((await posterOf(server)) !== byItself) break
  }
  await expect.poll(async () => await posterOf(server)).not.toBe(byItself)
  await notices(page).getByRole('button', { name: 'Choose automatically' }).last().click()
  await expect.poll(() => posterOf(server)).toBe(byItself)
})
