import type { Page } from '@playwright/test'
import { z } from 'zod'
import { clipCsvHeading, heatResponseSchema, type SearchHit, savedSearchSchema } from '../electron/contract/index.ts'
import { demoClips } from './support/demo-labels.ts'
import {
  answerTo,
  chips,
  expectShown,
  field,
  hit,
  hits,
  namesOf,
  resultList,
  searchWords,
  shownNames,
  shownScenes,
  slider,
  demoTest as test,
} from './support/demo-search.ts'
import { videoTitled } from './support/library.ts'
import { goTo } from './support/person.ts'
import { expect } from './support/shared-app.ts'

const redCircle = 'red circle'
const chipsOfFilters = (page: Page) => page.getByRole('list', { name: 'Filters' }).getByRole('listitem')
const addFilter = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name: 'Add filter' }).click()
  await page.getByRole('menuitem', { name, exact: true }).click()
}
const two = (value: number): string => String(value).padStart(2, '0')
/** A time of the demo clips, at ten frames a second and shorter than a minute. */
const timecode = (ms: number): string => `00:00:${two(Math.floor(ms / 1000))}:${two(Math.round((ms % 1000) / 100))}`
const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText())

test('filters narrow what is found, each told by a chip', async ({ page }) => {
  const clips = await demoClips()
  const scenes = clips.flatMap((clip) => clip.scenes)
  const silent = scenes.filter(({ caption }) => caption === null)
  const all = await searchWords(page, redCircle)
  expect(all.candidates).toBe(scenes.length)
  await addFilter(page, 'Has captions')
  await expect(chipsOfFilters(page)).toHaveText(['with captions'])
  const without = await answerTo(
    page,
    async () => await page.getByRole('button', { name: 'with captions', exact: true }).click(),
    ({ filter }) => JSON.stringify(filter) === '{"hasCaptions":false}',
  )
  expect(without.candidates).toBe(silent.length)
  await expectShown(page, without, 5)
  expect((await shownScenes(page, 5)).map(({ caption }) => caption)).toEqual([null, null, null, null, null])
  await expect(chipsOfFilters(page)).toHaveText(['without captions'])

  await page.getByRole('button', { name: 'Remove filter without captions' }).click()
  await expect(chipsOfFilters(page)).toHaveCount(0)
  await addFilter(page, 'Videos')
  const editor = page.getByRole('dialog', { name: 'Videos' })
  await editor.getByRole('searchbox', { name: 'Find a video' }).fill('market')
  await editor.getByRole('checkbox', { name: 'Market day' }).check()
  const inOne = await answerTo(
    page,
    async () => await editor.getByRole('button', { name: 'Apply' }).click(),
    ({ filter }) => JSON.stringify(filter ?? '').includes('videoIds'),
  )
  // One film is a chip of the field, several are a filter.
  await expect(chips(page)).toHaveText(['in Market day'])
  await expect(chipsOfFilters(page)).toHaveCount(0)
  await expect(hits(page)).toHaveCount(4)
  await expectShown(page, inOne, 4)
  expect((await shownScenes(page, 4)).map(({ title }) => title)).toEqual(Array(4).fill('Market day'))
  expect(await shownNames(page, 1)).toEqual(['Market day #0'])
  await page.goBack()
  await expect(chips(page)).toHaveCount(0)
  await expectShown(page, all, 4)
})

