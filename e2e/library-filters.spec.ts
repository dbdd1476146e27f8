import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { importPaths, listVideos, placeClip, settled } from './support/library.ts'
import { cardTitles, videoCard, videoGrid } from './support/person.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

const test = sharedAppTest('library-filters', async (server, media) => {
  const clips = [
    ['three-scenes', `${media}/2026-08-02/A_CAM`, 'A001_08011423_C012'],
    ['single-frame', `${media}/2026-08-02/B_CAM`, 'B001_08011500_C003'],
    ['odd-size', `${media}/2026-08-02/B_CAM`, 'dog_fetch'],
    ['portrait', `${media}/Archive`, 'Été à la plage'],
  ] as const
  for (const [clip, folder, name] of clips) await importPaths(server, [await placeClip(clip, folder, name)])
  await settled(server, clips.length)
})

const [card, second, dog, beach] = ['A001 08011423 C012', 'B001 08011500 C003', 'dog fetch', 'Été à la plage']
const field = (page: Page) => page.getByRole('searchbox', { name: 'Filter by name, folder, tag' })
const shows = (page: Page, ...titles: readonly (string | undefined)[]) =>
  expect.poll(() => cardTitles(page)).toEqual(titles)
const addFilter = async (page: Page, label: string): Promise<void> => {
  await page.getByRole('button', { name: 'Add filter' }).click()
  await page.getByRole('menuitem', { name: label }).click()
}

test('finds by what the camera wrote, by folder and without accents, and Back leads to the whole list', async ({
  page,
}) => {
  await shows(page, beach, dog, second, card)
  for (const [words, ...titles] of [
    ['A001_08011423_C012', card],
    ['c012 a001', card],
    ['dog_fetch', dog],
    ['fetch dog', dog],
    ['B_CAM', dog, second],
    ['2026-08-02 b_cam c0', second],
    ['ete plage', beach],
  ] as const) {
    await field(page).fill(words ?? '')
    await shows(page, ...titles)
  }
  await expect(page).toHaveURL(/[?&]q=ete/)
  await page.reload()
  await shows(page, beach)
  await expect(field(page)).toHaveValue('ete plage')
  await page.goBack()
  await shows(page, beach, dog, second, card)
  await expect(field(page)).toHaveValue('')
  await field(page).fill('zeppelin')
  await expect(page.getByRole('heading', { name: 'No video has “zeppelin” in its name' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await shows(page, beach, dog, second, card)
})

test('filters by folder, state and facts of the file, all at once', async ({ page }) => {
  await addFilter(page, 'Folder')
  const folders = page.getByRole('dialog', { name: 'Folder' })
  await expect(folders.getByRole('button', { name: /Archive/ })).toBeVisible()
  await folders.getByRole('button', { name: /^Folders in .*2026-08-02/ }).click()
  await folders.getByRole('button', { name: /^B_CAM/ }).click()
  await shows(page, dog, second)
  await expect(page.getByText('2 of 4 videos')).toBeVisible()
  const chips = page.getByRole('list', { name: 'Filters' })
  await expect(chips).toContainText('in B_CAM')
  await addFilter(page, 'State')
  await page.getByRole('dialog', { name: 'State' }).getByRole('button', { name: 'Failed' }).click()
  await expect(page.getByRole('heading', { name: 'No video passes the filters' })).toBeVisible()
  await chips.getByRole('button', { name: 'Remove filter failed' }).click()
  await shows(page, dog, second)
  await addFilter(page, 'File missing')
  await expect(page.getByRole('heading', { name: 'No video passes the filters' })).toBeVisible()
  await chips.getByRole('button', { name: 'file missing', exact: true }).click()
  await expect(chips).toContainText('file there')
  await shows(page, dog, second)
  await videoCard(page, dog ?? '').dblclick()
  await expect(page).toHaveURL(/\/video\//)
  await page.goBack()
  await shows(page, dog, second)
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await shows(page, beach, dog, second, card)
})

test('tags three videos at once, shows the tags, and filters by them', async ({ page, server }) => {
  await videoCard(page, beach ?? '').click()
  await videoCard(page, second ?? '').click({ modifiers: ['Shift'] })
  await videoCard(page, dog ?? '').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Add Tag to 3 Videos…' }).click()
  const sheet = page.getByRole('dialog', { name: 'Tags of 3 videos' })
  await page.keyboard.type('Summer, sea')
  await page.keyboard.press('Enter')
  await expect(sheet.getByRole('listitem')).toHaveText(['sea', 'Summer', ''])
  await sheet.getByRole('button', { name: 'Done' }).click()
  await expect(videoCard(page, dog ?? '')).toContainText('sea · Summer')
  const tagged = async () => (await listVideos(server)).map(({ tags }) => tags.join())
  await expect.poll(tagged).toEqual(['', 'sea,Summer', 'sea,Summer', 'sea,Summer'])

  const details = page.getByRole('complementary', { name: 'Details' })
  await details.getByRole('button', { name: 'Remove tag sea' }).click()
  await expect.poll(tagged).toEqual(['', 'Summer', 'Summer', 'Summer'])
  await field(page).fill('summer')
  await shows(page, beach, dog, second)
  await field(page).fill('')
  await addFilter(page, 'Tags')
  const tags = page.getByRole('dialog', { name: 'Tags' })
  await tags.getByRole('checkbox', { name: 'Summer' }).check()
  await tags.getByRole('button', { name: 'Apply' }).click()
  await shows(page, beach, dog, second)
  // What is tagged while the filter is on comes into the list.
  const [first] = await listVideos(server)
  await server.fetch('/api/v1/videos/tags', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ videoIds: [first?.id], add: ['summer'] }),
  })
  await shows(page, beach, dog, second, card)
})

test('has room for its field and its filters in a small window, and nothing that axe finds', async ({ page }) => {
  await page.goto(new URL('/library?folder=%2F&minHeight=2&addedFrom=2020-01-01', page.url()).href)
  await expect(videoGrid(page)).toBeVisible()
  for (const size of [
    { width: 900, height: 600 },
    { width: 1280, height: 800 },
  ]) {
    await page.setViewportSize(size)
    const toolbar = await page.locator('.library-toolbar .toolbar').boundingBox()
    const box = await field(page).boundingBox()
    const add = await page.getByRole('button', { name: 'Add filter' }).boundingBox()
    if (toolbar === null || box === null || add === null) throw new Error('nothing on show')
    expect(box.width).toBeGreaterThanOrEqual(150)
    expect(toolbar.height, 'one line').toBeLessThan(48)
    expect(add.y, 'the bar of filters is below').toBeGreaterThanOrEqual(box.y + box.height)
    const inside = await page
      .locator('.library-toolbar .toolbar')
      .evaluate((element) => element.scrollWidth <= element.clientWidth)
    expect(inside, `${size.width}`).toBe(true)
  }
  await page
    .getByRole('button', { name: 'Change: Date added' })
    .or(page.getByTitle('Change: Date added'))
    .first()
    .click()
  const found = await new AxeBuilder({ page }).analyze()
  expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)).toEqual([])
})
