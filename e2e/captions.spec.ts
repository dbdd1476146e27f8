import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import iconv from 'iconv-lite'
import { importPaths, placeClip, settled, videoTitled } from './support/library.ts'
import type { ServerUnderTest } from './support/server.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

const srt = (time: string, text: string): string => `1\n${time}:01,000 --> ${time}:02,000\n${text}\n`

const test = sharedAppTest('captions', async (server, media) => {
  const names = ['Tape', 'Letters', 'Boxes']
  const paths = await Promise.all(names.map((name) => placeClip('three-scenes', join(media, name), name)))
  // Clips of one content are one video: a few bytes behind make each its own.
  for (const [index, path] of paths.entries()) await writeFile(path, Buffer.alloc(index + 1), { flag: 'a' })
  await writeFile(
    join(media, 'Tape', 'Tape.srt'),
    `${srt('10:00', 'Words of a tape')}\n2\n0-1:58:22,1 --> 0-1:58:24,7\nlost\n`,
  )
  await writeFile(join(media, 'Letters', 'Letters.srt'), iconv.encode(srt('00:00', 'Ärger'), 'cp437'))
  await writeFile(join(media, 'Boxes', 'Boxes.idx'), '# VobSub index file, v7\n')
  await importPaths(server, paths)
  await settled(server, 3)
})

const openCaptions = async (page: Page, server: ServerUnderTest, title: string): Promise<void> => {
  const { id } = await videoTitled(server, title)
  await page.goto(`${server.origin}/video/${id}`)
  await page.getByRole('tab', { name: 'Transcript' }).click()
}
const cues = (page: Page) => page.getByRole('grid', { name: 'Transcript' }).getByRole('row')
const reading = (page: Page) => page.getByRole('region', { name: /^How .* was read$/ })

test('a programme start is taken off, said, and put back by one press', async ({ page, server }) => {
  await openCaptions(page, server, 'Tape')
  await expect(cues(page)).toContainText(['00:00:01:00Words of a tape'])
  await expect(reading(page)).toContainText('These captions start at 10:00:00')
  await expect(reading(page)).toContainText('1 cue skipped')
  await reading(page).getByRole('button', { name: 'Keep the file’s times' }).click()
  await expect(page.getByText('No caption lies within the video.')).toBeVisible()
  await expect(reading(page)).toContainText('All captions lie after the end of the video')
  await reading(page).getByRole('button', { name: 'Change…' }).click()
  await reading(page).getByRole('textbox', { name: 'Shift' }).fill('-9:59:58')
  await reading(page).getByRole('button', { name: 'Read again' }).click()
  await expect(cues(page)).toContainText(['00:00:03:00Words of a tape'])
  await reading(page).getByRole('button', { name: 'Change…' }).click()
  await reading(page).getByRole('button', { name: 'Detect again' }).click()
  await expect(cues(page)).toContainText(['00:00:01:00Words of a tape'])
})

test('an encoding that is not certain can be chosen', async ({ page, server }) => {
  await openCaptions(page, server, 'Letters')
  await expect(reading(page)).toContainText('not certain')
  await reading(page).getByRole('button', { name: 'Change…' }).click()
  await reading(page).getByRole('combobox', { name: 'Encoding' }).selectOption({ label: 'CP437 (Western European)' })
  await reading(page).getByRole('button', { name: 'Read again' }).click()
  await expect(cues(page)).toContainText(['Ärger'])
  await expect(reading(page)).not.toContainText('not certain')
})

test('what is found and not read is listed with the reason', async ({ page, server }) => {
  await openCaptions(page, server, 'Boxes')
  await expect(page.getByRole('list', { name: 'Captions found, not read' })).toContainText(
    /Boxes\.idx.*Pictures of text, which lie in Boxes\.sub: it is not beside the index/,
  )
})