test('copies several results as timecodes and as a table', async ({ page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const answer = await searchWords(page, redCircle)
  await expectShown(page, answer, 4)
  await hit(page, 0).click()
  await hit(page, 2).click({ modifiers: ['Shift'] })
  await expect(page.getByRole('status').filter({ hasText: '3 selected' })).toBeVisible()
  await page.keyboard.press('Shift+C')
  await expect(page.getByText('Copied 3 scenes')).toBeVisible()
  const chosen = answer.items.slice(0, 3)
  const line = ({ startMs, endMs, videoTitle }: SearchHit) => `${timecode(startMs)} - ${timecode(endMs)}\t${videoTitle}`
  expect(await clipboard(page)).toBe(chosen.map(line).join('\n'))
  await page.keyboard.press('ControlOrMeta+Shift+C')
  await expect.poll(async () => await clipboard(page)).toContain(clipCsvHeading)
  const [heading = '', ...lines] = (await clipboard(page)).split('\r\n')
  const names = heading.split(',')
  // Nothing before the words has a comma in it.
  const rows = lines.map((text) => Object.fromEntries(text.split(',').map((cell, place) => [names[place] ?? '', cell])))
  expect(rows).toEqual(
    chosen.map(({ videoTitle, index, startMs, endMs, score }) =>
      expect.objectContaining({
        title: videoTitle,
        sceneNumber: String(index + 1),
        startTimecode: timecode(startMs),
        endTimecode: timecode(endMs),
        startMs: String(startMs),
        endMs: String(endMs),
        score: String(Number((score ?? 0).toFixed(4))),
      }),
    ),
  )
})

test('keeps searches: those of late, and those that were given a name', async ({ page, server }) => {
  const menu = page.getByRole('menu')
  const openMenu = async (name: 'Saved searches' | 'Recent searches'): Promise<void> =>
    await page.getByRole('button', { name }).click()
  await searchWords(page, 'green star')
  await answerTo(
    page,
    async () => await field(page).press('Enter'),
    ({ remember }) => remember === true,
  )
  await slider(page, 'sound').fill('20')
  await page.keyboard.press('ControlOrMeta+s')
  const sheet = page.getByRole('dialog', { name: 'Save this search' })
  await expect(sheet.getByRole('textbox', { name: 'Name' })).toHaveValue('green star')
  await sheet.getByRole('textbox', { name: 'Name' }).fill('Night sky')
  await sheet.getByRole('button', { name: 'Save' }).click()
  await expect(sheet).toBeHidden()
  const kept = z
    .object({ items: z.array(savedSearchSchema) })
    .parse(await (await server.fetch('/api/v1/searches')).json())
  expect(kept.items.map(({ name, request }) => [name, request.query, request.weights?.audio])).toEqual([
    ['Night sky', 'green star', 0.2],
  ])

  await goTo(page, 'Library')
  await page.reload()
  await openMenu('Recent searches')
  await expect(menu.getByRole('menuitem', { name: 'green star' })).toHaveCount(1)
  await page.keyboard.press('Escape')
  await openMenu('Saved searches')
  await menu.getByRole('menuitem', { name: 'Night sky' }).click()
  await expect(field(page)).toHaveValue('green star')
  await expect(slider(page, 'sound')).toHaveValue('20')
  await expect(hit(page, 0)).toBeVisible()

  await openMenu('Saved searches')
  await menu.getByRole('menuitem', { name: 'Rename or remove…' }).click()
  await page.getByRole('button', { name: 'Remove Night sky' }).click()
  await expect(page.getByText('No search is saved yet.')).toBeVisible()
  await page.keyboard.press('Escape')
  await openMenu('Recent searches')
  await menu.getByRole('menuitem', { name: 'Clear recent searches' }).click()
  await openMenu('Recent searches')
  await expect(menu).toContainText('Searches you make are kept here.')
  await expect(menu.getByRole('menuitem', { name: 'green star' })).toHaveCount(0)
})

test('takes a result that is dragged into the field', async ({ page }) => {
  const answer = await searchWords(page, redCircle)
  await expectShown(page, answer, 2)
  const [name] = namesOf(answer)
  const alike = await answerTo(
    page,
    async () => await hit(page, 0).dragTo(field(page)),
    ({ anchors }) => Array.isArray(anchors) && anchors.length === 1,
  )
  await expect(page.getByRole('list', { name: 'Searched by' })).toContainText(/^like .*00:00:\d\d:\d\d/)
  await expect(field(page)).toHaveValue(redCircle)
  expect(namesOf(alike)).not.toContain(name)
})

test('shows where a film answers the search, and jumps there', async ({ page, server }) => {
  const player = page.getByRole('toolbar', { name: 'Player' }).getByRole('button', { name: /^Time / })
  await searchWords(page, 'a purple shape')
  const heatAnswer = page.waitForResponse((response) => response.url().endsWith('/api/v1/search/heat') && response.ok())
  await resultList(page).getByRole('option').filter({ hasText: 'The end' }).first().dblclick()
  await expect(page.getByRole('heading', { name: 'The end', level: 1 })).toBeVisible()
  const { scenes } = heatResponseSchema.parse(await (await heatAnswer).json())
  // Purple square, yellow heart, purple heart, white heart.
  expect(scenes).toHaveLength(4)
  const scores = scenes.map(({ score }) => score)
  expect(Math.min(scores[0] ?? 0, scores[2] ?? 0)).toBeGreaterThan(Math.max(scores[1] ?? 1, scores[3] ?? 1))
  // The strip lies under the pictures of the scenes: somewhere below the pointer finds what the core answered.
  const box = await page.getByRole('slider', { name: 'Playhead' }).boundingBox()
  if (box === null) throw new Error('the timeline has no place')
  const note = page.locator('.hover-preview__note')
  await expect
    .poll(async () => {
      for (let y = box.y + 6; y < box.y + box.height; y += 6) {
        await page.mouse.move(box.x + 12, y)
        const text = await note.textContent({ timeout: 500 }).catch(() => null)
        if (text?.startsWith('Matches') === true) return text
      }
      return null
    })
    .toBe(`Matches ${Math.round((scores[0] ?? 0) * 100)} of 100`)

  // Word for word: each caption that has the word is a place to jump to.
  const { id } = await videoTitled(server, 'Red circle on the move')
  const filter = encodeURIComponent(JSON.stringify({ videoIds: [id] }))
  await page.goto(`${server.origin}/search?q=the&exact=1&filter=${filter}`)
  await expect(hits(page)).toHaveCount(3)
  await hits(page).filter({ hasText: 'performer in tights' }).dblclick()
  await expect(page.getByRole('heading', { name: 'Red circle on the move', level: 1 })).toBeVisible()
  await expect(player).toHaveText('00:00:00:02')
  for (const [keys, time] of [
    ['n', '00:00:03:04'],
    ['n', '00:00:05:08'],
    ['n', '00:00:00:02'],
    ['Alt+n', '00:00:05:08'],
    ['Alt+n', '00:00:03:04'],
  ] as const) {
    await page.keyboard.press(keys)
    await expect(player).toHaveText(time)
  }
})
