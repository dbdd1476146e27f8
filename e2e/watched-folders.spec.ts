import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { placeClip, temporaryFolder } from './support/library.ts'
import { goTo } from './support/person.ts'
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
