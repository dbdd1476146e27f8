import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { importPaths, placeClip, settled } from './support/library.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

const test = sharedAppTest('words-join', async (server, media) => {
  await importPaths(server, [await placeClip('portrait', media, 'Cliff')])
  await settled(server, 1)
})

const field = (page: Page) => page.getByRole('combobox', { name: 'Search', exact: true })
const hits = (page: Page) => page.getByRole('listbox', { name: /^Results for/ }).getByRole('option')
const srt = (text: string): string => `1\n00:00:01,000 --> 00:00:02,000\n${text}\n`

for (const exact of [false, true]) {
  const how = exact ? 'word for word' : 'as usual'
  // Words of its own for each, as both share a library.
  const [word, later] = exact ? ['lanterns', 'Laternen lanterns'] : ['lighthouses', 'Leuchttürme lighthouses']

  test(`results that are on show ${how} gain those of a film that is imported meanwhile, and its later words`, async ({
    page,
    server,
  }, testInfo) => {
    await field(page).fill(word)
    await field(page).press('Enter')
    if (exact) await page.getByRole('button', { name: 'Exact words', exact: true }).click()
    await expect(page.getByText(/^No /).first()).toBeVisible()
    // A reload would forget this.
    await page.evaluate(() => document.body.setAttribute('data-not-reloaded', ''))
    const path = await placeClip('two-scenes', testInfo.outputDir, `Harbour ${word}`)
    const captions = (language: string): string => join(testInfo.outputDir, `Harbour ${word}.${language}.srt`)
    await writeFile(captions('en'), srt(`Two ${word} far away`))
    await importPaths(server, [path])
    await expect(hits(page)).toHaveCount(1, { timeout: 120_000 })
    await expect(hits(page).first()).toContainText(`Two ${word} far away`)
    await settled(server, 2)
    await expect(hits(page)).toHaveCount(1)
    // Words in another scene that come when the film has long been there, as speech and text on screen do.
    await writeFile(captions('de'), `1\n00:00:00,000 --> 00:00:00,300\n${later}\n`)
    await importPaths(server, [path])
    await expect(page.getByText(later)).toBeVisible({ timeout: 120_000 })
    expect(await page.locator('body').getAttribute('data-not-reloaded')).toBe('')
  })
}
