import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { binDetailsSchema, binSchema } from '../electron/contract/index.ts'
import { importPaths, placeClip, settled, videoTitled } from './support/library.ts'
import type { ServerUnderTest } from './support/server.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

// Harbour has 25 frames a second: words of these cues begin where their letters say.
const srt = [
  '1\n00:00:00,000 --> 00:00:01,000\nAre you heard\n',
  '2\n00:00:01,200 --> 00:00:02,200\nRain falls now\n',
  '3\n00:00:02,400 --> 00:00:03,400\nnow it stops\n',
].join('\n')

const test = sharedAppTest('transcript', async (server, media) => {
  const path = await placeClip('three-scenes', join(media, 'Harbour'), 'Harbour')
  await writeFile(join(media, 'Harbour', 'Harbour.en.srt'), srt)
  await importPaths(server, [path])
  await settled(server, 1)
})

const openTranscript = async (page: Page, server: ServerUnderTest): Promise<void> => {
  const { id } = await videoTitled(server, 'Harbour')
  await page.goto(`${server.origin}/video/${id}`)
  await page.getByRole('tab', { name: 'Transcript' }).click()
  await expect(cues(page)).toHaveCount(3)
}
const list = (page: Page): Locator => page.getByRole('grid', { name: 'Transcript' })
const cues = (page: Page): Locator => list(page).getByRole('row')
const word = (page: Page, cue: number, at: number): Locator => cues(page).nth(cue).locator('.cue__word').nth(at)
const lit = (page: Page): Locator => list(page).locator('[data-lit="true"]')
const marked = (page: Page): Locator => list(page).locator('[data-marked="true"]')

test('a press on a word goes there and lights it; arrows go on by words', async ({ page, server }) => {
  await openTranscript(page, server)
  await word(page, 1, 1).click()
  await expect(lit(page)).toHaveText('falls')
  await list(page).press('ArrowRight')
  await expect(lit(page)).toHaveText('now')
  await list(page).press('ArrowRight')
  await expect(lit(page)).toHaveText('now')
  await expect(cues(page).nth(2)).toHaveAttribute('aria-selected', 'true')
  await list(page).press('ArrowUp')
  await expect(lit(page)).toHaveText('Rain')
})

test('a drag over words sets In and Out, and so does Shift with an arrow', async ({ page, server }) => {
  await openTranscript(page, server)
  await word(page, 0, 1).hover()
  await page.mouse.down()
  await word(page, 1, 0).hover()
  await word(page, 1, 1).hover()
  await page.mouse.up()
  await expect(marked(page)).toHaveText(['you', 'heard', 'Rain', 'falls'])
  await expect(page.getByRole('group', { name: 'Marked range' })).toBeVisible()
  await page.keyboard.press('Shift+X')
  await expect(marked(page)).toHaveCount(0)
  await word(page, 2, 0).click()
  await list(page).press('Shift+ArrowRight')
  await expect(marked(page)).toHaveText(['now', 'it'])
})

test('marked words are dragged into a bin, to the frame', async ({ page, server }) => {
  const { id } = await videoTitled(server, 'Harbour')
  const made = await server.fetch('/api/v1/bins', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Lines' }),
  })
  const { id: binId } = binSchema.parse(await made.json())
  await openTranscript(page, server)
  await page.keyboard.press('ControlOrMeta+Shift+b')
  await word(page, 1, 0).hover()
  await page.mouse.down()
  await word(page, 1, 1).hover()
  await word(page, 1, 2).hover()
  await page.mouse.up()
  await expect(marked(page)).toHaveText(['Rain', 'falls', 'now'])
  await word(page, 1, 1).dragTo(page.getByRole('navigation', { name: 'Bins' }).getByRole('link', { name: /Lines/ }))
  const ranges = async () =>
    binDetailsSchema
      .parse(await (await server.fetch(`/api/v1/bins/${binId}`)).json())
      .items.map(({ videoId, startFrame, endFrame }) => ({ videoId, startFrame, endFrame }))
  await expect.poll(ranges).toEqual([{ videoId: id, startFrame: 30, endFrame: 55 }])
  // The marks stay, and a press on a marked word still goes there.
  await word(page, 1, 2).click()
  await expect(lit(page)).toHaveText('now')
  await expect(marked(page)).toHaveCount(3)
})

test('words are found from the keyboard, across cues, with a count', async ({ page, server }) => {
  await openTranscript(page, server)
  await page.getByRole('tab', { name: 'Scenes' }).click()
  await page.keyboard.press('ControlOrMeta+f')
  const field = page.getByRole('searchbox', { name: 'Find in transcript' })
  await expect(field).toBeFocused()
  await page.keyboard.type('NOW')
  const count = page.getByRole('search').getByRole('status')
  await expect(count).toHaveText('1 of 2')
  await page.keyboard.press('Enter')
  await expect(lit(page)).toHaveText('now')
  await page.keyboard.press('Enter')
  await expect(count).toHaveText('2 of 2')
  await page.keyboard.press('Shift+Enter')
  await expect(count).toHaveText('1 of 2')
  await field.fill('falls now now it')
  await expect(count).toHaveText('1 of 1')
  await expect(list(page).locator('mark')).toHaveText(['falls', 'now', 'now', 'it'])
  await field.press('Escape')
  await expect(field).toHaveValue('')
  await field.press('Escape')
  await expect(list(page)).toBeFocused()
})

