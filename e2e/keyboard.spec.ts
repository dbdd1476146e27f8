import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { z } from 'zod'
import { markSchema } from '../electron/contract/index.ts'
import { pressAtOnce, typed } from './support/keys-at-once.ts'
import { importPaths, listScenes, placeClip, settled, videoTitled } from './support/library.ts'
import { cardTitles, goTo, videoCard, videoGrid } from './support/person.ts'
import type { ServerUnderTest } from './support/server.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

// One test for each sentence of docs/keyboard.md, by its number. Harbour has 25 frames a second and cuts at frames 50 and 110;
// its second caption begins at 1.8 seconds. Each second of Thirty shots has a caption with the word “shot”; they lie in 24 scenes.

const cue = (second: number): string =>
  `${second + 1}\n00:00:${String(second).padStart(2, '0')},100 --> 00:00:${String(second).padStart(2, '0')},800\nThis is shot ${second}.\n`

const test = sharedAppTest('keyboard', async (server, media) => {
  const paths = [
    await placeClip('captioned-mp4', media, 'Harbour'),
    await placeClip('many-scenes', media, 'Thirty shots'),
    await placeClip('portrait', media, 'Cliff'),
    await placeClip('gradual', media, 'Moved away'),
  ]
  await writeFile(join(media, 'Thirty shots.srt'), Array.from({ length: 30 }, (_, second) => cue(second)).join('\n'))
  await importPaths(server, paths)
  await settled(server, 4)
})

const field = (page: Page): Locator => page.getByRole('search').locator('input').first()
const results = (page: Page): Locator => page.getByRole('listbox', { name: /^Results for/ })
const hits = (page: Page): Locator => results(page).getByRole('option')
const chosen = (list: Locator): Locator => list.getByRole('option', { selected: true })
const scenes = (page: Page): Locator => page.getByRole('listbox', { name: 'Scenes' })
const preview = (page: Page): Locator => page.getByRole('dialog', { name: /^Preview of/ })
const playButton = (page: Page): Locator => page.getByRole('button', { name: 'Play', exact: true })
const pauseButton = (page: Page): Locator => page.getByRole('button', { name: 'Pause', exact: true })
const timecode = (page: Page): Locator =>
  page.getByRole('toolbar', { name: 'Player' }).getByRole('button', { name: /^Time / })
const regionOfFocus = (page: Page): Promise<string> =>
  page.evaluate(
    () => document.activeElement?.closest<HTMLElement>('[data-focus-region]')?.dataset['focusRegion'] ?? 'nowhere',
  )
const expectFocusIn = (page: Page, region: string) => expect.poll(() => regionOfFocus(page)).toBe(region)
const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText())

const openFilm = async (page: Page, server: ServerUnderTest, title: string, timeMs = 0): Promise<void> => {
  const { id } = await videoTitled(server, title)
  await page.goto(`${server.origin}/video/${id}?t=${timeMs}`)
  await expect(scenes(page).getByRole('option').first()).toBeVisible()
  await expect
    .poll(() =>
      page
        .getByRole('main')
        .getByLabel(title, { exact: true })
        .evaluate((element) => element instanceof HTMLVideoElement && element.readyState >= 2),
    )
    .toBe(true)
}
const search = async (page: Page, words: string, count: number): Promise<void> => {
  await field(page).fill(words)
  await field(page).press('Enter')
  await expect(page).toHaveURL(new RegExp(`/search\\?q=${words.replaceAll(' ', '[+]|%20')}`))
  await expect(hits(page).first()).toBeVisible()
  await expect(results(page).locator('[aria-setsize]').first()).toHaveAttribute('aria-setsize', String(count))
}

test.beforeEach(async ({ page }) => {
  await expect(videoCard(page, 'Harbour')).toBeVisible()
})

test('focus-1: clicking on empty space leaves the focus where keys act', async ({ page, server }) => {
  await page.getByRole('heading', { name: 'Library', level: 1 }).click()
  await expect(videoGrid(page)).toBeFocused()
  await openFilm(page, server, 'Harbour')
  await page.getByRole('heading', { name: 'Harbour', level: 1 }).click()
  await expectFocusIn(page, 'player')
  await goTo(page, 'Settings')
  await page.getByRole('heading', { level: 1 }).click()
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(false)
})

