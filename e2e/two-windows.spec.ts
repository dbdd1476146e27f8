import { importPaths, placeClip, settled } from './support/library.ts'
import { cardTitles, videoGrid } from './support/person.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

const test = sharedAppTest('two-windows', async (server, media) => {
  for (const [title, clip] of [
    ['Bravo', 'three-scenes'],
    ['alpha', 'two-scenes'],
  ] as const) {
    await importPaths(server, [await placeClip(clip, media, title)])
  }
  await settled(server, 2)
})

test('what is set in one window shows in the other, and what it does itself stays', async ({
  page,
  context,
  server,
}) => {
  const other = await context.newPage()
  await other.goto(`${server.origin}/library`)
  await expect.poll(() => cardTitles(other)).toEqual(['alpha', 'Bravo'])
  // View, order and panels.
  await page.keyboard.press('ControlOrMeta+Shift+L')
  await expect(other.getByRole('group', { name: 'Columns' })).toBeVisible()
  await other.getByRole('button', { name: 'List', exact: true }).click()
  await expect(page.getByRole('group', { name: 'Columns' })).toHaveCount(0)
  await page.getByRole('button', { name: /^Sort by/ }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Title' }).click()
  await page.getByRole('button', { name: 'Ascending' }).click()
  await expect.poll(() => cardTitles(page)).toEqual(['Bravo', 'alpha'])
  await expect.poll(() => cardTitles(other)).toEqual(['Bravo', 'alpha'])
  await expect(other.getByRole('button', { name: 'Sort by Title' })).toBeVisible()
  await other.keyboard.press('ControlOrMeta+i')
  await expect(page.getByRole('complementary', { name: 'Details' })).toHaveCount(0)
  // A slider that moves fast in one window does not fight with itself.
  const size = (where: typeof page) => where.getByRole('slider', { name: 'Size of posters' })
  for (let step = 0; step < 12; step += 1) await size(page).press('ArrowRight')
  const chosen = await size(page).inputValue()
  await expect.poll(() => size(other).inputValue()).toBe(chosen)
  await expect(size(page)).toHaveValue(chosen)
  // A selection is each window's own.
  await videoGrid(page).getByRole('option').first().click()
  await expect(videoGrid(other).getByRole('option', { selected: true })).toHaveCount(0)
  await page.evaluate(() => localStorage.clear())
  await page.reload()
  await expect.poll(() => cardTitles(page)).toEqual(['Bravo', 'alpha'])
})
