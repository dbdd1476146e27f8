import type { Page } from '@playwright/test'
import { fixtureTruth } from '../build/fixtures/clips.ts'
import { framesOf, importPaths, listScenes, placeClip, settled, videoTitled } from './support/library.ts'
import type { ServerUnderTest } from './support/server.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

const test = sharedAppTest('video', async (server, media) => {
  // 25 frames a second, cuts at frames 50 and 110; a caption track in English and one in German.
  await importPaths(server, [
    await placeClip('captioned-mp4', media, 'Harbour'),
    await placeClip('odd-size', media, 'Unplayable'),
    await placeClip('many-scenes', media, 'Thirty shots'),
  ])
  await settled(server, 3)
})

const open = async (page: Page, server: ServerUnderTest, title: string, timeMs?: number): Promise<void> => {
  const { id } = await videoTitled(server, title)
  await page.goto(`${server.origin}/video/${id}${timeMs === undefined ? '' : `?t=${timeMs}`}`)
  await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible()
}
const picture = (page: Page, title: string) => page.getByRole('main').getByLabel(title, { exact: true })
const timecode = (page: Page) => page.getByRole('toolbar', { name: 'Player' }).getByRole('button', { name: /^Time / })
const expectTime = (page: Page, text: string) => expect(timecode(page)).toHaveText(text)
const scenes = (page: Page) => page.getByRole('listbox', { name: 'Scenes' }).getByRole('option')
const playhead = (page: Page) => page.getByRole('slider', { name: 'Playhead' })

/** Where the video element itself is, in seconds. */
const elementTime = (page: Page, title: string): Promise<number> =>
  picture(page, title).evaluate((element) => (element instanceof HTMLVideoElement ? element.currentTime : Number.NaN))
const untilShown = (page: Page, title: string) =>
  expect
    .poll(() =>
      picture(page, title).evaluate((element) => element instanceof HTMLVideoElement && element.readyState >= 2),
    )
    .toBe(true)
/** Mean colour of the picture on show, drawn by the browser from the video element. */
const meanColour = (page: Page, title: string): Promise<readonly number[]> =>
  picture(page, title).evaluate((element) => {
    const canvas = document.createElement('canvas')
    canvas.width = 8
    canvas.height = 8
    const context = canvas.getContext('2d')
    if (context === null || !(element instanceof HTMLVideoElement)) return []
    context.drawImage(element, 0, 0, 8, 8)
    const { data } = context.getImageData(0, 0, 8, 8)
    return [0, 1, 2].map(
      (channel) => data.filter((_, i) => i % 4 === channel).reduce((sum, value) => sum + value, 0) / 64,
    )
  })
const distance = (left: readonly number[], right: readonly number[]): number =>
  Math.hypot(...left.map((value, index) => value - (right[index] ?? Number.NaN)))

test('lists exactly the known scenes, and goes to each', async ({ page, server }) => {
  await open(page, server, 'Harbour')
  await expect(scenes(page)).toHaveCount(3)
  await expect(scenes(page)).toContainText(['00:00:00:00', '00:00:02:00', '00:00:04:10'])
  await expect(scenes(page)).toContainText(['The red door', 'Rain falls', 'Who is there?'])
  await scenes(page).nth(2).click()
  await expectTime(page, '00:00:04:10')
  await page.keyboard.press('ArrowUp')
  await expectTime(page, '00:00:02:00')

  const { id } = await videoTitled(server, 'Thirty shots')
  const found = await listScenes(server, id)
  expect(found.map(({ startFrame, endFrame }) => [startFrame, endFrame])).toEqual(framesOf(fixtureTruth('many-scenes')))
})

test('steps exactly one frame, over a cut too', async ({ page, server }) => {
  await open(page, server, 'Harbour', 2000)
  await untilShown(page, 'Harbour')
  await expectTime(page, '00:00:02:00')
  await expect.poll(async () => Math.floor((await elementTime(page, 'Harbour')) * 25)).toBe(50)
  const first = await meanColour(page, 'Harbour')
  await page.getByRole('button', { name: 'One frame back' }).click()
  await expectTime(page, '00:00:01:24')
  await expect.poll(async () => Math.floor((await elementTime(page, 'Harbour')) * 25)).toBe(49)
  await expect
    .poll(async () => distance(await meanColour(page, 'Harbour'), first), 'the last picture of the scene before')
    .toBeGreaterThan(20)
  await page.keyboard.press('.')
  await expectTime(page, '00:00:02:00')
  await expect.poll(async () => distance(await meanColour(page, 'Harbour'), first)).toBeLessThan(3)
  for (let frame = 51; frame <= 55; frame += 1) {
    await page.keyboard.press('ArrowRight')
    await expectTime(page, `00:00:02:0${frame - 50}`)
    await expect.poll(async () => Math.floor((await elementTime(page, 'Harbour')) * 25)).toBe(frame)
  }
  await page.keyboard.press(',')
  await expectTime(page, '00:00:02:04')
})

