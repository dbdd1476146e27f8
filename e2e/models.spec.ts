import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { importPaths, placeClip, settled, temporaryFolder } from './support/library.ts'
import { goTo, modelCard } from './support/person.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

/** Loading torch for the first time takes long on a busy machine. */
const firstLoadMs = 240_000

const test = sharedAppTest('models', async (server, media) => {
  await importPaths(server, [await placeClip('three-scenes', media, 'Shapes')])
  await settled(server, 1)
})

test('each model tells what it gives, its size and its licence before it is installed', async ({ page }) => {
  await goTo(page, 'Models')
  await expect(page).toHaveTitle('Models · GoodCLIPS')
  for (const name of [
    'Picture',
    'Sound',
    'Words',
    'Likeness',
    'Speech',
    'Text on screen',
    'People',
    'Toy models for trying things out',
  ]) {
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible()
  }
  const card = modelCard(page, 'SigLIP 2 B/16')
  await expect(card).toContainText('Recommended')
  await expect(card).toContainText(/\d(\.\d+)? GB · 768 dimensions/)
  await expect(card.getByRole('link', { name: 'Apache License 2.0' })).toHaveAttribute('href', /^https:\/\//)
  await expect(card.getByRole('button', { name: /^Install/ })).toBeEnabled()
  const recommended = page.getByRole('article').filter({ hasText: 'Recommended' })
  await expect(recommended).toHaveCount(7)
  await expect(recommended.filter({ hasText: 'toy' })).toHaveCount(0)
  await expect(page.getByRole('listitem').filter({ hasText: 'Look: colour' })).toContainText('all 3 scenes')
})

test('the page is reached and used by keyboard', async ({ page }) => {
  await page.keyboard.press('ControlOrMeta+4')
  await expect(page.getByRole('heading', { name: 'Models', level: 1 })).toBeVisible()
  const card = modelCard(page, 'all-MiniLM-L6-v2')
  await card.getByRole('button', { name: /^Install/ }).focus()
  await page.keyboard.press('Tab')
  await expect(card.getByRole('link', { name: 'Apache License 2.0' })).toBeFocused()
  await page.keyboard.press('Tab')
  const more = card.getByRole('button', { name: 'More for all-MiniLM-L6-v2' })
  await expect(more).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Import from folder…' })).toBeFocused()
  await page.keyboard.press('Enter')
  const sheet = page.getByRole('dialog', { name: 'Import all-MiniLM-L6-v2' })
  await expect(sheet.getByRole('textbox')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await page.keyboard.press('ControlOrMeta+Shift+P')
  await page.keyboard.type('import model')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Import a model' })).toBeVisible()
})

test('a folder that is no model is refused with its reason and remedy, and nothing typed is lost', async ({
  page,
  guard,
}) => {
  guard.allow(/status of 4\d\d/)
  const folder = await temporaryFolder('no-model')
  await mkdir(join(folder.path, 'holiday'))
  await writeFile(join(folder.path, 'holiday', 'notes.txt'), 'no model here')
  await goTo(page, 'Models')
  await page.getByRole('button', { name: 'Import another model…' }).click()
  const sheet = page.getByRole('dialog', { name: 'Import a model' })
  const id = sheet.getByRole('textbox', { name: 'Id to call it by' })
  const path = sheet.getByRole('textbox', { name: /^Folder of the model/ })
  const importButton = sheet.getByRole('button', { name: 'Import', exact: true })
  await expect(path).toBeFocused()
  await path.fill(join(folder.path, 'holiday'))
  await expect(id).toHaveValue('holiday')
  await id.fill('My_Model')
  await expect(sheet).toContainText('Lower-case letters, digits and single hyphens')
  await expect(importButton).toBeDisabled()
  await id.fill('my-model')
  await importButton.click()
  await expect(sheet.getByRole('alert')).toContainText('config.json')
  await expect(path).toHaveValue(join(folder.path, 'holiday'))
  await expect(id).toHaveValue('my-model')
  await folder.remove()
})

test('a toy model fills its space, and rests when it is deactivated', async ({ page }) => {
  test.setTimeout(2 * firstLoadMs)
  await goTo(page, 'Models')
  const card = page.getByRole('article').filter({ hasText: 'demo-clip' })
  const status = page.getByRole('contentinfo')
  await expect(card).toContainText('Demo (toy)')
  await card.getByRole('button', { name: /^Activate/ }).click()
  await expect(card).toContainText('all 3 scenes', { timeout: firstLoadMs })
  await expect(card).toContainText('Active')
  await expect(card).toContainText(/pictures\/s on /)
  await expect(status).toContainText(/picture model (working|ready|idle)/)
  await card.getByRole('button', { name: /^More for/ }).click()
  await page.getByRole('menuitem', { name: 'Deactivate' }).click()
  await expect(card.getByRole('button', { name: /^Activate/ })).toBeVisible()
  await expect(status).not.toContainText('picture model')
})
