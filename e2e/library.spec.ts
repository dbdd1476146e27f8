import { importPaths, listVideos, placeClip, settled } from './support/library.ts'
import { cardTitles, videoCard, videoGrid } from './support/person.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

/** Titles, in the order in which they are added. */
const titles = ['Delta', 'alpha', 'Charlie', 'Bravo'] as const

const test = sharedAppTest('library', async (server, media) => {
  // Lengths 7 s, 3.2 s, 1.2 s, 0.04 s; scenes 3, 2, 2, 1.
  const clips = ['three-scenes', 'portrait', 'odd-size', 'single-frame'] as const
  for (const [index, clip] of clips.entries()) {
    // One after the other, so that the order of adding is known.
    await importPaths(server, [await placeClip(clip, media, titles[index] ?? '')])
  }
  await settled(server, clips.length)
})

test('sorts by date, title, length and scenes, both ways', async ({ page }) => {
  const sortBy = async (name: string) => {
    await page.getByRole('button', { name: /^Sort by/ }).click()
    await page.getByRole('menuitemcheckbox', { name }).click()
  }
  const expectOrder = (...order: readonly string[]) => expect.poll(() => cardTitles(page)).toEqual(order)
  await expectOrder('Bravo', 'Charlie', 'alpha', 'Delta')
  await sortBy('Title')
  await expectOrder('alpha', 'Bravo', 'Charlie', 'Delta')
  await page.getByRole('button', { name: 'Ascending' }).click()
  await expectOrder('Delta', 'Charlie', 'Bravo', 'alpha')
  await sortBy('Length')
  await expectOrder('Delta', 'alpha', 'Charlie', 'Bravo')
  await sortBy('Number of scenes')
  await expect.poll(async () => [(await cardTitles(page))[0], (await cardTitles(page))[3]]).toEqual(['Delta', 'Bravo'])
  await sortBy('Title')
  await page.reload()
  await expectOrder('alpha', 'Bravo', 'Charlie', 'Delta')
})

test('selects as a file manager does, by mouse and keyboard', async ({ page }) => {
  const selected = () =>
    videoGrid(page).getByRole('option', { selected: true }).locator('.video-card__title').allTextContents()
  const card = (title: string) => videoCard(page, title)
  // Newest first: Bravo, Charlie, alpha, Delta.
  await card('Charlie').click()
  await expect.poll(selected).toEqual(['Charlie'])
  await card('Delta').click({ modifiers: ['ControlOrMeta'] })
  await expect.poll(selected).toEqual(['Charlie', 'Delta'])
  await card('Charlie').click({ modifiers: ['ControlOrMeta'] })
  await expect.poll(selected).toEqual(['Delta'])
  await card('Bravo').click()
  await card('alpha').click({ modifiers: ['Shift'] })
  await expect.poll(selected).toEqual(['Bravo', 'Charlie', 'alpha'])
  await expect(page.getByText('3 selected')).toBeVisible()
  await expect(page.getByRole('complementary', { name: 'Details' })).toContainText('3 videos selected')

  await card('Bravo').click()
  await page.keyboard.press('ArrowRight')
  await expect.poll(selected).toEqual(['Charlie'])
  await page.keyboard.press('Shift+ArrowRight')
  await expect.poll(selected).toEqual(['Charlie', 'alpha'])
  await page.keyboard.press('End')
  await expect.poll(selected).toEqual(['Delta'])
  await page.keyboard.press('Shift+Home')
  await expect.poll(selected).toEqual(['Bravo', 'Charlie', 'alpha', 'Delta'])
  await page.keyboard.press('Home')
  await page.keyboard.press('ControlOrMeta+a')
  await expect(videoGrid(page).getByRole('option', { selected: true })).toHaveCount(4)

  await test.step('a frame drawn from empty space selects what it touches', async () => {
    const first = await card('Bravo').boundingBox()
    const second = await card('Charlie').boundingBox()
    const grid = await videoGrid(page).boundingBox()
    if (first === null || second === null || grid === null) throw new Error('nothing on show')
    await page.mouse.move(second.x + second.width / 2, grid.y + grid.height - 40)
    await page.mouse.down()
    await page.mouse.move(first.x + 30, first.y + first.height / 2, { steps: 4 })
    await expect.poll(selected).toEqual(['Bravo', 'Charlie'])
    await page.mouse.up()
    await expect.poll(selected).toEqual(['Bravo', 'Charlie'])
  })
})

test('previews with Space, moves on with arrows, and returns with Space or Escape', async ({ page }) => {
  await videoCard(page, 'alpha').click()
  await page.keyboard.press('Space')
  const preview = page.getByRole('dialog', { name: /^Preview of/ })
  await expect(preview).toHaveAccessibleName('Preview of alpha')
  await expect(preview).toContainText('3 of 4')
  await page.keyboard.press('ArrowRight')
  await expect(preview).toHaveAccessibleName('Preview of Delta')
  const film = preview.getByLabel('Delta', { exact: true })
  await expect
    .poll(() => film.evaluate((element) => element instanceof HTMLVideoElement && element.currentTime > 0.2))
    .toBe(true)
  await page.keyboard.press('Space')
  await expect(preview).toBeHidden()
  await expect(videoCard(page, 'Delta')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('ArrowLeft')
  await expect(videoCard(page, 'alpha')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Space')
  await expect(preview).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(preview).toBeHidden()
  await expect(videoGrid(page)).toBeFocused()
})

test('opens a video by double click and by Enter', async ({ page }) => {
  await videoCard(page, 'Delta').dblclick()
  await expect(page).toHaveURL(/\/video\//)
  await page.goBack()
  await videoCard(page, 'alpha').click()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/video\//)
})

test('renames a video without touching its file', async ({ page, server }) => {
  await videoCard(page, 'Charlie').click()
  await page.keyboard.press('F2')
  const sheet = page.getByRole('dialog', { name: 'Rename' })
  await sheet.getByRole('textbox').fill('Checkpoint <Charlie> & "friends"')
  await page.keyboard.press('Enter')
  await expect(sheet).toBeHidden()
  await expect(videoCard(page, 'Checkpoint <Charlie> & "friends"')).toBeVisible()
  // The page shows the new name before the core has it.
  const renamed = async () => (await listVideos(server)).find(({ title }) => title.startsWith('Checkpoint'))?.path ?? ''
  await expect.poll(renamed).toMatch(/Charlie\.mkv$/)
  await videoCard(page, 'Checkpoint').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Rename…' }).click()
  await sheet.getByRole('textbox').fill('Charlie')
  await sheet.getByRole('button', { name: 'Rename' }).click()
  await expect(videoCard(page, 'Charlie')).toBeVisible()
})

test('removes several videos and brings them back', async ({ page, server }) => {
  const before = await listVideos(server)
  await videoCard(page, 'Bravo').click()
  await videoCard(page, 'Delta').click({ modifiers: ['ControlOrMeta'] })
  await page.keyboard.press('Delete')
  await expect.poll(() => cardTitles(page)).toEqual(['Charlie', 'alpha'])
  await expect.poll(async () => (await listVideos(server)).map(({ title }) => title)).toEqual(['alpha', 'Charlie'])
  await page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => cardTitles(page)).toEqual(['Bravo', 'Charlie', 'alpha', 'Delta'])
  await expect.poll(async () => (await listVideos(server)).map(({ id }) => id)).toEqual(before.map(({ id }) => id))

  await videoCard(page, 'alpha').click()
  await page.keyboard.press('Delete')
  await expect(videoCard(page, 'alpha')).toBeHidden()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(videoCard(page, 'alpha')).toBeVisible()
})
