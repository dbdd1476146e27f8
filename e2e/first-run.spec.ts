import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fixtureClip, fixtureTruth } from '../build/fixtures/clips.ts'
import { expect, test } from './support/app.ts'
import {
  framesOf,
  listScenes,
  listVideos,
  placeClip,
  settled,
  temporaryFolder,
  videoTitled,
} from './support/library.ts'
import { dropOnWindow, pasteText, videoCard, videoGrid } from './support/person.ts'

const words = '1\n00:00:01,000 --> 00:00:02,500\nThe kettle sings in the kitchen.\n'

let media: Awaited<ReturnType<typeof temporaryFolder>>
test.beforeAll(async () => {
  // Generated outside of the tests' own time.
  await Promise.all([fixtureClip('three-scenes'), fixtureClip('portrait'), fixtureClip('odd-size')])
})
test.beforeEach(async () => {
  media = await temporaryFolder('media')
})
test.afterEach(async () => {
  await media.remove()
})

test('a new user drops files, and finds their scenes', async ({ page, server }) => {
  await expect(page.getByRole('heading', { name: 'Drop videos or folders here' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Choose files…' })).toBeVisible()

  const film = await placeClip('three-scenes', media.path, 'Kitchen')
  const captions = join(media.path, 'Kitchen.en.srt')
  await writeFile(captions, words)
  const upright = await placeClip('portrait', media.path, 'Upright pair')
  const empty = await placeClip('zero-bytes', media.path, 'Nothing inside')
  const text = await placeClip('text-as-video', media.path, 'Shopping list')
  await dropOnWindow(page, [film, upright, empty, text, captions])

  await expect(videoCard(page, 'Kitchen')).toBeVisible()
  await expect(videoCard(page, 'Upright pair')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('2 could not be imported')
  await settled(server, 2)
  await expect(videoCard(page, 'Kitchen')).toContainText('3 scenes')
  await expect(videoCard(page, 'Kitchen')).toContainText('00:00:07:00')
  await expect(videoCard(page, 'Upright pair')).toContainText('2 scenes')
  await expect(videoCard(page, 'Kitchen').locator('img').first()).toBeVisible()

  const kitchen = await videoTitled(server, 'Kitchen')
  expect(kitchen).toMatchObject({ state: 'ready', frameCount: fixtureTruth('three-scenes').frames, captionCount: 1 })
  const scenes = await listScenes(server, kitchen.id)
  expect(scenes.map(({ startFrame, endFrame }) => [startFrame, endFrame])).toEqual(
    framesOf(fixtureTruth('three-scenes')),
  )
  expect(scenes.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
    [0, 2000],
    [2000, 4400],
    [4400, 7000],
  ])
  const pair = await videoTitled(server, 'Upright pair')
  await expect
    .poll(async () => (await listScenes(server, pair.id)).map(({ startFrame, endFrame }) => [startFrame, endFrame]))
    .toEqual(framesOf(fixtureTruth('portrait')))

  await test.step('what could not be imported is told with reason and remedy', async () => {
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Needs you…' }).click()
    const sheet = page.getByRole('dialog', { name: 'Needs you' })
    await expect(sheet.getByRole('listitem').filter({ hasText: 'Nothing inside.mp4' })).toContainText(
      'The file is empty (0 bytes). Copy it again',
    )
    await expect(sheet.getByRole('listitem').filter({ hasText: 'Shopping list.mp4' })).toContainText(
      'The file holds text, not a film. Copy the film again from where it came from.',
    )
    await page.keyboard.press('Escape')
    await expect(sheet).toBeHidden()
  })

  await test.step('the same file again makes no second card', async () => {
    await dropOnWindow(page, [film])
    await expect(page.getByRole('region', { name: 'Notices' })).toContainText('1 already in the library')
    await expect(videoCard(page, 'Kitchen')).toHaveCount(1)
    await expect.poll(async () => (await listVideos(server)).filter(({ title }) => title === 'Kitchen')).toHaveLength(1)
  })
})

test('a dropped folder is walked, and its videos come in', async ({ page, server }) => {
  const folder = join(media.path, 'Holiday')
  await mkdir(join(folder, 'day two'), { recursive: true })
  await placeClip('portrait', folder, 'Beach')
  await placeClip('odd-size', join(folder, 'day two'), 'Pebbles')
  await writeFile(join(folder, 'notes.txt'), 'bring towels')
  await dropOnWindow(page, [folder])
  await expect(videoCard(page, 'Beach')).toBeVisible()
  await expect(videoCard(page, 'Pebbles')).toBeVisible()
  const videos = await settled(server, 2)
  expect(videos.map(({ title, state }) => [title, state])).toEqual([
    ['Beach', 'ready'],
    ['Pebbles', 'ready'],
  ])
  await expect(videoCard(page, 'Pebbles')).toContainText('2 scenes')
})

test('a pasted path and a typed path are imported where they lie', async ({ page, server }) => {
  const film = await placeClip('portrait', media.path, 'By paste')
  await pasteText(page, film)
  await expect(videoCard(page, 'By paste')).toBeVisible()
  await expect.poll(async () => await videoTitled(server, 'By paste')).toMatchObject({ path: film })

  const other = await placeClip('three-scenes', join(media.path, 'shelf'), 'By path')
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByRole('menuitem', { name: 'By path…' }).click()
  const sheet = page.getByRole('dialog', { name: 'Import by path' })
  await sheet.getByRole('textbox', { name: /Full paths/ }).fill(`${join(media.path, 'shelf')}\n/nowhere/at-all.mp4`)
  await sheet.getByRole('button', { name: 'Import 2 paths' }).click()
  await expect(sheet).toBeHidden()
  await expect(videoCard(page, 'By path')).toBeVisible()
  await expect.poll(async () => await videoTitled(server, 'By path')).toMatchObject({ path: other })

  await test.step('the path that is not there is listed with its remedy, and can be dismissed', async () => {
    await page.getByRole('button', { name: '1 needs you' }).click()
    const problems = page.getByRole('dialog', { name: 'Needs you' })
    const row = problems.getByRole('listitem').filter({ hasText: '/nowhere/at-all.mp4' })
    await expect(row).toContainText('There is no such file or folder. Check the path')
    await row.getByRole('button', { name: 'Dismiss' }).click()
    await expect(problems).toContainText('Nothing needs you.')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name: /needs? you$/ })).toBeHidden()
  })
  await expect(videoGrid(page).getByRole('option')).toHaveCount(2)
})
