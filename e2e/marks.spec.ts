import { writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { binDetailsSchema, binSchema, type Mark, markSchema } from '../electron/contract/index.ts'
import { expect, test } from './support/app.ts'
import { importPaths, listVideos, placeClip, settled, temporaryFolder, videoTitled } from './support/library.ts'
import { look } from './support/look.ts'
import { videoCard } from './support/person.ts'
import type { ServerUnderTest } from './support/server.ts'

const marksOf = async (server: ServerUnderTest, title: string): Promise<readonly Mark[]> => {
  const { id } = await videoTitled(server, title)
  const answer: unknown = await (await server.fetch(`/api/v1/marks?videoId=${id}`)).json()
  return z.object({ items: z.array(markSchema) }).parse(answer).items
}

test('the details panel shows and edits marks of videos and scenes, of one and of many, with the keyboard', async ({
  page,
  server,
}) => {
  const media = await temporaryFolder('marks')
  const film = await placeClip('three-scenes', media.path, 'Harbour.mp4')
  const cues = [0, 3, 5].map((at) => `${at}\n00:00:0${at},200 --> 00:00:0${at},600\nwave number ${at}\n`)
  await writeFile(film.replace('.mp4', '.srt'), cues.join('\n'))
  await importPaths(server, [film, await placeClip('two-scenes', dirname(film), 'Cliff.mp4')])
  await settled(server, 2)
  const details = page.getByRole('complementary', { name: 'Details' })
  const marks = details.getByRole('region', { name: 'Marks' })

  // One video in the library: stars by arrow keys, a label, tags, a note.
  await videoCard(page, 'Harbour').click()
  await marks.getByRole('radio', { name: 'No stars' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(videoCard(page, 'Harbour').getByRole('img', { name: '2 of 5 stars' })).toBeVisible()
  await marks.getByTitle('Green', { exact: true }).click()
  await marks.getByLabel('Add a tag').fill('water')
  await page.keyboard.press('Enter')
  await expect(marks.getByRole('button', { name: 'Remove tag water' })).toBeVisible()
  const note = marks.getByLabel('Note on this video')
  await note.fill('boats at dawn')
  await note.press('ControlOrMeta+Enter')
  await expect
    .poll(() => marksOf(server, 'Harbour'))
    .toMatchObject([{ rating: 2, label: 'green', tags: ['water'], note: 'boats at dawn' }])
  // Several changes in a row are told as one.
  await expect(page.getByRole('region', { name: 'Notices' }).getByRole('listitem')).toHaveCount(1)
  await expect(page.getByText(/changes; Undo takes back the last/)).toBeVisible()

  // Two videos: what they share is shown, what differs is said, and a change is for both.
  await videoCard(page, 'Cliff').click({ modifiers: ['ControlOrMeta'] })
  await expect(marks.getByRole('group', { name: 'Rating' })).toContainText('differs')
  await marks.getByTitle('Pick', { exact: true }).click()
  await expect.poll(async () => (await listVideos(server)).map(({ mark }) => mark?.flag)).toEqual(['pick', 'pick'])
  await expect(marks.getByRole('radio', { name: 'Pick', exact: true })).toBeChecked()

  // Results: one, then all of them; a title of a scene.
  await page.getByRole('combobox', { name: 'Search', exact: true }).fill('wave')
  const results = page.getByRole('listbox', { name: /^Results for/ })
  await expect(results.getByRole('option')).toHaveCount(3)
  await results.locator('[data-grid-index="0"]').click()
  await marks.getByTitle('4 stars', { exact: true }).click()
  await expect(results.getByRole('img', { name: /^4 of 5 stars/ })).toHaveCount(1)
  await marks.getByLabel('Title of this scene').fill('Gulls')
  await page.keyboard.press('Enter')
  await expect
    .poll(async () => (await marksOf(server, 'Harbour')).filter(({ kind }) => kind === 'scene'))
    .toMatchObject([{ rating: 4, title: 'Gulls' }])
  await results.focus()
  await page.keyboard.press('ControlOrMeta+a')
  await marks.getByLabel(/^Add a tag to 3 scenes/).fill('sea')
  await page.keyboard.press('Enter')
  await expect
    .poll(async () => (await marksOf(server, 'Harbour')).filter(({ tags }) => tags.includes('sea')).length)
    .toBe(3)

  // The page of the video: its own marks, and those of the scene that is chosen.
  const { id } = await videoTitled(server, 'Harbour')
  await page.goto(new URL(`/video/${id}`, page.url()).href)
  await expect(marks.getByRole('radio', { name: '2 stars' })).toBeChecked()
  await page.getByRole('listbox', { name: 'Scenes' }).locator('[data-grid-index="1"]').click()
  const ofScene = details.getByRole('region', { name: 'Marks of scene 2' })
  await ofScene.getByTitle('Reject', { exact: true }).click()
  await expect
    .poll(async () => (await marksOf(server, 'Harbour')).filter(({ flag }) => flag === 'reject').length)
    .toBe(1)
  await expect(ofScene.getByRole('radio', { name: 'Reject', exact: true })).toBeChecked()

  // A filter alone lists what it leaves, in the order that is chosen, and can be kept as a smart bin.
  await page.getByRole('link', { name: 'Search', exact: true }).click()
  const field = page.getByRole('combobox', { name: 'Search', exact: true })
  await field.fill('')
  await field.press('Enter')
  await page.goto(new URL('/search?q=wave', page.url()).href)
  await page.getByRole('button', { name: '4 stars and more' }).click()
  await field.fill('')
  await expect(page.getByText('1 scene under this filter')).toBeVisible()
  await expect(results.getByRole('option')).toHaveCount(1)
  await expect(results.getByRole('img', { name: /^4 of 5 stars/ })).toHaveCount(1)
  await expect(page.getByRole('button', { name: 'Sort by Time' })).toBeVisible()
  await look(page, 'filter-alone')
  await page.reload()
  await expect(results.getByRole('option')).toHaveCount(1)
  await page.getByRole('button', { name: 'Saved searches' }).click()
  await page.getByRole('menuitem', { name: 'Save this search…' }).click()
  const sheet = page.getByRole('dialog', { name: 'Save this search' })
  await sheet.getByRole('textbox').fill('The best')
  await page.keyboard.press('Enter')
  await expect(sheet).toBeHidden()
  const listed: unknown = await (await server.fetch('/api/v1/searches')).json()
  const [saved] = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) }).parse(listed).items
  expect(saved?.name).toBe('The best')
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ name: 'The best', searchId: saved?.id })
  const made = binSchema.parse(await (await server.fetch('/api/v1/bins', { method: 'POST', headers, body })).json())
  const bin = binDetailsSchema.parse(await (await server.fetch(`/api/v1/bins/${made.id}`)).json())
  expect(bin.items).toMatchObject([{ title: 'Harbour', startFrame: 0 }])
  await page.getByRole('button', { name: '4 stars and more' }).click()
  await expect(results).toBeHidden()
  await media.remove()
})
