import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from './support/app.ts'
import { importPaths, placeClip, settled, temporaryFolder } from './support/library.ts'

test('times are source timecode or count from the beginning, by one switch that every window knows', async ({
  page,
  server,
}) => {
  const media = await temporaryFolder('source-timecode')
  const plain = await placeClip('three-scenes', media.path, 'plain.mp4')
  const film = join(media.path, 'A001.mov')
  await promisify(execFile)('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-i', plain, '-c', 'copy', '-timecode', '10:00:00:00', film],
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
