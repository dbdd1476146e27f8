import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { z } from 'zod'
import { importPaths, placeClip, settled, temporaryFolder, videoTitled } from './support/library.ts'
import { goTo, videoCard } from './support/person.ts'
import { startServer } from './support/server.ts'
import { expect, newLink, sharedAppTest } from './support/shared-app.ts'

const test = sharedAppTest('accessibility', async (server, media) => {
  await importPaths(server, [
    await placeClip('captioned-mp4', media, 'Harbour'),
    await placeClip('portrait', media, 'Upright'),
    await placeClip('without-index', media, 'Broken off'),
    '/nowhere/at-all.mp4',
  ])
  await settled(server, 3)
})

// Each look at a page takes seconds, more on a busy machine.
test.describe.configure({ timeout: 480_000 })

interface Options {
  /** Rules that do not apply to what is on show. */
  readonly without?: readonly string[]
}

/** All rules in the dark theme; in the light one the rule on contrast, the only one that depends on colours. */
const expectAccessible = async (page: Page, state: string, options: Options = {}): Promise<void> => {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    const axe = new AxeBuilder({ page })
    if (colorScheme === 'light') axe.withRules(['color-contrast'])
    else axe.disableRules([...(options.without ?? [])])
    const { violations } = await axe.analyze()
    const told = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    )
    expect.soft(told, `${state}, ${colorScheme}`).toEqual([])
  }
}

test('library, search and activity', async ({ page }) => {
  await videoCard(page, 'Harbour').click()
  await expectAccessible(page, 'library with a selection')
  await videoCard(page, 'Broken off').click()
  await expectAccessible(page, 'library with a failed video selected')
  await page.keyboard.press('ControlOrMeta+Shift+L')
  await expect(page.getByRole('group', { name: 'Columns' })).toBeVisible()
  await expectAccessible(page, 'library as a list')
  await page.keyboard.press('ControlOrMeta+Shift+L')
  await page.getByRole('searchbox', { name: 'Filter by name, folder, tag' }).fill('zeppelin')
  await expect(page.getByRole('heading', { name: /No video has/ })).toBeVisible()
  await expectAccessible(page, 'library without a match')
  await goTo(page, 'Search')
  await expectAccessible(page, 'search before typing')
  const field = page.getByRole('combobox', { name: 'Search', exact: true })
  await field.fill('the')
  await expect(page.getByRole('listbox', { name: /^Results/ })).toBeVisible()
  await expectAccessible(page, 'search results')
  await field.fill('zeppelin')
  await expect(page.getByRole('heading', { name: /No caption has/ })).toBeVisible()
  await expectAccessible(page, 'search without a result')
  await goTo(page, 'Activity')
  await page.getByRole('button', { name: /^Today/ }).click()
  await expectAccessible(page, 'activity')
})

test('models and settings', async ({ page }) => {
  await goTo(page, 'Models')
  await expect(page.getByRole('article').first()).toBeVisible()
  await page.getByText('About this model').first().click()
  await expectAccessible(page, 'models')
  await goTo(page, 'Settings')
  await expect(page.getByRole('combobox', { name: 'Detector' })).toBeVisible()
  await expectAccessible(page, 'settings')
})

test('the page of a video', async ({ page, server }) => {
  const { id } = await videoTitled(server, 'Harbour')
  await page.goto(`${server.origin}/video/${id}`)
  await expect(page.getByRole('listbox', { name: 'Scenes' }).getByRole('option')).toHaveCount(3)
  await page.keyboard.press('i')
  await expectAccessible(page, 'video with scenes')
  await page.getByRole('tab', { name: 'Transcript' }).click()
  await expect(page.getByRole('grid', { name: 'Transcript' }).getByRole('row')).toHaveCount(3)
  await expectAccessible(page, 'video with its words')
  await page.getByRole('tab', { name: 'Scenes' }).click()
  await page.getByRole('listbox', { name: 'Scenes' }).getByRole('option').first().click()
  await page.getByRole('tab', { name: 'Scene', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Sampled frames' })).toBeVisible()
  await expectAccessible(page, 'details of a scene')
})

test('every sheet and menu', async ({ page }) => {
  await videoCard(page, 'Harbour').click()
  await page.keyboard.press('Space')
  await expect(page.getByRole('dialog', { name: /^Preview/ })).toBeVisible()
  await expectAccessible(page, 'preview')
  await page.keyboard.press('Escape')
  await page.keyboard.press('F2')
  await expectAccessible(page, 'rename')
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await expectAccessible(page, 'keyboard sheet')
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+Shift+P')
  await expectAccessible(page, 'command palette')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  // A menu lies over the page until a choice is made; it belongs to no landmark, as the browser's own do not.
  await expectAccessible(page, 'import menu', { without: ['region'] })
  await page.getByRole('menuitem', { name: 'Needs you…' }).click()
  await expect(page.getByRole('dialog')).toContainText('/nowhere/at-all.mp4')
  await expectAccessible(page, 'problems')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByRole('menuitem', { name: 'By path…' }).click()
  await expectAccessible(page, 'import by path')
  await page.keyboard.press('Escape')
  await goTo(page, 'Models')
  await page
    .getByRole('button', { name: /^More for/ })
    .first()
    .click()
  await expectAccessible(page, 'menu of a model', { without: ['region'] })
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Import another model…' }).click()
  await page.getByRole('textbox', { name: /^Folder of the model/ }).fill('/models/somewhere')
  await page.getByRole('textbox', { name: 'Id to call it by' }).fill('Not like this')
  await expectAccessible(page, 'import of a model')
})

test('the empty library', async ({ browser }) => {
  const library = await temporaryFolder('empty')
  const server = await startServer(library.path)
  try {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(await newLink(server))
    await expect(page.getByRole('heading', { name: 'Drop videos or folders here' })).toBeVisible()
    await expectAccessible(page, 'empty library')
    await context.close()
  } finally {
    await server.stop()
    await library.remove()
  }
})

test('bins and what exports them', async ({ page, server }) => {
  const video = await videoTitled(server, 'Harbour')
  const post = (path: string, body: object) =>
    server.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const bin = z.object({ id: z.string() }).parse(await (await post('/api/v1/bins', { name: 'Selects' })).json())
  await post(`/api/v1/bins/${bin.id}/items`, { items: [{ videoId: video.id, startFrame: 0, endFrame: 10 }] })
  await page.keyboard.press('ControlOrMeta+Shift+b')
  await page
    .getByRole('navigation', { name: 'Bins' })
    .getByRole('link', { name: /Selects/ })
    .click()
  await expect(page.getByRole('list', { name: 'Ranges' }).getByRole('listitem')).toHaveCount(1)
  await expectAccessible(page, 'bin')
  await page.getByRole('button', { name: 'Export…' }).click()
  await expectAccessible(page, 'export')
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(page.getByRole('dialog', { name: 'Exported' })).toBeVisible()
  await expectAccessible(page, 'exported')
})
