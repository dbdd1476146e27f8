import process from 'node:process'
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { z } from 'zod'
import { importCopies } from './support/copies.ts'
import { settledLayoutFaults } from './support/layout-check.ts'
import { videoTitled } from './support/library.ts'
import { goTo } from './support/person.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

const test = sharedAppTest('duplicates', importCopies)

const groups = (page: Page): Locator => page.getByRole('listbox', { name: 'Groups' }).getByRole('option')
const copies = (page: Page): Locator => page.getByRole('listbox', { name: 'Scenes of this group' }).getByRole('option')
const kind = (page: Page, name: string): Locator => page.getByRole('button', { name })

test('shows copies side by side, with what tells them apart, in every window and both themes', async ({ page }) => {
  await page.keyboard.press('ControlOrMeta+6')
  await expect(page).toHaveTitle('Duplicates · GoodCLIPS')
  await expect(groups(page)).toHaveCount(2)
  await expect(groups(page).first()).toContainText('2 duplicates')
  await expect(copies(page)).toHaveCount(3)
  await expect(copies(page).first()).toContainText('Original')
  const smaller = copies(page).filter({ hasText: 'Smaller' })
  await expect(smaller).toContainText('160 × 90')
  await expect(smaller.locator('[data-differs="true"]').filter({ hasText: 'Picture' })).toHaveCount(1)
  await expect(smaller.locator('[data-differs="false"]').filter({ hasText: 'Codec' })).toHaveCount(1)
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  for (const [width, height] of [
    [2560, 1440],
    [900, 600],
    [1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const folder = process.env['GOODCLIPS_LAYOUT_SHOTS']
      if (folder !== undefined) await page.screenshot({ path: `${folder}/duplicates-${width}-${colorScheme}.png` })
      expect.soft(await settledLayoutFaults(page), `${width} ${colorScheme}`).toEqual([])
    }
  }
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
})

test('plays copies in step, from the part that they have in common', async ({ page }) => {
  await goTo(page, 'Duplicates')
  await expect(copies(page)).toHaveCount(3)
  await page.keyboard.press('l')
  const films = copies(page).locator('video')
  await expect(films).toHaveCount(3)
  const times = async (): Promise<readonly number[]> =>
    await films.evaluateAll((all) => all.map((film) => (film instanceof HTMLVideoElement ? film.currentTime : -1)))
  await expect.poll(async () => Math.min(...(await times())), { timeout: 30_000 }).toBeGreaterThan(0.3)
  await page.keyboard.press('l')
  await expect(films).toHaveCount(0)
})

test('keeps one and rejects the others by a key; what is decided is set aside, and undone', async ({ page }) => {
  await goTo(page, 'Duplicates')
  await expect(groups(page)).toHaveCount(2)
  await page.keyboard.press('ArrowRight')
  await expect(copies(page).nth(1)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('k')
  await expect(page.getByText('1 picked, 2 rejected')).toBeVisible()
  await expect(groups(page)).toHaveCount(1)
  await expect(kind(page, 'Duplicates 1')).toBeVisible()
  await page.getByRole('checkbox', { name: 'Decided' }).check()
  await expect(groups(page)).toHaveCount(1)
  await expect(copies(page).nth(1).getByRole('img', { name: 'picked' })).toBeVisible()
  await expect(copies(page).first().getByRole('img', { name: 'rejected' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(page.getByRole('heading', { name: 'Nothing decided yet' })).toBeVisible()
  await page.getByRole('checkbox', { name: 'Decided' }).uncheck()
  await expect(groups(page)).toHaveCount(2)
})

test('keeps a video in all groups of the same videos at once', async ({ page }) => {
  await goTo(page, 'Duplicates')
  await page.getByRole('button', { name: 'Keep “Original” in all 2 groups of these videos' }).click()
  await expect(page.getByText('2 picked, 4 rejected')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'No duplicates to decide about' })).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(groups(page)).toHaveCount(2)
})

test('what is not alike stays apart over a reload, until it is undone', async ({ page, server }) => {
  await goTo(page, 'Duplicates')
  await copies(page).filter({ hasText: 'Smaller' }).click()
  await page.keyboard.press('n')
  await expect(copies(page)).toHaveCount(2)
  await page.reload()
  await expect(groups(page)).toHaveCount(2)
  await expect(copies(page).filter({ hasText: 'Smaller' })).toHaveCount(0)
  const listed = await (await server.fetch('/api/v1/duplicates?kind=duplicate')).json()
  const sizes = z.object({ items: z.array(z.object({ scenes: z.array(z.unknown()) })) }).parse(listed)
  expect(sizes.items.map(({ scenes }) => scenes.length).toSorted()).toEqual([2, 3])
  await page.keyboard.press('ControlOrMeta+z')
  await expect(copies(page).filter({ hasText: 'Smaller' })).toHaveCount(1)
})

test('what was said not to be alike is listed, also after a reload, and taken back', async ({ page }) => {
  await goTo(page, 'Duplicates')
  await copies(page).filter({ hasText: 'Smaller' }).click()
  await page.keyboard.press('n')
  await expect(copies(page)).toHaveCount(2)
  await page.reload()
  await page.getByRole('button', { name: 'Not alike', exact: true }).first().click()
  const list = page.getByRole('region', { name: 'Not alike' })
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await expect(list.getByRole('listitem').first()).toContainText('Smaller')
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  for (const width of [900, 1280, 2560]) {
    await page.setViewportSize({ width, height: 800 })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const folder = process.env['GOODCLIPS_LAYOUT_SHOTS']
      if (folder !== undefined) await page.screenshot({ path: `${folder}/not-alike-${width}-${colorScheme}.png` })
      expect.soft(await settledLayoutFaults(page), `${width} ${colorScheme}`).toEqual([])
    }
  }
  await list
    .getByRole('button', { name: /Take back/ })
    .first()
    .click()
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await list.getByRole('button', { name: /Take back/ }).click()
  await expect(page.getByRole('heading', { name: 'Nothing said to be different' })).toBeVisible()
  await page.getByRole('button', { name: 'Duplicates 2' }).click()
  await expect(copies(page).filter({ hasText: 'Smaller' })).toHaveCount(1)
})

test('tools stay in view while copies scroll, and choosing one scrolls only across', async ({ page }) => {
  await goTo(page, 'Duplicates')
  await page.setViewportSize({ width: 900, height: 420 })
  const section = page.getByRole('region', { name: 'Compare' })
  await expect(copies(page)).toHaveCount(3)
  await section.evaluate((box) => box.scrollTo(0, 120))
  expect(await section.evaluate((box) => box.scrollTop)).toBeGreaterThan(60)
  const before = await section.evaluate((box) => box.scrollTop)
  await expect(page.getByRole('button', { name: /^Keep this/ })).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(copies(page).nth(2)).toHaveAttribute('aria-selected', 'true')
  await expect(copies(page).nth(2)).toBeInViewport()
  expect(await section.evaluate((box) => box.scrollTop)).toBe(before)
})

test('says where nothing is alike', async ({ page }) => {
  await goTo(page, 'Duplicates')
  await page.getByRole('button', { name: 'Alternate takes 0' }).click()
  await expect(page.getByRole('heading', { name: 'No alternate takes to decide about' })).toBeVisible()
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
})

test('results fold copies into one card, which unfolds in place; a switch shows all', async ({ page, server }) => {
  const original = await videoTitled(server, 'Original')
  const like = `/search?like=${original.id}~0`
  await page.goto(new URL(like, server.origin).href)
  const results = page.getByRole('listbox', { name: /^Results for/ }).getByRole('option')
  const lead = results.filter({ hasText: '+1 alike' })
  // The scene that is searched by is none of its results: one copy stands for the other.
  await expect(lead).toHaveCount(1)
  const folded = await results.count()
  await lead.getByText('+1 alike').click()
  await expect(results).toHaveCount(folded + 1)
  await expect(results.filter({ hasText: 'duplicate' })).toHaveCount(1)
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  const folder = process.env['GOODCLIPS_LAYOUT_SHOTS']
  if (folder !== undefined) await page.screenshot({ path: `${folder}/unfolded.png` })
  await lead.click()
  await page.keyboard.press('d')
  await expect(results).toHaveCount(folded)

  const fold = page.getByRole('button', { name: 'Fold duplicates' })
  await expect(fold).toHaveAttribute('aria-pressed', 'true')
  await fold.click()
  await expect(page).toHaveURL(/fold=0/)
  await expect(lead).toHaveCount(0)
  await expect.poll(() => results.count()).toBeGreaterThan(folded)
  await fold.click()
  await expect(lead).toHaveCount(1)
})
