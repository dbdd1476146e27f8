import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { placeClip, temporaryFolder } from './support/library.ts'
import { look } from './support/look.ts'
import { goTo, videoCard } from './support/person.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

const test = sharedAppTest('watched', async () => {})

test('a watched folder takes films as they come, tells when it is away, and can be paused and removed', async ({
  page,
  guard,
}) => {
  test.setTimeout(120_000)
  guard.allow(/status of 400/)
  const media = await temporaryFolder('watched-films')
  try {
    const films = join(media.path, 'incoming')
    await mkdir(films)
    await placeClip('two-scenes', films, 'Harbour')
    await goTo(page, 'Settings')
    await page.getByRole('button', { name: 'Watch a folder…' }).click()
    const path = page.getByRole('textbox', { name: 'Full path of the folder' })
    await path.fill(join(media.path, 'nothing'))
    await page.getByRole('button', { name: 'Watch', exact: true }).click()
    await expect(page.getByText('cannot be watched')).toBeVisible()
    await path.fill(films)
    await page.getByRole('textbox', { name: 'Leave out' }).fill('*_old*')
    await path.press('Enter')
    const row = page.getByRole('listitem').filter({ hasText: films })
    await expect(row).toContainText('Watching')
    await expect(row).toContainText('1 video')
    await expect(row).toContainText('without *_old*')

    await placeClip('three-scenes', films, 'Late')
    await expect(row).toContainText('2 videos', { timeout: 20_000 })
    await rename(films, `${films} away`)
    await expect(row).toContainText('Offline', { timeout: 20_000 })
    await goTo(page, 'Library')
    await expect(page.getByText('File missing')).toHaveCount(2, { timeout: 20_000 })
    await rename(`${films} away`, films)
    await expect(page.getByText('File missing')).toHaveCount(0, { timeout: 20_000 })

    await goTo(page, 'Settings')
    await page.getByRole('button', { name: `Pause ${films}` }).click()
    await expect(row).toContainText('Paused')
    await page.getByRole('button', { name: `Watch ${films} no longer` }).click()
    await expect(row).toHaveCount(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(row).toContainText('Paused')
  } finally {
    await media.remove()
  }
})

test('a film that another takes the place of is asked about, and is renewed or kept', async ({ page }) => {
  test.setTimeout(120_000)
  const media = await temporaryFolder('replaced-films')
  try {
    const films = join(media.path, 'renders')
    await mkdir(films)
    await placeClip('gradual', films, 'Pier')
    await goTo(page, 'Settings')
    await page.getByRole('button', { name: 'Watch a folder…' }).click()
    await page.getByRole('textbox', { name: 'Full path of the folder' }).fill(films)
    await page.getByRole('button', { name: 'Watch', exact: true }).click()
    const row = page.getByRole('listitem').filter({ hasText: films })
    await expect(row).toContainText('1 video')
    await goTo(page, 'Library')
    await expect(videoCard(page, 'Pier')).toContainText(/[1-9] scenes?/)

    await placeClip('portrait', films, 'Pier')
    await expect(videoCard(page, 'Pier')).toContainText('File missing', { timeout: 20_000 })
    await page.getByRole('button', { name: /need/i }).click()
    const sheet = page.getByRole('dialog', { name: 'Needs you' })
    await expect(sheet).toContainText('The file holds another film than before.')
    await look(page, 'replaced-film')
    await sheet.getByRole('button', { name: 'Renew the video: Pier.mp4' }).click()
    await expect(sheet.getByRole('button', { name: 'Renew the video: Pier.mp4' })).toHaveCount(0)
    await page.keyboard.press('Escape')
    await expect(videoCard(page, 'Pier')).not.toContainText('File missing')
    await expect(videoCard(page, 'Pier')).toHaveCount(1)

    await goTo(page, 'Settings')
    await page.getByRole('button', { name: `Renew replaced films in ${films} without asking` }).click()
    await expect(row).toContainText('replaced films are renewed at once')
    await look(page, 'watched-folder')
  } finally {
    await media.remove()
  }
})
