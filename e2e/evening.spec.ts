import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { FixtureName } from '../build/fixtures/clips.ts'
import { binDetailsSchema, binSchema, markSchema } from '../electron/contract/index.ts'
import { expect, test } from './support/app.ts'
import {
  importPaths,
  listScenes,
  listVideos,
  placeClip,
  settled,
  temporaryFolder,
  videoTitled,
} from './support/library.ts'
import { guardContext } from './support/page-guard.ts'
import { type ServerUnderTest, startServer } from './support/server.ts'

/** Four films, and in which seconds of each a wave is named: eight scenes. */
const films: readonly (readonly [string, FixtureName, readonly number[]])[] = [
  ['Harbour', 'three-scenes', [0, 3, 5]],
  ['Cliff', 'two-scenes', [0, 2]],
  ['Beach', 'portrait', [0, 2]],
  ['Pier', 'odd-size', [0]],
]

const placeFilms = async (folder: string): Promise<void> => {
  for (const [title, clip, seconds] of films) {
    const path = await placeClip(clip, folder, title)
    const cues = seconds.map((at, index) => `${index + 1}\n00:00:0${at},200 --> 00:00:0${at},600\nwave ${index}\n`)
    await writeFile(path.replace(/\.\w+$/, '.srt'), cues.join('\n'))
  }
}

const json = async (server: ServerUnderTest, path: string): Promise<unknown> => await (await server.fetch(path)).json()

/** All that a person made of the library, apart from where its films lie. */
const madeIn = async (server: ServerUnderTest) => {
  const bins = z.object({ items: z.array(binSchema) }).parse(await json(server, '/api/v1/bins')).items
  const held = await Promise.all(
    bins.map(async ({ id }) => binDetailsSchema.parse(await json(server, `/api/v1/bins/${id}`))),
  )
  const videos = await listVideos(server)
  const marks = await Promise.all(
    videos.map(async ({ id, title }) => {
      const { items } = z
        .object({ items: z.array(markSchema) })
        .parse(await json(server, `/api/v1/marks?videoId=${id}`))
      return items.map(({ kind, startFrame, endFrame, rating, tags }) => [
        title,
        kind,
        startFrame,
        endFrame,
        rating,
        tags,
      ])
    }),
  )
  return {
    films: videos.map(({ title, tags }) => [title, tags]),
    marks: marks.flat(),
    bins: held.map(({ name, items }) => ({
      name,
      items: items.map(({ title, startFrame, endFrame, state }) => [title, startFrame, endFrame, state]),
    })),
  }
}

const startsOf = async (server: ServerUnderTest, title: string): Promise<readonly number[]> => {
  const scenes = await listScenes(server, (await videoTitled(server, title)).id)
  // Always a partition: each begins where the one before ends.
  expect(scenes.map(({ startFrame }) => startFrame)).toEqual([
    0,
    ...scenes.slice(0, -1).map(({ endFrame }) => endFrame),
  ])
  return scenes.map(({ startFrame }) => startFrame)
}

test('an evening: import, search, rate, tag, cut, keep eight ranges of four films, restart, move files, cut again', async ({
  page,
  server,
  guard,
  browser,
}) => {
  test.setTimeout(300_000)
  const media = await temporaryFolder('evening')
  const folder = join(media.path, 'Card 1')
  await placeFilms(folder)
  await importPaths(server, [folder])
  await settled(server, films.length)

  // A scene is cut in two at the playhead.
  const { id } = await videoTitled(server, 'Harbour')
  await page.goto(`${server.origin}/video/${id}?t=1000`)
  const scenes = page.getByRole('listbox', { name: 'Scenes' })
  await expect(scenes.getByRole('option')).toHaveCount(3)
  await expect
    .poll(() =>
      page
        .getByRole('main')
        .getByLabel('Harbour', { exact: true })
        .evaluate(
          (element) => element instanceof HTMLVideoElement && element.readyState >= 2 && element.currentTime > 0.9,
        ),
    )
    .toBe(true)
  await page.keyboard.press('ControlOrMeta+b')
  await expect.poll(() => startsOf(server, 'Harbour')).toEqual([0, 25, 50, 110])

  // What is found is rated and tagged, and all of it is kept.
  await page.getByRole('combobox', { name: 'Search', exact: true }).fill('wave')
  await page.keyboard.press('Enter')
  const results = page.getByRole('listbox', { name: /^Results for/ })
  // Films of the card have scenes with the same pictures.
  await page.getByRole('button', { name: 'Fold duplicates' }).click()
  await expect(results.getByRole('option')).toHaveCount(8)
  await results.locator('[data-grid-index="0"]').click()
  await page.keyboard.press('4')
  await expect(results.getByRole('img', { name: /^4 of 5 stars/ })).toHaveCount(1)
  await page.keyboard.press('t')
  await page
    .getByRole('dialog', { name: /^Tags of/ })
    .getByLabel('Add a tag')
    .fill('keeper')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await results.focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('b')
  await expect(page.getByText('Added 8 ranges to “Selects”')).toBeVisible()

  // The bin is put into another order.
  await page.keyboard.press('ControlOrMeta+Shift+b')
  await page
    .getByRole('navigation', { name: 'Bins' })
    .getByRole('link', { name: /Selects/ })
    .click()
  const rows = page.getByRole('list', { name: 'Ranges' }).getByRole('listitem')
  await expect(rows).toHaveCount(8)
  const before = (await madeIn(server)).bins[0]?.items ?? []
  await page.getByRole('button', { name: 'Move range 1 down' }).click()
  const order = [before[1], before[0], ...before.slice(2)]
  await expect.poll(async () => (await madeIn(server)).bins[0]?.items).toEqual(order)
  const made = await madeIn(server)
  expect(made.films).toHaveLength(4)
  expect(made.marks).toHaveLength(1)

  // The app ends, the files are moved, the app begins again.
  await server.stop()
  guard.allow(/ERR_|status of 401/)
  const moved = join(media.path, 'Archive', '2026')
  await mkdir(join(media.path, 'Archive'))
  await rename(folder, moved)
  const again = await startServer(server.libraryPath)
  try {
    await importPaths(again, [moved])
    await settled(again, films.length)
    expect(await madeIn(again)).toEqual(made)
    expect(await startsOf(again, 'Harbour')).toEqual([0, 25, 50, 110])

    // Other settings: what a detector finds changes, what a person did stays.
    const answer = await again.fetch(`/api/v1/videos/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ cuts: { detector: 'content', threshold: 255, minSceneFrames: 150 } }),
    })
    expect(answer.status).toBe(200)
    await settled(again, films.length)
    await expect.poll(() => startsOf(again, 'Harbour')).toEqual([0, 25])
    expect(await madeIn(again)).toEqual(made)

    // And the page shows it.
    await page.close()
    const context = await browser.newContext()
    const guarded = await guardContext(context, again.origin)
    const next = await context.newPage()
    await next.goto(again.link)
    await expect(next.getByRole('listbox', { name: 'Videos' }).getByRole('option')).toHaveCount(4)
    await next.getByRole('combobox', { name: 'Search', exact: true }).fill('keeper')
    const found = next.getByRole('listbox', { name: /^Results for/ })
    await expect(found.getByRole('option')).toHaveCount(1)
    await expect(found.getByRole('img', { name: /^4 of 5 stars/ })).toHaveCount(1)
    expect(guarded.complaints()).toEqual([])
    await context.close()
  } finally {
    await again.stop()
    await media.remove()
  }
})
