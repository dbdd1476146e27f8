import { rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from './support/app.ts'
import { listVideos, placeClip, temporaryFolder } from './support/library.ts'
import { look } from './support/look.ts'
import { goTo, videoCard } from './support/person.ts'

const importFolder = async (page: Page, path: string): Promise<void> => {
  await page.keyboard.press('ControlOrMeta+Shift+p')
  await page.keyboard.type('import by path')
  await page.keyboard.press('Enter')
  const sheet = page.getByRole('dialog', { name: 'Import by path' })
  await sheet.getByRole('textbox').fill(path)
  await sheet.getByRole('button', { name: 'Import 1 path' }).click()
  await expect(sheet).toHaveCount(0)
}

test('what a folder holds beside films is named, and links are followed when wished', async ({ page }) => {
  const media = await temporaryFolder('left-out')
  try {
    const folder = join(media.path, 'Card 1')
    await placeClip('two-scenes', folder, 'Harbour.mp4')
    const elsewhere = join(media.path, 'Elsewhere')
    await placeClip('three-scenes', elsewhere, 'Linked.mp4')
    await symlink(join(elsewhere, 'Linked.mp4'), join(folder, 'Linked.mp4'))
    for (let index = 1; index <= 12; index += 1) {
      await writeFile(join(folder, `IMG_${index}.jpg`), new Uint8Array([0xff, 0xd8, 0xff, 0xe0]))
    }
    await writeFile(join(folder, 'A001.R3D'), new Uint8Array([0, 0, 1, 0, 0x52, 0x45, 0x44, 0x32]))
    await writeFile(join(folder, 'index.ts'), 'export const answer = 42\n')
    await importFolder(page, folder)
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    const sheet = page.getByRole('dialog', { name: 'Needs you' })
    await expect(sheet).toContainText('15 files in this folder left out')
    await sheet.getByText('Pictures').click()
    await expect(sheet.getByText('IMG_12.jpg')).toBeVisible()
    await expect(sheet).toContainText(
      'Camera RAW, which only programs of its maker read: put a proxy of the same name beside it (R3D)',
    )
    await look(page, 'left-out')
    await sheet.getByRole('button', { name: 'Follow links' }).click()
    await page.keyboard.press('Escape')
    await expect(videoCard(page, 'Linked')).toBeVisible()
  } finally {
    await media.remove()
  }
})

test('a replaced film keeps its place, a missing one says so, and a removed one gives its space back', async ({
  page,
  server,
}) => {
  const media = await temporaryFolder('replaced')
  try {
    const path = await placeClip('two-scenes', media.path, 'Interview.mp4')
    const gone = await placeClip('three-scenes', media.path, 'Gone.mp4')
    await importFolder(page, media.path)
    await expect
      .poll(async () => (await listVideos(server)).map(({ state }) => state), { timeout: 120_000 })
      .toEqual(['ready', 'ready'])
    const before = (await listVideos(server)).find(({ title }) => title === 'Interview')
    await rm(gone)
    const other = await placeClip('portrait', join(media.path, 'export'), 'new.mp4')
    await rename(other, path)
    // A list is looked through for changed files at most every quarter of a minute.
    await expect
      .poll(async () => (await listVideos(server)).find(({ id }) => id === before?.id)?.height, { timeout: 120_000 })
      .not.toBe(before?.height)
    await expect
      .poll(async () => (await listVideos(server)).find(({ title }) => title === 'Gone')?.missing, { timeout: 120_000 })
      .toBe(true)
    await expect(videoCard(page, 'Gone')).toContainText('File missing')
    await expect(videoCard(page, 'Interview')).toHaveCount(1)
    await videoCard(page, 'Gone').click()
    await look(page, 'missing')
    await page.keyboard.press('Delete')
    await expect(videoCard(page, 'Gone')).toHaveCount(0)
    await goTo(page, 'Settings')
    const free = page.getByRole('button', { name: 'Free space now' })
    await free.scrollIntoViewIfNeeded()
    await look(page, 'removed')
    await free.click()
    await expect(page.getByText('Freed the space of 1 video')).toBeVisible()
    await expect(free).toHaveCount(0)
  } finally {
    await media.remove()
  }
})
