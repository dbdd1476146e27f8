import type { Page } from '@playwright/test'
import { limitRanges, settingsSchema } from '../electron/contract/index.ts'
import { importPaths, placeClip, settled } from './support/library.ts'
import { goTo, videoGrid } from './support/person.ts'
import type { ServerUnderTest } from './support/server.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

const test = sharedAppTest('settings', async (server, media) => {
  await importPaths(server, [await placeClip('portrait', media, 'Only one')])
  await settled(server, 1)
})

const saved = async (server: ServerUnderTest) =>
  settingsSchema.parse(await (await server.fetch('/api/v1/settings')).json())
const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
const isDark = async (page: Page): Promise<boolean> =>
  Math.max(...((await background(page)).match(/\d+/g) ?? []).slice(0, 3).map(Number)) < 80

test('keeps what was set, over a reload', async ({ page, server }) => {
  await goTo(page, 'Settings')
  await page.getByRole('combobox', { name: 'Detector' }).selectOption({ label: 'Adaptive' })
  const length = page.getByRole('spinbutton', { name: 'Shortest scene' })
  await length.fill('24')
  await length.press('Enter')
  await expect
    .poll(async () => (await saved(server)).cuts)
    .toEqual({
      detector: 'adaptive',
      threshold: null,
      minSceneFrames: 24,
    })
  const stall = page.getByRole('spinbutton', { name: 'Longest time without progress' })
  await stall.fill('90')
  await stall.blur()
  await expect.poll(async () => (await saved(server)).limits.noProgressMs).toBe(90_000)
  await page.reload()
  await expect(page.getByRole('combobox', { name: 'Detector' })).toHaveValue('adaptive')
  await expect(length).toHaveValue('24')
  await expect(stall).toHaveValue('90')
  await stall.fill('-5')
  await stall.blur()
  await expect(stall).toHaveValue(String(limitRanges.noProgressMs.min / 1000))
})

test('says when and how speech becomes captions', async ({ page, server }) => {
  await goTo(page, 'Settings')
  await page.getByRole('combobox', { name: 'Turn speech into captions' }).selectOption({ label: 'Always' })
  await page.getByRole('combobox', { name: 'Spoken language' }).selectOption('de')
  const words = page.getByRole('textbox', { name: 'Names and terms' })
  await words.fill(' Goethe, Weimar ')
  await words.press('Enter')
  await expect
    .poll(async () => {
      const now = await saved(server)
      return [now.speech, now.speechLanguage, now.speechWords]
    })
    .toEqual(['always', 'de', 'Goethe, Weimar'])
  await page.reload()
  await expect(words).toHaveValue('Goethe, Weimar')
  await words.fill('nothing')
  await words.press('Escape')
  await expect(words).toHaveValue('Goethe, Weimar')
  await page.getByRole('combobox', { name: 'Spoken language' }).selectOption({ label: 'Detected' })
  await expect.poll(async () => (await saved(server)).speechLanguage).toBeNull()
  await page.getByRole('combobox', { name: 'Translate into English' }).selectOption({ label: 'Yes' })
  await page.getByRole('combobox', { name: 'Sound tracks' }).selectOption({ label: 'Each by itself' })
  await expect
    .poll(async () => [(await saved(server)).speechTranslation, (await saved(server)).speechTracks])
    .toEqual([true, 'all'])
})

test('the theme is dark, light, or follows the system', async ({ page }) => {
  await goTo(page, 'Settings')
  const theme = page.getByRole('combobox', { name: 'Theme' })
  await theme.selectOption({ label: 'Dark' })
  await expect.poll(() => isDark(page)).toBe(true)
  await theme.selectOption({ label: 'Light' })
  await expect.poll(() => isDark(page)).toBe(false)
  await page.reload()
  await expect(theme).toHaveValue('light')
  expect(await isDark(page)).toBe(false)
  await theme.selectOption({ label: 'Follow the system' })
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(() => isDark(page)).toBe(true)
  await page.emulateMedia({ colorScheme: 'light' })
  await expect.poll(() => isDark(page)).toBe(false)
})

test('the keyboard sheet lists the shortcuts, and gives the focus back', async ({ page }) => {
  await videoGrid(page).focus()
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(sheet).toBeVisible()
  await expect(sheet).toContainText('Command Palette…')
  await expect(sheet).toContainText('One Frame Forward')
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await expect(videoGrid(page)).toBeFocused()
})

test('the command palette finds and runs an action', async ({ page }) => {
  await page.keyboard.press('ControlOrMeta+Shift+P')
  const palette = page.getByRole('dialog', { name: 'Command palette' })
  await expect(palette.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('settings')
  await expect(palette.getByRole('option', { selected: true })).toContainText('Settings…')
  await page.keyboard.press('Enter')
  await expect(palette).toBeHidden()
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+Shift+P')
  await page.keyboard.type('xyzzy')
  await expect(palette).toContainText('No action is called “xyzzy”.')
  await page.keyboard.press('Escape')
  await expect(palette).toBeHidden()
})

test('the details panel folds, and its state is remembered', async ({ page }) => {
  const details = page.getByRole('complementary', { name: 'Details' })
  await expect(details).toBeVisible()
  await page.keyboard.press('ControlOrMeta+i')
  await expect(details).toBeHidden()
  await page.reload()
  await expect(videoGrid(page)).toBeVisible()
  await expect(details).toBeHidden()
  await page.getByRole('button', { name: 'Details panel' }).click()
  await expect(details).toBeVisible()
})
