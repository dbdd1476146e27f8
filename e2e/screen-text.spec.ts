import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import Database from 'better-sqlite3'
import { importPaths, listScenes, placeClip, settled, videoTitled } from './support/library.ts'
import type { ServerUnderTest } from './support/server.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

const box = [0.25, 0.5, 0.5, 0.25] as const

// What a model would have read: the models that read text are not here. It stands there during the whole second scene.
const addScreenText = async (server: ServerUnderTest): Promise<void> => {
  const { id } = await videoTitled(server, 'Harbour')
  const [, scene] = await listScenes(server, id)
  const database = new Database(join(server.libraryPath, 'library.sqlite'))
  const row = { video: id, startMs: scene?.startMs ?? 0, endMs: scene?.endMs ?? 1, box: JSON.stringify(box) }
  database.transaction(() => {
    database
      .prepare(
        `INSERT INTO caption_tracks (video_pk, track, source, codec, readable, cue_count)
         SELECT pk, 2000, 'screen', 'pp-ocrv6-small', 1, 1 FROM videos WHERE id = @video`,
      )
      .run(row)
    database
      .prepare(
        `INSERT INTO captions (video_pk, track, idx, start_ms, end_ms, text, box)
         SELECT pk, 2000, 0, @startMs, @endMs, 'Grand opening tomorrow', @box FROM videos WHERE id = @video`,
      )
      .run(row)
    database.prepare('UPDATE videos SET caption_count = 1, caption_track = 2000 WHERE id = @video').run(row)
  })()
  database.close()
}

const test = sharedAppTest('screen-text', async (server, media) => {
  await importPaths(server, [await placeClip('three-scenes', media, 'Harbour')])
  await settled(server, 1)
  await addScreenText(server)
})

/** Where a part lies within another, as parts of that one. */
const placeWithin = async (inner: Locator, outer: Locator): Promise<readonly number[]> => {
  const [part, whole] = [await inner.boundingBox(), await outer.boundingBox()]
  if (part === null || whole === null) throw new Error('not on show')
  return [
    (part.x - whole.x) / whole.width,
    (part.y - whole.y) / whole.height,
    part.width / whole.width,
    part.height / whole.height,
  ]
}

/** The frame stands around the text, with a margin of some pixels. */
const standsAtText = async (inner: Locator, outer: Locator): Promise<void> => {
  await expect
    .poll(async () => {
      const place = await placeWithin(inner, outer)
      return Math.max(...place.map((part, index) => Math.abs(part - (box[index] ?? 0))))
    })
    .toBeLessThan(0.08)
}

const field = (page: Page) => page.getByRole('combobox', { name: 'Search', exact: true })
const hits = (page: Page) => page.getByRole('listbox', { name: /^Results for/ }).getByRole('option')

test('a result that was found by text on screen shows a picture with it, framed, and opens where it stands', async ({
  page,
  server,
}) => {
  await field(page).fill('grand opening')
  await field(page).press('Enter')
  await expect(hits(page)).toHaveCount(1)
  const picture = hits(page).first().locator('.text-box-frame')
  await standsAtText(picture.locator('.text-box-frame__line'), picture)
  // The words of other sources alone find nothing of it.
  await page.getByRole('button', { name: 'Words from all sources' }).click()
  await page.getByRole('checkbox', { name: 'on screen' }).click()
  await page.keyboard.press('Escape')
  await expect(hits(page)).toHaveCount(0)
  await page.getByRole('button', { name: /^Words from/ }).click()
  await page.getByRole('button', { name: 'All sources' }).click()
  await expect(hits(page)).toHaveCount(1)

  const { id } = await videoTitled(server, 'Harbour')
  const [, scene] = await listScenes(server, id)
  await page.goto(`${server.origin}/video/${id}?t=${scene?.startMs ?? 0}`)
  const drawn = page.locator('.player__text-box')
  await expect(drawn).toHaveAttribute('title', 'Grand opening tomorrow')
  await standsAtText(drawn, page.locator('.player__picture'))
  await page.goto(`${server.origin}/video/${id}?t=0`)
  await expect(page.locator('.player video')).toBeVisible()
  await expect(drawn).toHaveCount(0)
})

test('captions that are found word for word tell the picture that shows them', async ({ server }) => {
  const answer = await server.fetch('/api/v1/search/captions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'grand' }),
  })
  const { items } = (await answer.json()) as {
    items: readonly { readonly pictureUrl: string | null; readonly caption: { readonly box: readonly number[] } }[]
  }
  expect(items).toHaveLength(1)
  expect(items[0]?.caption.box).toEqual(box)
  const picture = await server.fetch(items[0]?.pictureUrl ?? '/none')
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
})

test('a result that is found word for word shows the picture with its text framed', async ({ page }) => {
  await field(page).fill('grand opening')
  await field(page).press('Enter')
  await page.getByRole('button', { name: 'Exact words', exact: true }).click()
  await expect(page.getByText('1 caption with “grand opening”')).toBeVisible()
  await expect(hits(page)).toHaveCount(1)
  const picture = hits(page).first().locator('.text-box-frame')
  await standsAtText(picture.locator('.text-box-frame__line'), picture)
})
