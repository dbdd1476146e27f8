import type { Locator, Page } from '@playwright/test'

/**
 * Drops files and folders of this machine on the middle of the window, as from a file manager: the browser's own drag
 * events, with real files and directory entries.
 */
export const dropOnWindow = async (page: Page, paths: readonly string[]): Promise<void> => {
  const session = await page.context().newCDPSession(page)
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 800 }
  const data = { items: [], files: [...paths], dragOperationsMask: 1 }
  const place = { x: width / 2, y: height / 2, data }
  await session.send('Input.dispatchDragEvent', { type: 'dragEnter', ...place })
  await session.send('Input.dispatchDragEvent', { type: 'dragOver', ...place })
  await session.send('Input.dispatchDragEvent', { type: 'drop', ...place })
  await session.detach()
}

/** Puts text on the clipboard and presses the keys for pasting. */
export const pasteText = async (page: Page, text: string): Promise<void> => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.evaluate((value) => navigator.clipboard.writeText(value), text)
  await page.keyboard.press('ControlOrMeta+v')
}

/** The grid of videos on the library screen. */
export const videoGrid = (page: Page): Locator => page.getByRole('listbox', { name: 'Videos' })

/** The card of a video by its title. */
export const videoCard = (page: Page, title: string): Locator =>
  videoGrid(page).getByRole('option').filter({ hasText: title })

/** Titles of the cards in order. */
export const cardTitles = async (page: Page): Promise<readonly string[]> =>
  await videoGrid(page).getByRole('option').locator('.video-card__title').allTextContents()

/** The card of a model by its title. */
export const modelCard = (page: Page, title: string): Locator => page.getByRole('article', { name: title, exact: true })

/** Goes to a screen by the rail. */
export const goTo = async (
  page: Page,
  name: 'Library' | 'Search' | 'People' | 'Duplicates' | 'Activity' | 'Models' | 'Settings',
): Promise<void> => {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click()
}