test('focus-2: after Similar the new results have it', async ({ page }) => {
  await search(page, 'shot', 24)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('s')
  await expect(page).toHaveURL(/like=/)
  await expect(results(page)).toHaveAccessibleName(/like/)
  await expect(results(page)).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await expect(chosen(results(page))).toHaveCount(1)
})

test('focus-3: what opened a sheet, menu or popover has it again', async ({ page }) => {
  await videoCard(page, 'Cliff').click()
  for (const keys of ['F2', '?', 'ControlOrMeta+Shift+P', 'Space']) {
    await page.keyboard.press(keys)
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(videoGrid(page)).toBeFocused()
  }
  await videoCard(page, 'Cliff').click({ button: 'right' })
  await expect(page.getByRole('menu')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(videoGrid(page)).toBeFocused()
  const sort = page.getByRole('button', { name: /^Sort by/ })
  await sort.click()
  await page.keyboard.press('Escape')
  await expect(sort).toBeFocused()
})

test('focus-4: after Delete the next card has it', async ({ page }) => {
  await videoGrid(page).focus()
  await page.keyboard.press('Home')
  const titles = await cardTitles(page)
  await page.keyboard.press('Delete')
  await expect(videoGrid(page).getByRole('option')).toHaveCount(3)
  await expect(videoGrid(page)).toBeFocused()
  await expect(chosen(videoGrid(page))).toContainText(titles[1] ?? 'nothing')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(videoGrid(page).getByRole('option')).toHaveCount(4)
})

test('focus-5: committed results have it, and the first arrow selects the first', async ({ page }) => {
  await search(page, 'shot', 24)
  await expect(results(page)).toBeFocused()
  await expect(chosen(results(page))).toHaveCount(0)
  await page.keyboard.press('ArrowRight')
  await expect(results(page).locator('[data-grid-index="0"]')).toHaveAttribute('aria-selected', 'true')
})

test('focus-6: without a result the field keeps it', async ({ page }) => {
  await field(page).fill('zeppelin')
  await field(page).press('Enter')
  await expect(page.getByRole('heading', { name: /zeppelin|Nothing/ }).first()).toBeVisible()
  await expect(field(page)).toBeFocused()
})

test('focus-7: the player has it from the start', async ({ page }) => {
  await videoCard(page, 'Harbour').dblclick()
  await expect(scenes(page).getByRole('option')).toHaveCount(3)
  await expectFocusIn(page, 'player')
  await goTo(page, 'Library')
  await videoCard(page, 'Harbour').click()
  await page.keyboard.press('Enter')
  await expect(scenes(page).getByRole('option')).toHaveCount(3)
  await expectFocusIn(page, 'player')
})

test('space-1: Space plays, whatever was clicked last', async ({ page, server }) => {
  await openFilm(page, server, 'Thirty shots')
  const clicked = [
    page.getByRole('button', { name: 'Mark in' }),
    page.getByRole('button', { name: 'Next scene' }),
    page.getByRole('button', { name: 'Zoom in' }),
    page.getByRole('tab', { name: 'Scenes' }),
    page.getByRole('slider', { name: 'Zoom of the timeline' }),
  ]
  for (const control of clicked) {
    await control.click()
    await page.keyboard.press('Space')
    await expect(pauseButton(page)).toBeVisible()
    await page.keyboard.press('Space')
    await expect(playButton(page)).toBeVisible()
  }
  await expect(page.getByRole('group', { name: 'Marked range' }).getByRole('button', { name: /^In point/ })).toHaveText(
    '00:00:00:00',
  )
})

test('space-2: a control reached by Tab keeps Space', async ({ page, server }) => {
  await openFilm(page, server, 'Harbour', 1000)
  await page.getByRole('button', { name: 'One frame forward' }).click()
  await expect(timecode(page)).toHaveText('00:00:01:01')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'One frame forward' })).toBeFocused()
  await page.keyboard.press('Space')
  await expect(timecode(page)).toHaveText('00:00:01:02')
  await expect(playButton(page)).toBeVisible()
})

