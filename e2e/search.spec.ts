import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { importPaths, placeClip, settled } from './support/library.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

const sidecar = [
  '1\n00:00:00,500 --> 00:00:01,500\nA lighthouse stands on the red cliff.\n',
  '2\n00:00:02,000 --> 00:00:03,000\nThe lighting is poor tonight.\n',
].join('\n')

const test = sharedAppTest('search', async (server, media) => {
  const harbour = await placeClip('captioned-mkv', media, 'Harbour')
  const cliff = await placeClip('portrait', media, 'Cliff')
  await writeFile(join(media, 'Cliff.en.srt'), sidecar)
  await importPaths(server, [harbour, cliff])
  await settled(server, 2)
})

const field = (page: Page) => page.getByRole('combobox', { name: 'Search', exact: true })
const hits = (page: Page) => page.getByRole('listbox', { name: /^Results for/ }).getByRole('option')

test('shows results while typing, with the found words marked', async ({ page }) => {
  await page.keyboard.press('ControlOrMeta+k')
  await expect(field(page)).toBeFocused()
  await page.keyboard.type('harb')
  await expect(hits(page)).toHaveCount(1)
  await expect(hits(page).locator('mark')).toHaveText('harbour')
  await expect(hits(page)).toContainText('Rain falls on the harbour.')
  await expect(hits(page)).toContainText('Harbour')
  await expect(page.getByRole('status').filter({ hasText: '1 good match' })).toBeVisible()
  await expect(page).toHaveURL(/\/search\?q=harb$/)
  await page.reload()
  await expect(field(page)).toHaveValue('harb')
  await page.getByRole('button', { name: 'Clear search' }).click()
  await expect(page.getByRole('heading', { name: 'Search what is said' })).toBeVisible()
  await expect(field(page)).toBeFocused()
})

test('finds phrases, words in any order, and prefixes', async ({ page }) => {
  await field(page).fill('opens door')
  await field(page).press('Enter')
  await expect(hits(page)).toHaveCount(1)
  await expect(hits(page).locator('mark')).toHaveText(['door', 'opens'])
  await field(page).fill('"red door"')
  await expect(page.getByRole('status').filter({ hasText: '1 good match' })).toBeVisible()
  await field(page).fill('"door red"')
  await expect(page.getByRole('heading', { name: /^No caption has/ })).toBeVisible()
  await field(page).fill('light*')
  await field(page).press('Enter')
  // Both films have the same pictures, with other words.
  await page.getByRole('button', { name: 'Fold duplicates' }).click()
  await expect(hits(page)).toHaveCount(3)
  await expect(hits(page).locator('mark')).toContainText(['light', 'light', 'light'])
  // Another form of the word.
  await field(page).fill('Türen')
  await expect(hits(page)).toContainText(['Die rote Tür öffnet sich langsam.'])
})

test('says why nothing was found, and offers what is near', async ({ page }) => {
  await field(page).fill('lighthouses burning')
  await field(page).press('Enter')
  await expect(page.getByRole('status').filter({ hasText: /^No good match/ })).toBeVisible()
  await field(page).fill('harbourmaster')
  await field(page).press('Enter')
  await page.getByRole('button', { name: /^harbour.*\*$/ }).click()
  await expect(field(page)).toHaveValue(/^harbour.*\*$/)
})

test('is safe with any characters', async ({ page }) => {
  for (const text of ['"unclosed', 'AND OR NOT', 'a:b ^c', "'; DROP TABLE videos; --", '*', '((', '<b>x</b>']) {
    await field(page).fill(text)
    await field(page).press('Enter')
    await expect(
      page
        .getByRole('heading', { name: text })
        .or(page.getByRole('status').filter({ hasText: /match/ }))
        .first(),
    ).toBeVisible()
    await expect(page.getByRole('heading', { name: /Something|wrong|failed/i })).toHaveCount(0)
  }
})

test('typing anywhere starts a search; arrows and Enter open the hit at its time', async ({ page }) => {
  await page.getByRole('listbox', { name: 'Videos' }).focus()
  await page.keyboard.type('lighthouse')
  await expect(field(page)).toHaveValue('lighthouse')
  await expect(hits(page)).toHaveCount(2)
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('listbox', { name: /^Results for/ })).toBeFocused()
  await page.keyboard.press('ArrowRight')
  const chosen = hits(page).and(page.locator('[aria-selected="true"]'))
  await expect(chosen).toHaveCount(1)
  // Matroska's times begin with its first sound, some milliseconds before the picture.
  const isCliff = (await chosen.textContent())?.includes('Cliff') === true
  await page.keyboard.press('Space')
  const preview = page.getByRole('dialog', { name: /^Preview of/ })
  await expect(preview).toBeVisible()
  await expect(preview.locator('mark')).toHaveText('lighthouse')
  await page.keyboard.press('Escape')
  await expect(preview).toBeHidden()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(isCliff ? /\/video\/.+\?t=500$/ : /\/video\/.+\?t=45\d\d$/)
  await page.goBack()
  await expect(hits(page)).toHaveCount(2)
})

test('an answer that comes late does not replace a newer one', async ({ page }) => {
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/api/v1/search/semantic', async (route) => {
    const { query } = route.request().postDataJSON()
    if (query === 'rain') await held
    // The page gave the first request up by now: then there is nobody to answer.
    await route.continue().catch(() => undefined)
  })
  await field(page).fill('rain')
  await page.waitForRequest((request) => request.url().endsWith('/search/semantic'))
  await field(page).fill('keeper')
  await expect(hits(page).locator('mark')).toHaveText('keeper')
  release()
  await page.waitForTimeout(400)
  await expect(hits(page).locator('mark')).toHaveText('keeper')
  await expect(page.getByRole('status').filter({ hasText: '1 good match' })).toBeVisible()
})
