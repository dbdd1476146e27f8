import AxeBuilder from '@axe-core/playwright'
import { answerTo, chips, expectShown, field, hits, shownScenes, demoTest as test } from './support/demo-search.ts'
import { videoTitled } from './support/library.ts'
import { expect } from './support/shared-app.ts'

test('lists videos where only names or tags are typed, and completes a tag that a video has', async ({
  page,
  server,
}) => {
  const { id } = await videoTitled(server, 'Market day')
  const tagged = await server.fetch('/api/v1/videos/tags', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ videoIds: [id], add: ['night shoot'] }),
  })
  expect(tagged.ok).toBe(true)
  await field(page).click()
  await page.keyboard.type('tag:nig')
  const list = page.getByRole('listbox', { name: 'Completions' })
  await expect(list.getByRole('option')).toHaveText(['night shoot1 video'])
  await page.keyboard.press('Enter')
  await expect(field(page)).toHaveValue('tag:"night shoot" ')
  const videos = page.getByRole('region', { name: 'Videos' }).getByRole('listitem')
  await expect(page.locator('.match-line__text')).toHaveText('1 video tagged “night shoot”')
  await expect(videos).toHaveText([/^Market day/])
  await expect(hits(page)).toHaveCount(0)
  const { violations } = await new AxeBuilder({ page }).disableRules(['region']).analyze()
  expect(violations.map(({ id: rule }) => rule)).toEqual([])
  // Words besides are looked for in scenes of these videos.
  const answer = await answerTo(
    page,
    async () => await page.keyboard.type('red'),
    ({ filter }) => JSON.stringify(filter) === '{"tags":["night shoot"]}',
  )
  await expectShown(page, answer, 4)
  await field(page).fill('file:nowhere')
  await expect(page.getByText('No video named “nowhere”')).toBeVisible()
  await field(page).fill('file:market')
  await expect(videos).toHaveText([/^Market day/])
  await videos.getByRole('link').click()
  await expect(page.getByRole('heading', { name: 'Market day', level: 1 })).toBeVisible()
})

test('searches only in a film by one press on its page, until its chip is removed', async ({ page, server }) => {
  const { id } = await videoTitled(server, 'Market day')
  await page.goto(`${server.origin}/video/${id}`)
  const only = page.getByRole('button', { name: 'Only in this film' })
  await only.click()
  await expect(only).toHaveAttribute('aria-pressed', 'true')
  await expect(chips(page)).toHaveText(['in Market day'])
  await expect(page).toHaveURL(/\/video\//)
  await expect(field(page)).toBeFocused()
  const answer = await answerTo(
    page,
    async () => await page.keyboard.type('red circle'),
    ({ filter }) => JSON.stringify(filter) === JSON.stringify({ videoIds: [id] }),
  )
  await expectShown(page, answer, 4)
  expect(new Set((await shownScenes(page, 4)).map(({ title }) => title))).toEqual(new Set(['Market day']))
  await expect(chips(page)).toHaveText(['in Market day'])
  const everywhere = await answerTo(
    page,
    async () => await chips(page).getByRole('button', { name: 'Remove in Market day' }).click(),
    ({ filter }) => filter === undefined,
  )
  expect(everywhere.candidates).toBe(96)
  await expect(chips(page)).toHaveCount(0)
  await expect(field(page)).toHaveValue('red circle')
})