test('a person corrects what is said, searches for it, and takes it back', async ({ page, server }) => {
  await openTranscript(page, server)
  await word(page, 0, 2).dblclick()
  const editor = page.getByRole('textbox', { name: 'What is said' })
  await expect(editor).toHaveValue('Are you heard')
  await editor.fill('nothing of that')
  await editor.press('Escape')
  await expect(cues(page).nth(0)).toContainText('Are you heard')
  await expect(list(page)).toBeFocused()
  await list(page).press('F2')
  await editor.fill('Are you hurt')
  await editor.press('Enter')
  await expect(cues(page).nth(0)).toContainText('Are you hurt')
  await expect(cues(page).nth(0).getByRole('img', { name: 'Corrected' })).toBeVisible()
  const found = async (query: string): Promise<unknown[]> => {
    const answer = await server.fetch('/api/v1/search/captions', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    const { items } = (await answer.json()) as { items: unknown[] }
    return items
  }
  expect(await found('hurt')).toHaveLength(1)
  expect(await found('heard')).toHaveLength(0)
  await page.reload()
  await page.getByRole('tab', { name: 'Transcript' }).click()
  await expect(cues(page).nth(0)).toContainText('Are you hurt')
  await word(page, 0, 0).click()
  await list(page).press('Enter')
  await page.getByRole('button', { name: 'Undo correction' }).click()
  await expect(cues(page).nth(0)).toContainText('Are you heard')
  await list(page).press('ControlOrMeta+z')
  await expect(cues(page).nth(0)).toContainText('Are you hurt')
  await list(page).press('Enter')
  await page.getByRole('button', { name: 'Undo correction' }).click()
  await expect(cues(page).nth(0)).toContainText('Are you heard')
})

test('a video says of its own how its speech becomes captions, and goes back to the settings', async ({
  page,
  server,
}) => {
  await openTranscript(page, server)
  const { id } = await videoTitled(server, 'Harbour')
  const speech = async () => {
    const answer = await server.fetch(`/api/v1/videos/${id}`)
    return ((await answer.json()) as { speech?: unknown }).speech
  }
  const open = page.getByRole('button', { name: 'Speech of this video…' })
  const sheet = page.getByRole('dialog', { name: 'Speech of this video' })
  await open.click()
  await sheet.getByRole('combobox', { name: 'Turn speech into captions' }).selectOption({ label: 'Never' })
  await sheet.getByRole('combobox', { name: 'Spoken language' }).selectOption('de')
  await sheet.getByRole('textbox', { name: 'Names and terms' }).fill(' Goethe ')
  await sheet.getByRole('combobox', { name: 'Translate into English' }).selectOption({ label: 'Yes' })
  await sheet.getByRole('button', { name: 'Save' }).click()
  await expect(sheet).toBeHidden()
  await expect(open).toBeFocused()
  await expect.poll(speech).toEqual({ transcribe: 'never', language: 'de', words: 'Goethe', translation: true })
  await open.click()
  await expect(sheet.getByRole('combobox', { name: 'Spoken language' })).toHaveValue('de')
  for (const name of ['Turn speech into captions', 'Spoken language', 'Translate into English']) {
    await sheet.getByRole('combobox', { name }).selectOption('')
  }
  await sheet.getByRole('textbox', { name: 'Names and terms' }).fill('')
  await sheet.getByRole('textbox', { name: 'Names and terms' }).press('Enter')
  await expect(sheet).toBeHidden()
  await expect.poll(speech).toEqual({})
})

test('words that are written from right to left stand so, also while they are corrected', async ({
  page,
  server,
}, testInfo) => {
  const path = await placeClip('two-scenes', testInfo.outputDir, 'Souk')
  await writeFile(join(testInfo.outputDir, 'Souk.ar.srt'), '1\n00:00:00,200 --> 00:00:01,200\nهل أنت بخير؟ نعم.\n')
  await importPaths(server, [path])
  await settled(server, 2)
  const { id } = await videoTitled(server, 'Souk')
  await page.goto(`${server.origin}/video/${id}`)
  await page.getByRole('tab', { name: 'Transcript' }).click()
  const text = cues(page).first().locator('.cue__text')
  await expect(text).toHaveCSS('direction', 'rtl')
  const [first, last] = [await word(page, 0, 0).boundingBox(), await word(page, 0, 2).boundingBox()]
  expect(first?.x).toBeGreaterThan(last?.x ?? 0)
  await word(page, 0, 1).dblclick()
  await expect(page.getByRole('textbox', { name: 'What is said' })).toHaveCSS('direction', 'rtl')
  await page.keyboard.press('Escape')
  await page.goto(`${server.origin}/search?q=${encodeURIComponent('بخير')}`)
  const found = page.getByRole('listbox', { name: /^Results for/ }).getByRole('option')
  await expect(found.first().locator('bdi').filter({ hasText: 'بخير' })).toHaveCSS('direction', 'rtl')
})
