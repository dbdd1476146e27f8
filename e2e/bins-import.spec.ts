import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { binDetailsSchema, binSchema, exportSchema } from '../electron/contract/index.ts'
import { expect, test } from './support/app.ts'
import { importPaths, placeClip, settled, temporaryFolder } from './support/library.ts'

const edl = [
  'TITLE: Cut 3',
  'FCM: NON-DROP FRAME',
  '001  AX       V     C        00:00:00:05 00:00:01:00 01:00:00:00 01:00:00:20',
  '* FROM CLIP NAME: Harbour #1.mp4',
  '* COMMENT: first light',
  '002  A001     V     C        10:00:00:00 10:00:01:00 01:00:00:20 01:00:01:20',
  '* FROM CLIP NAME: nowhere.mov',
  '',
].join('\r\n')

test('makes a bin of a list, tells what is not there, and takes its own export back by a drop', async ({
  page,
  server,
  guard,
}) => {
  const media = await temporaryFolder('lists')
  await importPaths(server, [await placeClip('three-scenes', media.path, 'Harbour #1.mp4')])
  await settled(server, 1)
  const json = async (path: string): Promise<unknown> => await (await server.fetch(path)).json()
  const bins = async () => z.object({ items: z.array(binSchema) }).parse(await json('/api/v1/bins')).items
  const ranges = async (id: string) =>
    binDetailsSchema
      .parse(await json(`/api/v1/bins/${id}`))
      .items.map((item) => [item.startFrame, item.endFrame, item.note])

  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+Shift+b')
  const choosing = page.waitForEvent('filechooser')
  await page
    .getByRole('navigation', { name: 'Bins' })
    .getByRole('button', { name: 'Import a list from an editor' })
    .click()
  await (await choosing).setFiles({ name: 'cut.edl', mimeType: 'text/plain', buffer: Buffer.from(edl) })
  const sheet = page.getByRole('dialog', { name: 'Imported 1 range' })
  await expect(sheet.getByRole('list', { name: 'Not found' }).getByRole('listitem')).toContainText([
    /nowhere\.mov.*10:00:00:00 – 10:00:01:00.*reel A001/,
  ])
  await expect(sheet.getByRole('button', { name: 'Copy report' })).toBeVisible()
  await sheet.getByRole('button', { name: 'Open bin' }).click()
  await expect(page.getByRole('textbox', { name: 'Name of the bin' })).toHaveValue('Cut 3')
  await expect(page.getByRole('textbox', { name: 'Note of range 1', exact: true })).toHaveValue('first light')
  const [made] = await bins()
  if (made === undefined) throw new Error('no bin')
  expect(await ranges(made.id)).toEqual([[5, 25, 'first light']])

  const asked = await server.fetch('/api/v1/exports', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ source: { binId: made.id }, kind: 'timeline', format: 'fcpxml-1.13' }),
  })
  const { id } = exportSchema.parse(await asked.json())
  const exported = async () => exportSchema.parse(await json(`/api/v1/exports/${id}`))
  await expect.poll(async () => (await exported()).state).toBe('done')
  const text = await readFile((await exported()).files[0]?.path ?? '', 'utf8')
  await page.evaluate((content) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([content], 'Cut 3.fcpxml'))
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))
  }, text)
  await expect(page.getByRole('dialog', { name: 'Imported 1 range' })).toContainText('Nothing got lost.')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await bins()).length).toBe(2)
  const [first, second] = await bins()
  expect(await ranges(second?.id ?? '')).toEqual(await ranges(first?.id ?? ''))

  guard.allow(/status of 400/)
  await page
    .getByLabel('Lists of editors')
    .setInputFiles({ name: 'x.edl', mimeType: 'text/plain', buffer: Buffer.from('hello') })
  await expect(page.getByRole('dialog', { name: 'Nothing imported' })).toContainText('cannot be read')
  await media.remove()
})
