import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { importPaths, settled, videoTitled } from './support/library.ts'
import type { ServerUnderTest } from './support/server.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

const run = promisify(execFile)

/** Four seconds of grey; the first track has a tone from 1 s to 2 s, the second from 3 s on. */
const makeFilm = async (path: string): Promise<void> => {
  const tone = (when: string) => ['-f', 'lavfi', '-i', `aevalsrc=0.5*sin(2*PI*440*t)*${when}:s=48000:d=4`]
  await run('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', 'color=c=gray:s=320x180:r=25:d=4'],
    ...[...tone('between(t\\,1\\,2)'), ...tone('gte(t\\,3)'), '-map', '0', '-map', '1', '-map', '2'],
    ...['-metadata:s:a:0', 'language=eng', '-metadata:s:a:1', 'language=fre'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', path],
  ])
}

const test = sharedAppTest('waveform', async (server, media) => {
  const path = join(media, 'Tones.mp4')
  await makeFilm(path)
  await importPaths(server, [path])
  await settled(server, 1)
})

const open = async (page: Page, server: ServerUnderTest): Promise<void> => {
  const { id } = await videoTitled(server, 'Tones')
  await page.goto(`${server.origin}/video/${id}`)
  await expect(page.getByRole('slider', { name: 'Playhead' })).toBeVisible()
}

/** How many pixels of each column of the timeline have the colour of sound. */
const soundColumns = (page: Page): Promise<readonly number[]> =>
  page.locator('.timeline__canvas').evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) return []
    const context = canvas.getContext('2d')
    if (context === null) return []
    const { width, height } = canvas
    // The lane is the lowest.
    const top = height - 40
    const { data } = context.getImageData(0, top, width, height - top)
    return Array.from({ length: width }, (_, x) => {
      let count = 0
      for (let y = 0; y < height - top; y += 1) {
        const at = (y * width + x) * 4
        if ((data[at] ?? 0) > (data[at + 2] ?? 0) + 70) count += 1
      }
      return count
    })
  })

/** First and last time in ms at which the sound is more than a line, of the part of the film that is on show. */
const loudSpan = async (page: Page, fromMs: number, toMs: number): Promise<readonly [number, number]> => {
  const columns = await soundColumns(page)
  const first = columns.findIndex((count) => count > 8)
  const last = columns.findLastIndex((count) => count > 8)
  const msOf = (x: number): number => Math.round(fromMs + (x / Math.max(1, columns.length)) * (toMs - fromMs))
  return [msOf(first), msOf(last + 1)]
}

test.use({ colorScheme: 'dark' })

test('the sound is drawn at its time, and follows the chosen track, by keyboard alone', async ({ page, server }) => {
  await open(page, server)
  const expectLoud = async (startMs: number, endMs: number): Promise<void> => {
    await expect
      .poll(async () => {
        const [from, to] = await loudSpan(page, 0, 4000)
        // A measured stretch is 50 ms; AAC begins up to one early.
        return Math.abs(from - startMs) <= 60 && Math.abs(to - endMs) <= 60 ? 'there' : `${from}–${to}`
      })
      .toBe('there')
  }
  await expectLoud(1000, 2000)
  await expect(
    page.getByRole('complementary', { name: 'Details' }).getByRole('button', { name: 'Sound track' }),
  ).toBeVisible()
  await expect(page.getByRole('slider', { name: 'Playhead' })).toHaveAccessibleDescription(/the waveform of the sound/)
  const menu = page.getByRole('toolbar', { name: 'Player' }).getByRole('button', { name: 'Sound track' })
  await menu.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitemcheckbox', { name: /Automatic/ })).toBeFocused()
  await page.keyboard.press('End')
  await expect(page.getByRole('menuitemcheckbox').last()).toBeFocused()
  await page.keyboard.press('Enter')
  await settled(server, 1)
  await expectLoud(3000, 4000)
})

test('the lane is drawn to the block at every zoom, and can be switched off for good', async ({ page, server }) => {
  await open(page, server)
  await expect.poll(async () => Math.max(...(await soundColumns(page)))).toBeGreaterThan(20)
  for (let step = 0; step < 8; step += 1) {
    await page.getByRole('button', { name: 'Zoom in' }).click()
    // Around the playhead at 0: the track that is heard now is loud or silent there, but it is always drawn.
    await expect.poll(async () => (await soundColumns(page)).filter((count) => count === 0).length).toBeLessThan(4)
  }
  await page.getByRole('button', { name: 'Hide the waveform' }).click()
  await expect.poll(async () => Math.max(...(await soundColumns(page)))).toBe(0)
  await page.reload()
  const show = page.getByRole('button', { name: 'Show the waveform' })
  await expect(show).toHaveAttribute('aria-pressed', 'false')
  await show.click()
  await expect.poll(async () => Math.max(...(await soundColumns(page)))).toBeGreaterThan(20)
})