test('space-3: Space opens the preview, and closes it', async ({ page }) => {
  await videoCard(page, 'Harbour').click()
  await page.keyboard.press('Space')
  await expect(preview(page)).toBeVisible()
  await expect(preview(page).getByRole('button', { name: 'Pause' })).toBeVisible()
  await page.keyboard.press('Space')
  await expect(preview(page)).toBeHidden()
  await expect(videoGrid(page)).toBeFocused()
})

test('letters-1: letters are commands only where a list, the player or the preview has the focus', async ({
  page,
  server,
}) => {
  await search(page, 'shot', 24)
  await page.keyboard.press('ArrowRight')
  const { href } = new URL(page.url())
  await page.getByRole('button', { name: 'Details panel' }).click()
  await page.keyboard.press('s')
  await page.keyboard.press('m')
  expect(page.url()).toBe(href)
  await page.getByRole('button', { name: 'Details panel' }).click()
  await openFilm(page, server, 'Harbour')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Library' }).focus()
  await page.keyboard.press('i')
  await expect(page.getByRole('group', { name: 'Marked range' })).toBeHidden()
  await page.getByRole('heading', { name: 'Harbour', level: 1 }).click()
  await expectFocusIn(page, 'player')
  await page.keyboard.press('i')
  await expect(page.getByRole('group', { name: 'Marked range' })).toBeVisible()
})

