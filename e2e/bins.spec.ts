import { readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Page } from '@playwright/test'
import { z } from 'zod'
import { type BinDetails, binDetailsSchema, binSchema } from '../electron/contract/index.ts'
import { expect, test } from './support/app.ts'
import { importPaths, placeClip, settled, temporaryFolder } from './support/library.ts'
import { look } from './support/look.ts'
import { type ServerUnderTest, startServer } from './support/server.ts'

const binsOf = async (server: ServerUnderTest): Promise<readonly BinDetails[]> => {
  const listed: unknown = await (await server.fetch('/api/v1/bins')).json()
  const { items } = z.object({ items: z.array(binSchema) }).parse(listed)
  return await Promise.all(
    items.map(async ({ id }) => binDetailsSchema.parse(await (await server.fetch(`/api/v1/bins/${id}`)).json())),
  )
}

const framesOf = ({ items }: BinDetails) => items.map(({ startFrame, endFrame, note }) => [startFrame, endFrame, note])

const search = async (page: Page, words: string): Promise<void> => {
  await page.getByRole('combobox', { name: 'Search', exact: true }).fill(words)
  await expect(page.getByRole('listbox', { name: /^Results for/ }).getByRole('option')).toHaveCount(2)
  await page.keyboard.press('Enter')
}

test('from a search to a file for an editor in four actions, and a bin that outlives a restart and moved files', async ({
  page,
  server,
  guard,
}) => {
  const media = await temporaryFolder('bins')
  const film = await placeClip('three-scenes', media.path, 'Harbour #1 & more.mp4')
  const cues = [0, 1, 2].map((at) => `${at + 1}\n00:00:0${at},200 --> 00:00:0${at},600\nwave number ${at}\n`)
  await writeFile(join(dirname(film), 'Harbour #1 & more.srt'), cues.join('\n'))
  await importPaths(server, [film])
  await settled(server, 1)

  // 1: search. 2: all of it. 3: Export. 4: send.
  await search(page, 'wave')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('ControlOrMeta+e')
  const dialog = page.getByRole('dialog', { name: /^Export \d ranges?$/ })
  await expect(dialog.getByRole('radio', { name: /^Final Cut Pro/ })).toBeChecked()
  const downloading = page.waitForEvent('download')
  await page.keyboard.press('Enter')
  const download = await downloading
  expect(download.suggestedFilename()).toBe('Harbour #1 & more.fcpxml')
  const text = await readFile(await download.path(), 'utf8')
  expect(text).toContain('<fcpxml version="1.13">')
  expect(text).toContain('Harbour%20%231%20%26%20more.mp4')
  const done = page.getByRole('dialog', { name: 'Exported' })
  await expect(done.getByRole('listitem').first()).toContainText('Harbour #1 & more.fcpxml')
  await done.getByRole('button', { name: 'Done' }).click()

  await page.getByRole('listbox', { name: /^Results for/ }).focus()
  await page.keyboard.press('b')
  await expect(page.getByText(/Added \d ranges? to “Selects”/)).toBeVisible()
  await page.keyboard.press('ControlOrMeta+Shift+b')
  const panel = page.getByRole('navigation', { name: 'Bins' })
  const held = (await binsOf(server))[0]?.items.length ?? 0
  const results = page.getByRole('listbox', { name: /^Results for/ })
  await results.locator('[data-grid-index="0"]').dragTo(panel.getByRole('link', { name: /Selects/ }))
  await expect.poll(async () => (await binsOf(server))[0]?.items.length).toBeGreaterThan(held)
  await panel.getByRole('link', { name: /Selects/ }).click()
  const rows = page.getByRole('list', { name: 'Ranges' }).getByRole('listitem')
  const [first] = await binsOf(server)
  if (first === undefined) throw new Error('no bin')
  const count = first.items.length
  expect(count).toBeGreaterThan(1)
  await expect(rows).toHaveCount(count)

  const into = page.getByRole('textbox', { name: 'In of range 1', exact: true })
  await into.press('ArrowUp')
  const note = page.getByRole('textbox', { name: 'Note of range 1', exact: true })
  await note.fill('smile')
  await note.press('Enter')
  await expect
    .poll(async () => framesOf((await binsOf(server))[0] ?? first)[0])
    .toEqual([(first.items[0]?.startFrame ?? 0) + 1, first.items[0]?.endFrame, 'smile'])
  const handles = page.getByRole('spinbutton', { name: 'Handles of range 1, in frames' })
  await handles.fill('12')
  await handles.press('Enter')
  await expect.poll(async () => (await binsOf(server))[0]?.items[0]?.handlesFrames).toBe(12)
  await look(page, 'bin-handles')
  await page.getByRole('button', { name: 'Move range 1 down' }).click()
  await expect(page.getByRole('textbox', { name: 'Note of range 2', exact: true })).toHaveValue('smile')
  await rows
    .nth(1)
    .getByRole('button', { name: /^Place of range/ })
    .dragTo(rows.nth(0))
  await expect(page.getByRole('textbox', { name: 'Note of range 1', exact: true })).toHaveValue('smile')
  await page.getByRole('button', { name: 'Duplicate range 1' }).click()
  await expect(rows).toHaveCount(count + 1)
  await page.getByRole('button', { name: 'Play all' }).click()
  await expect(page.locator('video.bin-player')).toBeVisible()
  await page.getByRole('button', { name: 'Stop' }).click()

  const [before] = await binsOf(server)
  if (before === undefined) throw new Error('no bin')
  await server.stop()
  guard.allow(/ERR_|status of 401/)
  const moved = join(dirname(film), 'Moved.mp4')
  await rename(film, moved)
  const again = await startServer(server.libraryPath)
  try {
    await importPaths(again, [moved])
    await settled(again, 1)
    const [after] = await binsOf(again)
    if (after === undefined) throw new Error('the bin is gone')
    expect(framesOf(after)).toEqual(framesOf(before))
    expect(after.items.map(({ state }) => state)).toEqual(before.items.map(() => 'ready'))
    await page.close()
  } finally {
    await again.stop()
    await media.remove()
  }
})