test('plays, shuttles, marks and jumps by keys', async ({ page, server }) => {
  await open(page, server, 'Harbour')
  await untilShown(page, 'Harbour')
  await page.keyboard.press('Space')
  await expect.poll(() => elementTime(page, 'Harbour')).toBeGreaterThan(0.3)
  await page.keyboard.press('k')
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  const stopped = await elementTime(page, 'Harbour')
  await page.keyboard.press('l')
  await page.keyboard.press('l')
  await expect(page.getByRole('button', { name: 'Speed 2×' })).toBeVisible()
  await expect.poll(() => elementTime(page, 'Harbour')).toBeGreaterThan(stopped + 0.3)
  await page.keyboard.press('k')
  const before = await elementTime(page, 'Harbour')
  await page.keyboard.press('j')
  await expect.poll(() => elementTime(page, 'Harbour')).toBeLessThan(before - 0.1)
  await page.keyboard.press('k')

  await page.keyboard.press('Home')
  await timecode(page).click()
  await page.getByRole('textbox', { name: 'Jump to time' }).fill('00:00:01:05')
  await page.keyboard.press('Enter')
  await expectTime(page, '00:00:01:05')
  await page.keyboard.press('i')
  await page.keyboard.press('ArrowDown')
  await expectTime(page, '00:00:02:00')
  await page.keyboard.press('ArrowDown')
  await expectTime(page, '00:00:04:10')
  await page.keyboard.press('o')
  const range = page.getByRole('group', { name: 'Marked range' })
  await expect(range.getByRole('button', { name: 'In point 00:00:01:05' })).toBeVisible()
  await expect(range.getByRole('button', { name: /^Out point 00:00:04:1[01]$/ })).toBeVisible()
  await range.getByRole('button', { name: 'Clear in and out points' }).click()
  await expect(range).toBeHidden()
})

test('the timeline seeks where it is pressed, and zooms by keys and wheel', async ({ page, server }) => {
  await open(page, server, 'Thirty shots')
  await untilShown(page, 'Thirty shots')
  const box = await playhead(page).boundingBox()
  if (box === null) throw new Error('no timeline')
  const durationMs = Number(await playhead(page).getAttribute('aria-valuemax'))
  const pressAt = async (share: number): Promise<number> => {
    await page.mouse.click(box.x + box.width * share, box.y + box.height / 2)
    return Number(await playhead(page).getAttribute('aria-valuenow'))
  }
  const timeAtHalf = await pressAt(0.5)
  expect(Math.abs(timeAtHalf - durationMs / 2)).toBeLessThan(durationMs * 0.02)
  await expect(
    scenes(page).and(page.locator('[aria-selected="true"]')).or(page.locator('[data-current="true"]')),
  ).not.toHaveCount(0)

  const zoom = page.getByRole('slider', { name: 'Zoom of the timeline' })
  await expect(zoom).toHaveValue('0')
  await page.keyboard.press('+')
  await expect(zoom).not.toHaveValue('0')
  await page.keyboard.press('-')
  await expect(zoom).toHaveValue('0')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  for (let turn = 0; turn < 12; turn += 1) await page.mouse.wheel(0, -600)
  await expect.poll(async () => Number(await zoom.inputValue())).toBeGreaterThan(800)
  const near = await pressAt(0.55)
  expect(Math.abs(near - timeAtHalf), 'zoomed in, a twentieth of the width is a moment').toBeLessThan(1500)
  await page.keyboard.press('Shift+Z')
  await expect(zoom).toHaveValue('0')
})

test('shows the words, in each language, and follows them', async ({ page, server }) => {
  await open(page, server, 'Harbour')
  await page.getByRole('tab', { name: 'Transcript' }).click()
  const cues = page.getByRole('grid', { name: 'Transcript' }).getByRole('row')
  await expect(cues).toHaveCount(3)
  await expect(cues).toContainText(['The red door opens slowly.', 'Rain falls on the harbour.', 'Who is there?'])
  await cues.nth(1).locator('.cue__time').click()
  await expectTime(page, '00:00:01:20')
  await expect(cues.nth(1)).toHaveAttribute('aria-selected', 'true')
  await expect(cues.nth(1).locator('[data-lit="true"]')).toHaveText('Rain')
  await page.getByRole('combobox', { name: 'Caption track', exact: true }).selectOption({ index: 1 })
  await expect(cues).toContainText(['Die rote Tür öffnet sich langsam.'])
  await page.getByRole('searchbox', { name: 'Find in transcript' }).fill('zebra')
  await expect(page.getByText('No caption contains “zebra”.')).toBeVisible()
})

test('cuts again with other settings, and back', async ({ page, server }) => {
  await open(page, server, 'Harbour')
  const details = page.getByRole('complementary', { name: 'Details' })
  const form = details.getByRole('combobox', { name: 'Detector' })
  await expect(scenes(page)).toHaveCount(3)
  await form.selectOption({ label: 'Content' })
  await details.getByRole('spinbutton', { name: 'Shortest scene' }).fill('120')
  const told = details.getByText(/^\d+ scenes? with these settings, 3 now\.$/)
  await expect(told).toBeVisible()
  const count = Number.parseInt(await told.innerText(), 10)
  await details.getByRole('button', { name: 'Cut again' }).click()
  await expect(scenes(page)).toHaveCount(count)
  await details.getByRole('button', { name: 'Use the library’s' }).click()
  await expect(scenes(page)).toHaveCount(3)
  const { id } = await videoTitled(server, 'Harbour')
  await expect
    .poll(async () => (await listScenes(server, id)).map(({ startFrame }) => startFrame))
    .toEqual([0, 50, 110])
})

test('makes a copy of what a browser cannot play, and plays that', async ({ page, server }) => {
  await open(page, server, 'Unplayable')
  await expect(scenes(page)).toHaveCount(2)
  await untilShown(page, 'Unplayable')
  await page.keyboard.press('Space')
  await expect.poll(() => elementTime(page, 'Unplayable')).toBeGreaterThan(0.2)
  const { id } = await videoTitled(server, 'Unplayable')
  const copy = await server.fetch(`/api/v1/videos/${id}/proxy`, { headers: { range: 'bytes=0-99' } })
  expect([copy.status, copy.headers.get('content-type')?.slice(0, 6)]).toEqual([206, 'video/'])
})

test('a video that is not there says so', async ({ page, server, guard }) => {
  guard.allow(/status of 404/)
  await page.goto(`${server.origin}/video/nothing-here-at-all`)
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
})