test('letters-2: in a text field every letter is typed', async ({ page, server }) => {
  await openFilm(page, server, 'Harbour')
  await page.getByRole('tab', { name: 'Transcript' }).click()
  const filter = page.getByRole('searchbox', { name: 'Find in transcript' })
  await filter.click()
  await page.keyboard.type('ifsm jkl /')
  await expect(filter).toHaveValue('ifsm jkl /')
  await expect(page).toHaveURL(/\/video\//)
})

test('letters-3: on a film’s page letters begin no search, and F is full screen', async ({ page, server }) => {
  await openFilm(page, server, 'Harbour')
  await page.keyboard.press('f')
  const isFull = () => page.evaluate(() => document.fullscreenElement !== null)
  await expect.poll(isFull).toBe(true)
  await expect(page.getByRole('button', { name: 'Leave full screen' })).toBeVisible()
  await page.keyboard.press('f')
  await expect.poll(isFull).toBe(false)
  await page.keyboard.type('qux')
  await expect(page).toHaveURL(/\/video\//)
  await expect(field(page)).not.toBeFocused()
})

test('letters-4: Shift+C copies what the focus is on', async ({ page, server }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await openFilm(page, server, 'Harbour', 1000)
  await page.keyboard.press('i')
  await page.keyboard.press('.')
  await page.keyboard.press('o')
  await page.keyboard.press('Shift+C')
  await expect.poll(() => clipboard(page)).toBe('00:00:01:00 - 00:00:01:01')
  await scenes(page).getByRole('option').nth(0).click()
  await scenes(page)
    .getByRole('option')
    .nth(1)
    .click({ modifiers: ['Shift'] })
  await page.keyboard.press('Shift+C')
  await expect
    .poll(async () => (await clipboard(page)).split('\n').map((line) => line.split('\t')[0]))
    .toEqual(['00:00:00:00 - 00:00:02:00', '00:00:02:00 - 00:00:04:10'])
})

test('search-1: / and Ctrl K begin a search everywhere', async ({ page, server }) => {
  const begins = async (keys: string): Promise<void> => {
    await page.keyboard.press(keys)
    await expect(field(page)).toBeFocused()
    await expect(field(page)).toHaveValue('')
  }
  for (const screen of ['Activity', 'Models', 'Settings', 'Library'] as const) {
    await goTo(page, screen)
    await begins('/')
    await goTo(page, screen)
    await begins('ControlOrMeta+k')
  }
  await openFilm(page, server, 'Harbour')
  await begins('/')
  await goTo(page, 'Library')
  await videoCard(page, 'Harbour').click()
  await page.keyboard.press('Space')
  await expect(preview(page)).toBeVisible()
  await begins('/')
  await expect(preview(page)).toBeHidden()
})

test('search-2: typing in the Library begins a search in place of the old one', async ({ page }) => {
  await search(page, 'shot', 24)
  await page.keyboard.type('xyz')
  await expect(field(page)).toHaveValue('shot')
  await goTo(page, 'Library')
  await videoCard(page, 'Harbour').click()
  await page.keyboard.type('rain')
  await expect(field(page)).toHaveValue('rain')
  await expect(hits(page)).toHaveCount(1)
})

test('search-3: no letter is lost', async ({ page }) => {
  await videoCard(page, 'Harbour').click()
  await pressAtOnce(page, ...typed('sim keeper'))
  await expect(field(page)).toHaveValue('sim keeper')
  await goTo(page, 'Library')
  await videoCard(page, 'Harbour').click()
  await pressAtOnce(page, '/', ...typed('moon in the sky'))
  await expect(field(page)).toHaveValue('moon in the sky')
})

test('search-4: a character that is being composed is left alone', async ({ page }) => {
  await page.keyboard.press('ControlOrMeta+k')
  const session = await page.context().newCDPSession(page)
  await session.send('Input.imeSetComposition', { text: 'か', selectionStart: 1, selectionEnd: 1 })
  await expect(field(page)).toHaveValue('か')
  await session.send('Input.imeSetComposition', { text: 'かわ', selectionStart: 2, selectionEnd: 2 })
  await expect(field(page)).toBeFocused()
  await session.send('Input.insertText', { text: '川' })
  await expect(field(page)).toHaveValue('川')
})

test('selection-1: what a filter hides is neither selected nor removed', async ({ page }) => {
  await videoCard(page, 'Harbour').click()
  const filter = page.getByRole('main').getByRole('searchbox').first()
  await filter.fill('Cliff')
  await expect.poll(() => cardTitles(page)).toEqual(['Cliff'])
  await videoGrid(page).focus()
  await page.keyboard.press('Delete')
  await filter.fill('')
  await expect(videoGrid(page).getByRole('option')).toHaveCount(4)
  await expect(chosen(videoGrid(page))).toHaveCount(0)
})

test('selection-2: the card under the pointer is the object of its menu', async ({ page, server }) => {
  await videoCard(page, 'Harbour').click()
  await videoCard(page, 'Cliff').click({ modifiers: ['ControlOrMeta'] })
  await videoCard(page, 'Harbour').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Open', exact: false }).first().click()
  await expect(page).toHaveURL(new RegExp(`/video/${(await videoTitled(server, 'Harbour')).id}`))
})

test('selection-3: a new search starts at the top with nothing selected', async ({ page }) => {
  await search(page, 'shot', 24)
  // A scene of Harbour is like one of the shots.
  await page.getByRole('button', { name: 'Fold duplicates' }).click()
  await expect(page).toHaveURL(/fold=0/)
  await expect(results(page).locator('[aria-setsize]').first()).toHaveAttribute('aria-setsize', '24')
  await results(page).focus()
  await page.keyboard.press('End')
  await expect(chosen(results(page))).toHaveCount(1)
  await expect.poll(() => results(page).evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(100)
  // Harbour’s caption “Who is there?” says one of the two words.
  await search(page, 'this is', 25)
  await expect(chosen(results(page))).toHaveCount(0)
  expect(await results(page).evaluate(({ scrollTop }) => scrollTop)).toBe(0)
  await page.keyboard.press('ArrowRight')
  await expect(results(page).locator('[data-grid-index="0"]')).toHaveAttribute('aria-selected', 'true')
})

test('selection-4: Back keeps the place, the same words again do not', async ({ page }) => {
  const top = () => results(page).evaluate(({ scrollTop }) => scrollTop)
  await search(page, 'shot', 24)
  for (const keys of ['PageDown', 'PageDown', 'PageDown']) await page.keyboard.press(keys)
  await expect.poll(top).toBeGreaterThan(100)
  const place = await top()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/video\//)
  await page.goBack()
  await expect(hits(page).first()).toBeVisible()
  await expect.poll(top).toBe(place)
  await search(page, 'rain', 1)
  await search(page, 'shot', 24)
  expect(await top()).toBe(0)
})

test('selection-5: what an undone removal brings back is selected', async ({ page }) => {
  await videoCard(page, 'Harbour').click()
  await videoCard(page, 'Cliff').click({ modifiers: ['ControlOrMeta'] })
  await page.keyboard.press('Delete')
  await expect(videoGrid(page).getByRole('option')).toHaveCount(2)
  await page.keyboard.press('ControlOrMeta+z')
  await expect(videoGrid(page).getByRole('option')).toHaveCount(4)
  await expect(chosen(videoGrid(page))).toHaveCount(2)
  await expect(videoCard(page, 'Harbour')).toHaveAttribute('aria-selected', 'true')
  await expect(videoCard(page, 'Cliff')).toHaveAttribute('aria-selected', 'true')
})

test('selection-6: menus do the same to one or to many, with the count', async ({ page, server }) => {
  const items = () => page.getByRole('menuitem').allTextContents()
  await page.keyboard.press('ControlOrMeta+a')
  await videoCard(page, 'Harbour').click({ button: 'right' })
  await expect(page.getByRole('menuitem', { name: 'Remove 4 Videos' })).toBeVisible()
  await expect(page.getByRole('menuitem', { name: 'Copy 4 Paths' })).toBeVisible()
  await page.keyboard.press('Escape')
  await search(page, 'shot', 24)
  await hits(page).nth(0).click()
  await hits(page)
    .nth(2)
    .click({ modifiers: ['Shift'] })
  await hits(page).nth(1).click({ button: 'right' })
  await expect(page.getByRole('menuitem', { name: 'Similar to These 3 Scenes' })).toBeVisible()
  const inResults = await items()
  await page.keyboard.press('Escape')
  await openFilm(page, server, 'Thirty shots')
  const list = scenes(page).getByRole('option')
  await list.nth(0).click()
  await list.nth(2).click({ modifiers: ['Shift'] })
  await list.nth(1).click({ button: 'right' })
  await expect(page.getByRole('menuitem', { name: 'Copy 3 Scenes as CSV' })).toBeVisible()
  const inScenes = await items()
  const common = inScenes.filter((line) => !/^(Open|Copy Words|Split Scene|Merge with)/.test(line))
  expect(inResults).toEqual(expect.arrayContaining([...common]))
  await page.getByRole('menuitem', { name: 'More Like These 3 Scenes' }).click()
  await expect(page).toHaveURL(/(like=[^&]+&?){3}/)
})

test('selection-7: the details panel tells of all that is selected', async ({ page }) => {
  await search(page, 'shot', 24)
  await hits(page).nth(0).click()
  await hits(page)
    .nth(2)
    .click({ modifiers: ['Shift'] })
  const details = page.getByRole('complementary', { name: 'Details' })
  await expect(details.getByRole('heading', { name: '3 scenes selected' })).toBeVisible()
  await details.getByRole('button', { name: 'Similar to these' }).click()
  await expect(page).toHaveURL(/(like=[^&]+&?){3}/)
})

test('lists-1: arrows move, Shift extends, Home and End go to the ends, Ctrl A selects all', async ({ page }) => {
  await videoGrid(page).focus()
  await page.keyboard.press('End')
  await expect(chosen(videoGrid(page))).toHaveAttribute('aria-posinset', '4')
  await page.keyboard.press('Shift+Home')
  await expect(chosen(videoGrid(page))).toHaveCount(4)
  await page.keyboard.press('ArrowRight')
  await expect(chosen(videoGrid(page))).toHaveAttribute('aria-posinset', '2')
  await page.keyboard.press('ControlOrMeta+a')
  await expect(chosen(videoGrid(page))).toHaveCount(4)
})

test('preview-1: counts its time, and its playhead can be moved', async ({ page }) => {
  await videoCard(page, 'Harbour').click()
  await page.keyboard.press('Space')
  const playhead = preview(page).getByRole('slider', { name: 'Playhead' })
  await expect.poll(async () => Number(await playhead.inputValue())).toBeGreaterThan(300)
  await page.keyboard.press('k')
  await expect(preview(page).getByRole('button', { name: 'Play' })).toBeVisible()
  await playhead.fill('3000')
  await expect(preview(page).locator('.preview__now')).toHaveText('00:00:03:00')
  await page.keyboard.press('l')
  await expect.poll(async () => Number(await playhead.inputValue())).toBeGreaterThan(3200)
})

test('preview-2: Enter opens at the time that is shown', async ({ page }) => {
  await videoCard(page, 'Harbour').click()
  await page.keyboard.press('Space')
  await preview(page).getByRole('slider', { name: 'Playhead' }).fill('3000')
  await page.keyboard.press('k')
  const shown = await preview(page).locator('.preview__now').innerText()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/video\/.+\?t=3\d\d\d$/)
  await expect(timecode(page)).toHaveText(shown)
})

test('preview-3: arrows move to the next card', async ({ page }) => {
  await videoGrid(page).focus()
  await page.keyboard.press('Home')
  const titles = await cardTitles(page)
  await page.keyboard.press('Space')
  await expect(preview(page)).toHaveAccessibleName(`Preview of ${titles[0]}`)
  await page.keyboard.press('ArrowRight')
  await expect(preview(page)).toHaveAccessibleName(`Preview of ${titles[1]}`)
  await page.keyboard.press('ArrowDown')
  await expect(preview(page)).toHaveAccessibleName(`Preview of ${titles[2]}`)
  await page.keyboard.press('ArrowLeft')
  await expect(preview(page)).toHaveAccessibleName(`Preview of ${titles[1]}`)
})

test('preview-4: what was found by its words is played and opened from the words on', async ({ page }) => {
  await search(page, 'rain', 1)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Space')
  await page.keyboard.press('k')
  const playhead = preview(page).getByRole('slider', { name: 'Playhead' })
  expect(Number(await playhead.inputValue())).toBeGreaterThanOrEqual(1799)
  await page.keyboard.press('Space')
  await expect(preview(page)).toBeHidden()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\?t=1800$/)
})

test('player-1: the frames at In and at Out are inside', async ({ page, server }) => {
  await openFilm(page, server, 'Harbour', 1000)
  await page.keyboard.press('i')
  await page.keyboard.press('o')
  const range = page.getByRole('group', { name: 'Marked range' })
  await expect(range.locator('.marks__length')).toHaveText('00:00:00:01')
  await page.keyboard.press('.')
  await page.keyboard.press('o')
  await expect(range.getByRole('button', { name: 'Out point 00:00:01:01' })).toBeVisible()
  await expect(range.locator('.marks__length')).toHaveText('00:00:00:02')
})

test('player-2: Shift+I goes to In, Shift+O to Out', async ({ page, server }) => {
  await openFilm(page, server, 'Harbour', 1000)
  await page.keyboard.press('i')
  await page.keyboard.press('ArrowDown')
  await expect(timecode(page)).toHaveText('00:00:02:00')
  await page.keyboard.press('o')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Shift+I')
  await expect(timecode(page)).toHaveText('00:00:01:00')
  await page.keyboard.press('Shift+O')
  await expect(timecode(page)).toHaveText('00:00:02:00')
})

test('player-3: Shift+Space plays from In to Out and stands on its frame', async ({ page, server }) => {
  await openFilm(page, server, 'Harbour', 1000)
  await page.keyboard.press('i')
  for (let frame = 0; frame < 10; frame += 1) await page.keyboard.press('.')
  await expect(timecode(page)).toHaveText('00:00:01:10')
  await page.keyboard.press('o')
  await page.keyboard.press('Home')
  await page.keyboard.press('Shift+Space')
  await expect(pauseButton(page)).toBeVisible()
  await expect(playButton(page)).toBeVisible()
  await expect(timecode(page)).toHaveText('00:00:01:10')
})

test('player-4: Shift+L goes round until it is pressed again', async ({ page, server }) => {
  await openFilm(page, server, 'Harbour', 1000)
  await page.keyboard.press('i')
  for (let frame = 0; frame < 10; frame += 1) await page.keyboard.press('.')
  await page.keyboard.press('o')
  await page.keyboard.press('Shift+L')
  const loop = page.getByRole('button', { name: 'Loop in to out' })
  await expect(loop).toHaveAttribute('aria-pressed', 'true')
  await page.waitForTimeout(1500)
  await expect(pauseButton(page)).toBeVisible()
  expect(await timecode(page).innerText()).toMatch(/^00:00:01:(0\d|10)$/)
  await page.keyboard.press('Shift+L')
  await expect(loop).toHaveAttribute('aria-pressed', 'false')
  await expect(playButton(page)).toBeVisible()
  await expect(timecode(page)).toHaveText('00:00:01:10')
})

test('player-5: where the file is gone, “Locate…” is in the player', async ({ page, server, guard }) => {
  guard.allow(/status of (404|416|410)|Failed to load/)
  const { id, path } = await videoTitled(server, 'Moved away')
  await rename(path, `${path}.away`)
  try {
    await page.goto(`${server.origin}/video/${id}`)
    const player = page.getByRole('main')
    await player.getByRole('button', { name: 'Locate…' }).first().click()
    await expect(page.getByRole('dialog', { name: 'Locate file' })).toBeVisible()
    await page.keyboard.press('Escape')
  } finally {
    await rename(`${path}.away`, path)
  }
})

test('palette-1: where no action has the name, Enter searches for it', async ({ page }) => {
  await page.keyboard.press('ControlOrMeta+Shift+P')
  await page.keyboard.type('rain')
  const palette = page.getByRole('dialog', { name: 'Command palette' })
  await expect(palette).toContainText('No action is called “rain”')
  await expect(palette.getByRole('button', { name: 'Search for “rain”' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/search\?q=rain$/)
  await expect(hits(page)).toHaveCount(1)
})

test('motion-1: with less motion, hovering starts no video', async ({ page }) => {
  await search(page, 'shot', 24)
  const film = hits(page).first().locator('video')
  await hits(page).first().hover()
  await page.mouse.move(0, 0)
  await hits(page).first().hover()
  await expect(film).toHaveCount(1)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.mouse.move(0, 0)
  await expect(film).toHaveCount(0)
  await hits(page).first().hover()
  await page.waitForTimeout(1200)
  await expect(film).toHaveCount(0)
})

const sceneCount = (page: Page, count: number) =>
  expect(scenes(page).locator('[aria-setsize]').first()).toHaveAttribute('aria-setsize', String(count))
const marksOf = async (server: ServerUnderTest, title: string) => {
  const { id } = await videoTitled(server, title)
  const answer = await server.fetch(`/api/v1/marks?videoId=${id}`)
  return z.object({ items: z.array(markSchema) }).parse(await answer.json()).items
}
const startsOf = async (server: ServerUnderTest, title: string) =>
  (await listScenes(server, (await videoTitled(server, title)).id)).map(({ startFrame }) => startFrame)

test('scenes-1: Ctrl B splits a scene, which is undone and done again', async ({ page, server }) => {
  await openFilm(page, server, 'Harbour', 3000)
  await sceneCount(page, 3)
  await page.keyboard.press('ControlOrMeta+b')
  await sceneCount(page, 4)
  await expect.poll(async () => await startsOf(server, 'Harbour')).toEqual([0, 50, 75, 110])
  await expect(page.getByText('Scene split')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+z')
  await sceneCount(page, 3)
  await page.keyboard.press('ControlOrMeta+Shift+z')
  await sceneCount(page, 4)
  await page.getByRole('button', { name: 'Undo' }).click()
  await sceneCount(page, 3)
})

test('scenes-2: Alt with up and down merges scenes', async ({ page, server }) => {
  await openFilm(page, server, 'Harbour', 3000)
  await page.keyboard.press('Alt+ArrowDown')
  await sceneCount(page, 2)
  await expect.poll(async () => await startsOf(server, 'Harbour')).toEqual([0, 50])
  await page.keyboard.press('ControlOrMeta+z')
  await sceneCount(page, 3)
  await page.keyboard.press('Alt+ArrowUp')
  await sceneCount(page, 2)
  await expect.poll(async () => await startsOf(server, 'Harbour')).toEqual([0, 110])
  await page.keyboard.press('ControlOrMeta+z')
  await sceneCount(page, 3)
})

test('scenes-3: Alt with left and right moves a boundary by a frame', async ({ page, server }) => {
  await openFilm(page, server, 'Harbour', 2200)
  await page.keyboard.press('Alt+ArrowLeft')
  await expect.poll(() => startsOf(server, 'Harbour')).toEqual([0, 49, 110])
  await expect(page.getByText('Boundary moved')).toBeVisible()
  await page.keyboard.press('Alt+ArrowRight')
  await expect.poll(() => startsOf(server, 'Harbour')).toEqual([0, 50, 110])
})

test('scenes-4: a boundary is dragged on the timeline', async ({ page, server }) => {
  await openFilm(page, server, 'Harbour', 0)
  const stage = page.getByRole('slider', { name: 'Playhead' })
  const box = await stage.boundingBox()
  const { durationMs } = await videoTitled(server, 'Harbour')
  if (box === null) throw new Error('there is no timeline')
  const x = (timeMs: number): number => box.x + (timeMs / durationMs) * box.width
  await page.mouse.move(x(2000), box.y + 40)
  await page.mouse.down()
  await page.mouse.move(x(2600), box.y + 40, { steps: 6 })
  await expect(page.getByText('Ends with')).toBeVisible()
  await expect(page.getByText('Begins with')).toBeVisible()
  await page.mouse.up()
  await expect(page.getByText('Boundary moved')).toBeVisible()
  const [, moved = 0] = await startsOf(server, 'Harbour')
  expect(Math.abs(moved - 65)).toBeLessThanOrEqual(2)
  await page.keyboard.press('ControlOrMeta+z')
  await expect.poll(() => startsOf(server, 'Harbour')).toEqual([0, 50, 110])
})

test('marks-1: digits rate, P picks, X rejects, U does neither', async ({ page, server }) => {
  await videoCard(page, 'Harbour').click()
  await page.keyboard.press('4')
  await expect(videoCard(page, 'Harbour').getByRole('img', { name: '4 of 5 stars' })).toBeVisible()
  await page.keyboard.press('p')
  await expect(videoCard(page, 'Harbour').getByRole('img', { name: '4 of 5 stars, picked' })).toBeVisible()
  await videoCard(page, 'Cliff').click({ modifiers: ['ControlOrMeta'] })
  await page.keyboard.press('x')
  await expect(videoCard(page, 'Cliff').getByRole('img', { name: 'rejected' })).toBeVisible()
  await page.keyboard.press('u')
  await page.keyboard.press('0')
  await expect(videoGrid(page).getByRole('img', { name: /stars|rejected/ })).toHaveCount(0)
  await expect
    .poll(async () => await marksOf(server, 'Cliff'))
    .toMatchObject([{ kind: 'video', rating: 0, flag: null }])
})

test('marks-2: T gives tags, Shift+N a note', async ({ page, server }) => {
  await videoCard(page, 'Harbour').click()
  await page.keyboard.press('t')
  const tags = page.getByRole('dialog', { name: /^Tags of/ })
  await tags.getByLabel('Add a tag').fill('water,')
  await tags.getByLabel('Add a tag').press('Enter')
  await tags.getByRole('button', { name: 'Save' }).click()
  await expect(videoCard(page, 'Harbour').getByText('water')).toBeVisible()
  await page.keyboard.press('Shift+N')
  const note = page.getByRole('dialog', { name: /^Note on/ })
  await note.getByLabel('Note').fill('Boats at dawn')
  await note.getByRole('button', { name: 'Save' }).click()
  await expect
    .poll(async () => (await marksOf(server, 'Harbour')).find(({ kind }) => kind === 'video'))
    .toMatchObject({ tags: ['water'], note: 'Boats at dawn' })
})

test('marks-3: in the player marks are put on the range, else on the scene on show', async ({ page, server }) => {
  await openFilm(page, server, 'Harbour', 3000)
  await page.keyboard.press('3')
  await expect
    .poll(async () => (await marksOf(server, 'Harbour')).filter(({ startFrame }) => startFrame === 50))
    .toMatchObject([{ kind: 'scene', startFrame: 50, endFrame: 110, rating: 3 }])
  await page.keyboard.press('i')
  await page.keyboard.press('.')
  await page.keyboard.press('.')
  await page.keyboard.press('o')
  await page.keyboard.press('p')
  await expect
    .poll(async () => (await marksOf(server, 'Harbour')).filter(({ kind }) => kind === 'range'))
    .toMatchObject([{ startFrame: 75, endFrame: 78, flag: 'pick' }])
})
