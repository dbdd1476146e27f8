import { importPaths, listScenes, placeClip, settled, videoTitled } from './support/library.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

const test = sharedAppTest('scene-details', async (server, media) => {
  await importPaths(server, [await placeClip('captioned-mp4', media, 'Harbour')])
  await settled(server, 1)
})

test('the details of a video’s page tell of the chosen scene: times, frames, words and models', async ({
  page,
  server,
}) => {
  const { id } = await videoTitled(server, 'Harbour')
  const all = await listScenes(server, id)
  await page.goto(`${server.origin}/video/${id}`)
  const details = page.getByRole('complementary', { name: 'Details' })
  const scenes = page.getByRole('listbox', { name: 'Scenes' }).getByRole('option')
  await expect(scenes).toHaveCount(all.length)
  await expect(details.getByRole('tab', { name: 'Video' })).toHaveAttribute('aria-selected', 'true')
  await details.getByRole('tab', { name: 'Scene' }).click()
  await expect(details).toContainText('Select a scene in the list')
  for (const index of [1, 0]) {
    const scene = all[index]
    if (scene === undefined) throw new Error('no scene')
    await scenes.nth(index).click()
    const fact = (name: string) => details.locator('.facts__row').filter({ hasText: name }).locator('dd')
    await expect(fact('Scene')).toHaveText(String(index + 1))
    await expect(fact('Frames')).toHaveText(`${scene.startFrame} – ${scene.endFrame - 1}`)
    await expect(fact('Begins')).toHaveText(/^\d\d:\d\d:\d\d:\d\d$/)
    await expect(details.getByRole('region', { name: 'Known by' })).toContainText('look')
  }
  await expect(details.getByRole('region', { name: 'Words' })).toContainText(/\w/)
  // A sampled frame is a way to its time, again and again.
  const frames = details.getByRole('region', { name: 'Sampled frames' }).getByRole('link')
  const last = frames.last()
  const time = await last.textContent()
  const shown = page.getByRole('button', { name: /^Time / })
  for (let round = 0; round < 2; round += 1) {
    await last.click()
    await expect(shown).toContainText(time ?? 'no time')
    await scenes.nth(0).click()
    await expect(shown).not.toContainText(time ?? '')
  }
  await page.keyboard.press('ControlOrMeta+a')
  await expect(details).toContainText(`${all.length} scenes selected`)
  await page.reload()
  await expect(details.getByRole('tab', { name: 'Scene' })).toHaveAttribute('aria-selected', 'true')
})