test('makes folders and smart bins, trims on a small timeline, and duplicates a bin', async ({ page, server }) => {
  const media = await temporaryFolder('bins-folders')
  const film = await placeClip('three-scenes', media.path, 'Harbour.mp4')
  await writeFile(join(dirname(film), 'Harbour.srt'), '1\n00:00:00,200 --> 00:00:00,600\nwave\n')
  await importPaths(server, [film])
  const [video] = await settled(server, 1)
  const post = async (path: string, body: object, method = 'POST'): Promise<unknown> =>
    await (
      await server.fetch(path, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).json()
  await post('/api/v1/searches', { name: 'Waves', request: { query: 'wave' } })
  const bin = binSchema.parse(await post('/api/v1/bins', { name: 'Cuts' }))
  await post(`/api/v1/bins/${bin.id}/items`, { items: [{ videoId: video?.id, startFrame: 60, endFrame: 80 }] })

  await page.goto(`${server.origin}/bin/${bin.id}`)
  const end = page.getByRole('slider', { name: 'End of range 1' })
  await end.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.getByRole('slider', { name: 'Start of range 1' }).focus()
  await page.keyboard.press('ArrowLeft')
  const named = async (name: string) => (await binsOf(server)).find((each) => each.name === name)
  await expect
    .poll(async () => (await named('Cuts'))?.items.map((item) => [item.startFrame, item.endFrame]))
    .toEqual([[59, 82]])
  await page.getByRole('button', { name: 'Duplicate this bin' }).click()
  await expect(page.getByRole('textbox', { name: 'Name of the bin' })).toHaveValue('Cuts copy')
  await expect.poll(async () => (await named('Cuts copy'))?.items.length).toBe(1)

  await page.keyboard.press('ControlOrMeta+Shift+b')
  const panel = page.getByRole('navigation', { name: 'Bins' })
  const sheet = page.getByRole('dialog', { name: 'New bin' })
  await panel.getByRole('button', { name: 'New bin' }).click()
  await sheet.getByLabel('Name').fill('Day 1')
  await sheet.getByText('Holds bins').click()
  await sheet.getByRole('button', { name: 'Make' }).click()
  await expect(page.getByRole('heading', { name: 'A folder of bins' })).toBeVisible()
  await panel.getByRole('button', { name: 'New bin' }).click()
  await sheet.getByText('What a saved search finds now').click()
  await sheet.getByLabel('In folder').selectOption({ label: 'Day 1' })
  await sheet.getByRole('button', { name: 'Make' }).click()
  await expect(page.getByRole('textbox', { name: 'Name of the bin' })).toHaveValue('Waves')
  await expect(page.getByRole('list', { name: 'Ranges' }).getByRole('listitem')).toHaveCount(1)
  await panel.getByRole('link', { name: /^Cuts\b(?! copy)/ }).dragTo(panel.getByRole('link', { name: /^Day 1/ }))
  const folder = await named('Day 1')
  await expect.poll(async () => (await named('Cuts'))?.parentId).toBe(folder?.id)
  expect((await named('Waves'))?.parentId).toBe(folder?.id)
  await media.remove()
})
