import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { binDetailsSchema, binSchema } from '../electron/contract/index.ts'
import { expect, test } from './support/app.ts'
import { importPaths, placeClip, settled, temporaryFolder } from './support/library.ts'
import { look } from './support/look.ts'

test('times are source timecode or count from the beginning, by one switch that every window knows', async ({
  page,
  server,
}) => {
  const media = await temporaryFolder('source-timecode')
  const plain = await placeClip('three-scenes', media.path, 'plain.mp4')
  const film = join(media.path, 'A001.mov')
  const chapters = join(media.path, 'chapters.txt')
  const chapter = (startMs: number, endMs: number, title: string): string =>
    `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${startMs}\nEND=${endMs}\ntitle=${title}\n`
  await writeFile(chapters, `;FFMETADATA1\n${chapter(0, 2000, 'The quay')}${chapter(2000, 4000, 'The pier')}`)
  await promisify(execFile)('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-i', plain, '-i', chapters, '-map', '0', '-map_chapters', '1'],
    ...['-c', 'copy', '-timecode', '10:00:00:00', film],
  ])
  await rm(plain)
  await importPaths(server, [film])
  const [video] = await settled(server, 1)
  await page.goto(`${server.origin}/video/${video?.id}`)
  const now = page.getByRole('button', { name: /^Time .* Type another time$/ })
  const scenes = page.getByRole('listbox', { name: 'Scenes' }).getByRole('option')
  await expect(now).toHaveText('00:00:00:00')
  await expect(scenes.nth(1)).toContainText('00:00:02:00')

  await page.keyboard.press('ControlOrMeta+Shift+T')
  await expect(now).toHaveText('10:00:00:00')
  await expect(scenes.nth(1)).toContainText('10:00:02:00')
  await now.click()
  await page.getByRole('textbox', { name: 'Jump to time' }).fill('10:00:01:05')
  await page.keyboard.press('Enter')
  await expect(now).toHaveText('10:00:01:05')
  await expect(page.getByRole('slider', { name: 'Playhead' }).first()).toHaveAttribute('aria-valuetext', '10:00:01:05')

  // So do chapters, and the ranges of a bin, which take such times too.
  await expect(page.getByRole('link', { name: '10:00:02:00' }).first()).toBeVisible()
  await look(page, 'source-timecode-video')
  const send = async (path: string, body: unknown): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' }
    const answer = await server.fetch(`/api/v1/bins${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return await answer.json()
  }
  const { id } = binSchema.parse(await send('', { name: 'Selects' }))
  await send(`/${id}/items`, { items: [{ videoId: video?.id, startFrame: 10, endFrame: 60 }] })
  await page.goto(`${server.origin}/bin/${id}`)
  const into = page.getByRole('textbox', { name: 'In of range 1', exact: true })
  await expect(into).toHaveValue('10:00:00:10')
  await into.fill('10:00:01:00')
  await into.press('Enter')
  await expect
    .poll(async () => binDetailsSchema.parse(await (await server.fetch(`/api/v1/bins/${id}`)).json()).items)
    .toMatchObject([{ startFrame: 25, endFrame: 60, sourceTimecode: { start: '10:00:00:00' } }])
  await expect(page.getByRole('textbox', { name: 'Out of range 1', exact: true })).toHaveValue('10:00:02:09')
  await look(page, 'source-timecode-bin')
  await page.goto(`${server.origin}/video/${video?.id}?t=1200`)

  // Another window shows it, and the next visit remembers it.
  const other = await page.context().newPage()
  await other.goto(`${server.origin}/video/${video?.id}`)
  const there = other.getByRole('button', { name: /^Time .* Type another time$/ })
  await expect(there).toHaveText(/^10:00:/)
  await other.goto(`${server.origin}/settings`)
  await expect(other.getByLabel('Times')).toHaveValue('source')
  await other.getByLabel('Times').selectOption({ label: 'From the beginning' })
  await expect(now).toHaveText('00:00:01:05')
  await other.close()
  await media.remove()
})
