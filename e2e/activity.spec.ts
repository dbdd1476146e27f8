import { z } from 'zod'
import { fixtureClip, fixtureTruth } from '../build/fixtures/clips.ts'
import { patience } from '../build/fixtures/patience.ts'
import { type Job, jobSchema } from '../electron/contract/index.ts'
import { framesOf, importPaths, listScenes, placeClip, settled, videoTitled } from './support/library.ts'
import { goTo, videoCard } from './support/person.ts'
import type { ServerUnderTest } from './support/server.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

let mediaPath = ''
const test = sharedAppTest('activity', async (server, media) => {
  mediaPath = media
  await fixtureClip('long-1080p')
  await importPaths(server, [await placeClip('without-index', media, 'Broken off')])
  await settled(server, 1)
})

const jobsOf = async (server: ServerUnderTest, videoId: string): Promise<readonly Job[]> => {
  const answer: unknown = await (await server.fetch(`/api/v1/jobs?videoId=${videoId}&limit=50`)).json()
  return z.object({ items: z.array(jobSchema) }).parse(answer).items
}

test('what failed is told with its reason and remedy, and can be tried again', async ({ page, server }) => {
  await goTo(page, 'Activity')
  const row = page.getByRole('listitem').filter({ hasText: 'Broken off' }).filter({ hasText: 'Failed' })
  await expect(row).toContainText('The index of this MP4 file is missing or damaged.')
  const { id } = await videoTitled(server, 'Broken off')
  const finishedAt = async () => (await jobsOf(server, id)).find(({ stage }) => stage === 'probe')?.finishedAt
  const before = await finishedAt()
  await row.getByRole('button', { name: 'Try again: Broken off' }).click()
  // A retry by a person forgets the attempts before it.
  await expect.poll(finishedAt).not.toBe(before)
  await expect(row).toContainText('Failed')
})

test('a running job shows how far it is, stops within two seconds, and goes on when tried again', async ({
  page,
  server,
}) => {
  await goTo(page, 'Activity')
  await importPaths(server, [await placeClip('long-1080p', mediaPath, 'Long film')])
  const row = page.getByRole('listitem').filter({ hasText: 'Long film' }).filter({ hasText: 'Finding scenes' })
  await expect(row).toContainText(/[1-9]\d? % · \d+(\.\d)?× · \d+ (s|min) left/, { timeout: 120_000 })
  await expect(page.getByRole('contentinfo')).toContainText(/0 of 1 video · (working out the time left|.* left)/)

  const { id } = await videoTitled(server, 'Long film')
  const state = async () => (await jobsOf(server, id)).find(({ stage }) => stage === 'analyse')?.state
  await row.getByRole('button', { name: 'Cancel Finding scenes of Long film' }).click()
  const asked = Date.now()
  await expect.poll(state, { intervals: [100] }).toBe('cancelled')
  expect(Date.now() - asked).toBeLessThan(patience(2000))
  await expect(page.getByRole('heading', { name: 'Not read 1' })).toBeVisible()
  await expect(row).toContainText('not read')
  // A person stopped it themselves: nothing failed, wherever one looks.
  const details = page.getByRole('complementary')
  await goTo(page, 'Library')
  await expect(videoCard(page, 'Long film')).toContainText('Not read')
  await expect(videoCard(page, 'Long film')).not.toContainText('Failed')
  await videoCard(page, 'Long film').click()
  await expect(details.getByText('Reading this file was cancelled.')).toHaveCount(1)
  await expect(details.getByRole('button', { name: 'Resume' })).toBeEnabled()
  await goTo(page, 'Activity')

  await row.getByRole('button', { name: 'Resume Finding scenes of Long film' }).click()
  await expect.poll(state, { timeout: 240_000 }).toBe('done')
  await expect
    .poll(async () => (await listScenes(server, id)).map(({ startFrame, endFrame }) => [startFrame, endFrame]))
    .toEqual(framesOf(fixtureTruth('long-1080p')))
  await expect(page.getByRole('heading', { name: /^Not read/ })).toBeHidden()
  const today = page.getByRole('button', { name: /^Today.*done/ })
  await expect(today).toHaveAttribute('aria-expanded', 'false')
  await today.click()
  await expect(row).toContainText('done')
  const leftOut = page.getByRole('listitem').filter({ hasText: 'Long film' }).filter({ hasText: 'no model active' })
  await expect(leftOut).toContainText('Picture vectors, Sound vectors, Caption vectors, Likeness vectors')
  await expect(leftOut).toHaveCount(1)
  await leftOut.getByRole('link', { name: 'no model active' }).click()
  await expect(page.getByRole('heading', { name: 'Models', level: 1 })).toBeVisible()
})

test('one Dismiss takes a problem away wherever it is shown, and a dead card can be brought back', async ({
  page,
  server,
}) => {
  const badge = page.getByRole('navigation', { name: 'Main' }).getByText('need you')
  const bar = page.getByRole('contentinfo').getByRole('button', { name: '1 needs you' })
  await expect(videoCard(page, 'Broken off')).toContainText('Failed')
  await expect(bar).toBeVisible()
  await expect(badge).toHaveCount(1)
  await bar.click()
  const sheet = page.getByRole('dialog', { name: 'Needs you' })
  await expect(sheet.getByRole('listitem')).toHaveCount(1)
  await sheet.getByRole('button', { name: 'Dismiss Broken off' }).click()
  await expect(sheet.getByRole('listitem')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(bar).toHaveCount(0)
  await expect(badge).toHaveCount(0)
  await expect(videoCard(page, 'Broken off')).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(videoCard(page, 'Broken off')).toBeVisible()
  await expect(bar).toBeVisible()
  // The list is the library's: it is complete after a reload, too.
  await page.reload()
  await goTo(page, 'Activity')
  await expect(page.getByRole('heading', { name: 'Needs you 1' })).toBeVisible()
  expect(await server.fetch('/api/v1/problems').then((answer) => answer.json())).toMatchObject({
    items: [{ kind: 'video', title: 'Broken off', state: 'failed' }],
  })
})
