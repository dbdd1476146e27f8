import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import Database from 'better-sqlite3'
import { importPaths, listScenes, placeClip, settled, videoTitled } from './support/library.ts'
import { goTo } from './support/person.ts'
import type { ServerUnderTest } from './support/server.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

// What a model would have found: the models that find faces are not here. Ann is in two scenes, Ben in one, each with a stray face.
const addPeople = async (server: ServerUnderTest): Promise<void> => {
  const { id } = await videoTitled(server, 'Harbour')
  const starts = (await listScenes(server, id)).map(({ startFrame }) => startFrame)
  const database = new Database(join(server.libraryPath, 'library.sqlite'))
  const face = database.prepare(
    `INSERT INTO faces (id, video_pk, model, revision, frame_number, x, y, width, height, score, vector, person_pk)
     SELECT @id, v.pk, 'm', 'r',
       (SELECT k.frame_number FROM sampled_frames k WHERE k.content_pk = v.pk AND k.frame_number >= @frame
        ORDER BY k.frame_number LIMIT 1),
       @x, 0.3, 0.2, 0.35, 1, zeroblob(512), p.pk
     FROM videos v, people p WHERE v.id = @video AND p.id = @person`,
  )
  const person = database.prepare(`INSERT INTO people (id, created_at) VALUES (?, '2026-01-01T00:00:00.000Z')`)
  database.transaction(() => {
    for (const name of ['pann', 'pben', 'pstray']) person.run(name)
    const seen = [
      ['pann', 0, 0.1],
      ['pann', 0, 0.3],
      ['pann', 1, 0.5],
      ['pben', 1, 0.1],
      ['pben', 1, 0.3],
      ['pben', 1, 0.6],
      ['pstray', 2, 0.4],
    ] as const
    for (const [index, [who, scene, x]] of seen.entries()) {
      face.run({ id: `f${index}`, frame: starts[scene] ?? 0, x, video: id, person: who })
    }
  })()
  database.close()
}

const test = sharedAppTest('people', async (server, media) => {
  await importPaths(server, [await placeClip('captioned-mp4', media, 'Harbour')])
  await settled(server, 1)
})

test('says what it would do while it is off, and what is missing once it is on', async ({ page }) => {
  await goTo(page, 'People')
  await expect(page.getByRole('heading', { name: 'People is switched off' })).toBeVisible()
  await page.getByRole('button', { name: 'Switch People on' }).click()
  await expect(page.getByRole('heading', { name: 'There is no model that finds faces yet' })).toBeVisible()
  await page.getByRole('button', { name: 'Import the model…' }).click()
  await expect(page.getByRole('dialog')).toContainText('dlib')
  await page.keyboard.press('Escape')
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
})

test('people are named, taken apart, put together, found and forgotten', async ({ page, server }) => {
  await addPeople(server)
  await goTo(page, 'People')
  const unnamed = page.getByRole('region', { name: 'Not named yet' })
  await expect(unnamed.getByRole('listitem')).toHaveCount(2)
  await page.getByRole('button', { name: 'Show one more, seen once or twice' }).click()
  const fields = page.getByRole('combobox', { name: 'Name of this person' })
  await expect(fields).toHaveCount(3)
  await fields.first().fill('Ann')
  await fields.first().press('Enter')
  const named = page.getByRole('region', { name: 'Named', exact: true })
  await expect(named.getByRole('combobox', { name: 'Name of Ann' })).toHaveValue('Ann')
  await expect(named).toContainText('2 scenes · 1 video')
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])

  // The same name says that the two are one.
  await page.getByRole('region', { name: 'Seen once or twice' }).getByRole('combobox').fill('ann')
  await page.keyboard.press('Enter')
  const notices = page.getByRole('region', { name: 'Notices' })
  await expect(notices).toContainText('These faces are Ann’s now')
  await expect(named).toContainText('3 scenes · 1 video')
  // A wrong name is soon given: it is taken back, and done again.
  await notices.getByRole('button', { name: 'Undo' }).click()
  await expect(named).toContainText('2 scenes · 1 video')
  await notices.getByRole('button', { name: 'Redo' }).click()
  await expect(named).toContainText('3 scenes · 1 video')

  await named.getByRole('link', { name: 'Faces of Ann' }).click()
  const faces = page.getByRole('region', { name: 'Faces of Ann' }).getByRole('listitem')
  await expect(faces).toHaveCount(4)
  await faces.last().getByRole('checkbox').focus()
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Not Ann' }).click()
  await expect(faces).toHaveCount(3)
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])

  await page.getByRole('button', { name: 'Search their scenes' }).click()
  await expect(page).toHaveURL(/\/search/)
  await expect(page.getByRole('list', { name: 'Filters' })).toContainText('with Ann')
  await page.getByRole('search').locator('input').first().fill('door')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('listbox', { name: /^Results for/ }).getByRole('option')).toHaveCount(1)

  await goTo(page, 'People')
  await page.getByRole('button', { name: 'Forget all faces…' }).click()
  await page.getByRole('button', { name: 'Forget all faces', exact: true }).click()
  await expect(page.getByText('All faces and names are forgotten.')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'People is switched off' })).toBeVisible()
})
