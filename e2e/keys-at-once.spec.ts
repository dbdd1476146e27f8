import type { Page } from '@playwright/test'
import { pressAtOnce, slowDown, typed } from './support/keys-at-once.ts'
import { importPaths, placeClip, settled } from './support/library.ts'
import { videoCard, videoGrid } from './support/person.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

// What is typed right after the key that opens something belongs to what it opens, whole and in order. The page is slow
// here and has just been loaded: whatever is fetched or drawn late would lose keys.

const slowness = 6
const palette = process.platform === 'darwin' ? 'Meta+Shift+P' : 'Control+Shift+P'
const search = process.platform === 'darwin' ? 'Meta+K' : 'Control+K'

const test = sharedAppTest('keys', async (server, media) => {
  await importPaths(server, [await placeClip('captioned-mkv', media, 'Harbour')])
  await settled(server, 1)
})

const openFresh = async (page: Page): Promise<void> => {
  await page.reload()
  await expect(videoCard(page, 'Harbour')).toBeVisible()
}

test.beforeEach(async ({ page }) => {
  await slowDown(page, slowness)
  await openFresh(page)
})

const rounds = [1, 2] as const

for (const round of rounds) {
  test(`the command palette gets every key, and what it opens the next ones (${round})`, async ({ page }) => {
    await pressAtOnce(page, palette, ...typed('import model'), 'Enter', ...typed('my-model-7'))
    const sheet = page.getByRole('dialog', { name: 'Import a model' })
    await expect(sheet.getByRole('textbox', { name: /^Folder of the model/ })).toHaveValue('my-model-7')
    await pressAtOnce(page, 'Escape', palette, ...typed('import by'), 'Enter', ...typed('/films/a b'))
    const paths = page.getByRole('dialog', { name: 'Import by path' })
    await expect(paths.getByRole('textbox')).toHaveValue('/films/a b')
    await pressAtOnce(page, 'Escape', palette, ...typed('settings'), 'Enter')
    await expect(page).toHaveURL(/\/settings$/)
  })

  test(`the search field gets every key (${round})`, async ({ page }) => {
    await pressAtOnce(page, search, ...typed('harbour rain'))
    const field = page.getByRole('combobox', { name: 'Search', exact: true })
    await expect(field).toHaveValue('harbour rain')
  })

  test(`typing anywhere goes to the search field from the first key on (${round})`, async ({ page }) => {
    await videoGrid(page).focus()
    await pressAtOnce(page, ...typed('keeper'))
    await expect(page.getByRole('combobox', { name: 'Search', exact: true })).toHaveValue('keeper')
  })
}

test('a new title is typed right after F2, and its Enter renames', async ({ page }) => {
  await videoCard(page, 'Harbour').click()
  await pressAtOnce(page, 'F2', ...typed('harbour at night'))
  const field = page.getByRole('dialog', { name: 'Rename' }).getByRole('textbox')
  await expect(field).toHaveValue('harbour at night')
  await pressAtOnce(page, 'Escape', 'F2', ...typed('Harbour'), 'Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(videoCard(page, 'Harbour')).toBeVisible()
})

test('the fields under “Add filter” get what is typed right after they are chosen', async ({ page }) => {
  await pressAtOnce(page, search, ...typed('rain'), 'Enter')
  const add = page.getByRole('button', { name: 'Add filter' })
  const choose = async (keys: string) => {
    await add.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('menuitem', { name: 'Videos' })).toBeFocused()
    await pressAtOnce(page, ...typed(keys))
  }
  await choose('words in')
  await pressAtOnce(page, 'Enter', ...typed('on the harbour'), 'Enter')
  await expect(page.getByRole('list', { name: 'Filters' })).toContainText('on the harbour')
  await choose('tags')
  await pressAtOnce(page, 'Enter', ...typed('seaside'))
  await expect(page.getByRole('searchbox', { name: 'Find a tag' })).toHaveValue('seaside')
  await page.keyboard.press('Escape')
  await choose('words to')
  await pressAtOnce(page, 'Enter', ...typed('dogs and cats'))
  await expect(page.getByRole('textbox', { name: 'Words to avoid' })).toHaveValue('dogs and cats')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Then …' }).focus()
  await pressAtOnce(page, 'Enter', ...typed('a door opens'))
  await expect(page.getByRole('textbox', { name: 'Then' })).toHaveValue('a door opens')
})

test('a search is saved under the name typed right after the palette’s Enter', async ({ page }) => {
  await pressAtOnce(page, search, ...typed('rain'), 'Enter')
  await expect(page).toHaveURL(/\/search\?q=rain$/)
  await pressAtOnce(page, palette, ...typed('save'), 'Enter', ...typed('wet films'))
  await expect(page.getByRole('dialog', { name: 'Save this search' }).getByRole('textbox')).toHaveValue('wet films')
})
