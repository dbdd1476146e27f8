import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect } from './support/app.ts'

/** A library whose database is a text, as some crashes leave it. */
const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from the pattern
  libraryPath: async ({}, use) => {
    const path = await realpath(await mkdtemp(join(tmpdir(), 'goodclips-e2e-damaged-')))
    await writeFile(join(path, 'library.sqlite'), 'no database'.repeat(1000))
    await use(path)
    await rm(path, { recursive: true, force: true, maxRetries: 5 })
  },
})

test('damage of the database is told in full until it is dismissed, by keyboard too', async ({ page }) => {
  const told = page.getByRole('button', { name: /database was damaged/ })
  await expect(told).toBeVisible()
  await page.reload()
  await told.focus()
  await page.keyboard.press('Enter')
  const sheet = page.getByRole('dialog', { name: 'What happened to the library' })
  await expect(sheet).toContainText('a new one was begun')
  await expect(sheet).toContainText('library.sqlite.corrupt-')
  await sheet.getByRole('button', { name: 'Dismiss' }).click()
  await expect(sheet).toHaveCount(0)
  await expect(told).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('contentinfo')).toContainText('0 videos')
  await expect(told).toHaveCount(0)
})
