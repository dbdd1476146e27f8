import type { Page } from '@playwright/test'
import { importPaths, placeClip, settled } from './support/library.ts'
import { videoGrid } from './support/person.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

const test = sharedAppTest('library-list', async (server, media) => {
  // Lengths 7 s, 3.2 s, 1.2 s, 0.04 s; scenes 3, 2, 2, 1. One after the other, so that the order of adding is known.
  for (const [title, clip] of [
    ['Delta', 'three-scenes'],
    ['alpha', 'portrait'],
    ['Charlie', 'odd-size'],
    ['Bravo', 'single-frame'],
  ] as const) {
    await importPaths(server, [await placeClip(clip, media, title)])
  }
  await settled(server, 4)
})

const listButton = (page: Page) => page.getByRole('button', { name: 'List', exact: true })
const titles = (page: Page) => videoGrid(page).locator('.video-row__title').allTextContents()
const selected = (page: Page) =>
  videoGrid(page).getByRole('option', { selected: true }).locator('.video-row__title').allTextContents()
const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('group', { name: 'Columns' }).getByRole('button', { name })

test('the list has a column for each fact, sorts by its headings both ways, and is kept', async ({ page }) => {
  await listButton(page).click()
  await expect.poll(() => titles(page)).toEqual(['Bravo', 'Charlie', 'alpha', 'Delta'])
  const delta = videoGrid(page).getByRole('option', { name: /Delta/ })
  await expect(delta).toContainText('00:00:07:00')
  await expect(delta.locator('[data-column="scenes"]')).toHaveText('3')
  await expect(delta.locator('[data-column="size"]')).toHaveText('320 × 180')
  await heading(page, 'Title').click()
  await expect.poll(() => titles(page)).toEqual(['alpha', 'Bravo', 'Charlie', 'Delta'])
  await heading(page, 'Title, ascending').click()
  await expect.poll(() => titles(page)).toEqual(['Delta', 'Charlie', 'Bravo', 'alpha'])
  await heading(page, 'Length').click()
  await expect.poll(() => titles(page)).toEqual(['Delta', 'alpha', 'Charlie', 'Bravo'])
  await expect(heading(page, 'Length, descending')).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByRole('button', { name: 'Sort by Length' })).toBeVisible()
  await page.reload()
  await expect.poll(() => titles(page)).toEqual(['Delta', 'alpha', 'Charlie', 'Bravo'])
})

test('keys, selection and menu are those of the posters, and both keep one selection', async ({ page }) => {
  await page.keyboard.press('ControlOrMeta+Shift+L')
  await expect.poll(() => titles(page)).toEqual(['Bravo', 'Charlie', 'alpha', 'Delta'])
  await videoGrid(page).getByText('Charlie').click()
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => selected(page)).toEqual(['alpha'])
  await page.keyboard.press('Shift+ArrowDown')
  await expect.poll(() => selected(page)).toEqual(['alpha', 'Delta'])
  await page.keyboard.press('Home')
  await expect.poll(() => selected(page)).toEqual(['Bravo'])
  await page.keyboard.press('ControlOrMeta+a')
  await expect(page.getByText('4 selected')).toBeVisible()
  await videoGrid(page).getByText('Charlie').click({ button: 'right' })
  const ofRows = await page.getByRole('menuitem').allTextContents()
  expect(ofRows).toContain('Remove 4 VideosDelete')
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+Shift+L')
  await expect(videoGrid(page).getByRole('option', { selected: true })).toHaveCount(4)
  await videoGrid(page).getByText('Charlie').click({ button: 'right' })
  expect(await page.getByRole('menuitem').allTextContents()).toEqual(ofRows)
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+Shift+L')
  await videoGrid(page).getByText('Delta').dblclick()
  await expect(page).toHaveURL(/\/video\//)
})

for (const [width, height] of [
  [900, 600],
  [1280, 800],
  [2560, 1440],
] as const) {
  test(`headings stand over their columns at ${width} × ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    await page.keyboard.press('ControlOrMeta+Shift+L')
    await expect.poll(() => titles(page)).toHaveLength(4)
    const edges = await page.evaluate(() => {
      const edgesOf = (root: Element | null): Record<string, number> =>
        Object.fromEntries(
          [...(root?.querySelectorAll<HTMLElement>('[data-column]') ?? [])]
            .filter((cell) => cell.offsetParent !== null)
            .map((cell) => [cell.dataset['column'] ?? '', Math.round(cell.getBoundingClientRect().right)]),
        )
      return {
        head: edgesOf(document.querySelector('.video-list-head')),
        row: edgesOf(document.querySelector('.video-row')),
      }
    })
    expect(Object.keys(edges.head).length).toBeGreaterThanOrEqual(3)
    expect(edges.row).toEqual(edges.head)
    const clipped = await videoGrid(page)
      .locator('[data-number="true"]')
      .evaluateAll((cells) =>
        cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent),
      )
    expect(clipped).toEqual([])
  })
}
