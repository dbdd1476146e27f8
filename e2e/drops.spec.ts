import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import process from 'node:process'
import type { Page } from '@playwright/test'
import { expect, test } from './support/app.ts'
import { importPaths, listVideos, placeClip, settled, temporaryFolder } from './support/library.ts'

const pictures = process.env['GOODCLIPS_E2E_PICTURES']
const srt = (text: string): Buffer => Buffer.from(`1\n00:00:00,500 --> 00:00:01,500\n${text}\n`)

/** Drops a file onto the window, as a person does from a file manager. */
const drop = async (page: Page, name: string, bytes: Buffer): Promise<void> => {
  await page.evaluate(
    ([fileName, base64]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], fileName))
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))
    },
    [name, bytes.toString('base64')] as const,
  )
}

test('a film that is there makes no copy, and its captions find it, or ask where they belong', async ({
  page,
  server,
}) => {
  const media = await temporaryFolder('drops')
  try {
    const path = await placeClip('two-scenes', media.path, 'dog_fetch_720p.mp4')
    await importPaths(server, [path])
    await settled(server, 1)
    const [film] = await listVideos(server)
    const captionCount = async (): Promise<number> => (await listVideos(server))[0]?.captionCount ?? 0

    await drop(page, 'Another name.mp4', await readFile(path))
    await expect(page.getByText('1 already in the library')).toBeVisible()
    await expect.poll(async () => (await listVideos(server)).map((video) => video.path)).toEqual([path])

    await drop(page, 'dog_fetch_720p.en.srt', srt('Fetch!'))
    await expect(page.getByText(`Attached captions to “${film?.title}”`)).toBeVisible()
    await expect.poll(captionCount).toBe(1)

    await drop(page, 'translation.srt', srt('Hol!'))
    const sheet = page.getByRole('dialog', { name: 'Attach to which video?' })
    await expect(sheet).toContainText('translation.srt')
    await sheet.getByRole('textbox', { name: 'Search videos' }).fill('nothing like it')
    await expect(sheet).toContainText('No video is found by that.')
    await expect(sheet.getByRole('button', { name: 'Attach' })).toBeDisabled()
    await sheet.getByRole('textbox', { name: 'Search videos' }).fill('dog')
    await expect(sheet.getByRole('radio', { name: film?.title ?? '' })).toBeChecked()
    if (pictures !== undefined) {
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.screenshot({ path: join(pictures, `attach-captions-${colorScheme}.png`) })
      }
    }
    await sheet.getByRole('button', { name: 'Attach' }).click()
    await expect(sheet).toHaveCount(0)
    await expect.poll(captionCount).toBe(2)

    // Put off, it is kept with its button, until it is dismissed.
    await drop(page, 'nobody.srt', srt('Nobody.'))
    await page.keyboard.press('Escape')
    await expect
      .poll(async () =>
        (await readdir(join(server.libraryPath, 'originals'), { recursive: true })).map((name) => basename(name)),
      )
      .toContain('nobody.srt')
  } finally {
    await media.remove()
  }
})
