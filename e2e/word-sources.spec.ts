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

test('finds words as they are said without a model, and opens a scene at the first of them', async ({ page }) => {
  await expect(page.getByRole('slider', { name: 'words' })).toBeEnabled()
  await expect(page.getByRole('link', { name: /^word for word · get the words model/ })).toBeVisible()
  await field(page).fill('slowly opening doors')
  await field(page).press('Enter')
  await expect(hits(page)).toHaveCount(1)
  await expect(hits(page).first().locator('mark')).not.toHaveCount(0)
  await expect(page.getByRole('status').filter({ hasText: '1 good match' })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/video\/[^?]+\?t=\d+$/)
})

test('searches the sources that are switched on, which the address and the library keep', async ({ page }) => {
  await field(page).fill('harbour')
  await field(page).press('Enter')
  await expect(hits(page)).toHaveCount(1)
  await page.getByRole('button', { name: 'Words from all sources' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('checkbox', { name: 'captions' }).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/sources=speech\.screen\.notes/)
  await expect(hits(page)).toHaveCount(0)
  await page.reload()
  await page.getByRole('button', { name: 'Words from speech, on screen and notes only' }).click()
  await page.getByRole('button', { name: 'All sources' }).click()
  await expect(hits(page)).toHaveCount(1)
  await expect(page).not.toHaveURL(/sources=/)
})
