import { expect, test } from './support/app.ts'
import { importPaths, placeClip, settled, temporaryFolder } from './support/library.ts'

test('a moment is copied as link and as ffmpeg command, and the link leads there', async ({ page, server, guard }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText())
  const media = await temporaryFolder('links')
  const film = await placeClip('three-scenes', media.path, "It's #1.mp4")
  await importPaths(server, [film])
  const [video] = await settled(server, 1)
  await page.goto(`${server.origin}/video/${video?.id}`)
  const scenes = page.getByRole('listbox', { name: 'Scenes' }).getByRole('option')
  await expect(scenes).toHaveCount(3)

  await scenes.nth(1).click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Copy ffmpeg Command' }).click()
  await expect.poll(clipboard).toContain(`-ss 2 -i '${film.replaceAll("'", `'\\''`)}' -t 2.4 `)
  await scenes.nth(1).click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Copy Link to the Moment' }).click()
  await expect.poll(clipboard).toMatch(/^goodclips:\/\/scene\/[\w-]+\?video=[\w-]+&t=2000$/)
  const link = await clipboard()

  const open = (to: string): Promise<unknown> => page.goto(`${server.origin}${to.replace('goodclips:/', '')}`)
  const now = page.getByRole('button', { name: /^Time .* Type another time$/ })
  await open(link)
  await expect(now).toHaveText('00:00:02:00')
  await expect(page).toHaveURL(new RegExp(`/video/${video?.id}`))

  // After other cuts the scene is another one: film and time lead there.
  guard.allow(/status of 404/)
  await open(link.replace(/scene\/[\w-]+/, 'scene/gone'))
  await expect(now).toHaveText('00:00:02:00')
  await open('goodclips://scene/gone')
  await expect(page.getByText('The link leads to a scene that this library does not have.')).toBeVisible()
  await expect(page).toHaveURL(/\/library/)
  await media.remove()
})
