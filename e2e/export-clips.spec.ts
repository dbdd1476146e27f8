import { readdir } from 'node:fs/promises'
import { expect, test } from './support/app.ts'
import { importPaths, placeClip, settled, temporaryFolder } from './support/library.ts'

test('clips are written to a folder; the real cut, the names and the folder are as the sheet says', async ({
  page,
  server,
}) => {
  const media = await temporaryFolder('clips')
  const out = await temporaryFolder('clips-out')
  try {
    const film = await placeClip('three-scenes', media.path, 'Harbour.mp4')
    await importPaths(server, [film])
    await settled(server, 1)
    await page.getByRole('listbox', { name: 'Videos' }).getByRole('option').first().dblclick()
    await page.getByRole('listbox', { name: /^Scenes/ }).focus()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.press('ControlOrMeta+e')
    const dialog = page.getByRole('dialog', { name: /^Export \d ranges?$/ })
    await dialog.getByRole('radio', { name: 'Clips', exact: true }).check({ force: true })
    await dialog.getByRole('radio', { name: /^Lossless/ }).check({ force: true })
    const cut = dialog.getByRole('region', { name: 'Real cut' })
    await expect(cut).toContainText(/Range 1 of 3: (comes out as it is|\+\d+ frames? (before|after))/)
    const names = dialog.getByRole('textbox', { name: 'File names' })
    await names.fill('{titel}')
    await expect(dialog.getByText('{titel} is no token.', { exact: false })).toBeVisible()
    await expect(dialog.getByRole('button', { name: 'Export', exact: true })).toBeDisabled()
    await names.fill('Shot {nr:02}: {title}')
    await expect(dialog.getByText('Shot 01_ Harbour.mp4')).toBeVisible()
    await dialog.getByRole('textbox', { name: /^Folder/ }).fill(out.path)
    for (const [width, height] of [
      [1280, 800],
      [900, 600],
      [2560, 1440],
    ] as const) {
      await page.setViewportSize({ width, height })
      const box = await dialog.boundingBox()
      expect((box?.x ?? -1) >= 0 && (box?.y ?? -1) >= 0).toBe(true)
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(height)
    }
    await dialog.getByRole('button', { name: 'Export', exact: true }).click()
    const done = page.getByRole('dialog', { name: 'Exported' })
    await expect(done.getByRole('listitem').first()).toContainText('Shot 01_ Harbour.mp4', { timeout: 60_000 })
    expect((await readdir(out.path)).toSorted()).toEqual(
      ['01', '02', '03'].map((number) => `Shot ${number}_ Harbour.mp4`),
    )
    await done.getByRole('button', { name: 'Done' }).click()
    await page.keyboard.press('ControlOrMeta+e')
    await expect(dialog.getByRole('textbox', { name: /^Folder/ })).toHaveValue(out.path)
    await expect(dialog.getByRole('radio', { name: 'Clips', exact: true })).toBeChecked()
  } finally {
    await media.remove()
    await out.remove()
  }
})
