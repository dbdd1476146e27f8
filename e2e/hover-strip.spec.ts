import { importPaths, placeClip, videoTitled } from './support/library.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

const test = sharedAppTest('hover-strip', async (server, media) => {
  await importPaths(server, [await placeClip('two-scenes', media, 'Other')])
})

test('hovering a film that is being analysed shows the frames that there are, and more as they come', async ({
  page,
  server,
}, testInfo) => {
  const card = page.getByRole('option', { name: /Long/ })
  await importPaths(server, [await placeClip('long-1080p', testInfo.outputDir, 'Long')])
  await expect(card).toBeVisible()
  const box = await card.locator('.hover-media').boundingBox()
  if (box === null) throw new Error('no card')
  await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2)
  const frame = card.locator('.filmstrip-frame')
  const sheets = new Set<string>()
  // Sheets of an analysis that goes on name how many frames they hold.
  await expect
    .poll(
      async () => {
        if ((await frame.count()) > 0) sheets.add(await frame.evaluate((node) => node.style.backgroundImage))
        return [...sheets].filter((sheet) => sheet.includes('?frames=')).length
      },
      { timeout: 120_000, intervals: [100] },
    )
    .toBeGreaterThanOrEqual(2)
  // The pointer stays: the whole strip follows by itself.
  await expect.poll(async () => (await videoTitled(server, 'Long')).state, { timeout: 120_000 }).toBe('ready')
  await expect
    .poll(async () => await frame.evaluate((node) => node.style.backgroundImage), { timeout: 10_000 })
    .not.toContain('?frames=')
})
