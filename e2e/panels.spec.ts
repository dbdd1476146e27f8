import { look } from './support/look.ts'
import { goTo } from './support/person.ts'
import { expect, sharedAppTest } from './support/shared-app.ts'

const test = sharedAppTest('panels', async () => {})

test('a page of another program is let in by its address, with a token that is shown once', async ({ page, guard }) => {
  guard.allow(/status of 400/)
  await goTo(page, 'Settings')
  const address = page.getByRole('textbox', { name: 'Address of the page' })
  await address.fill('https://panel.example/path')
  await address.press('Enter')
  await expect(page.getByText(/Give the origin of the page/)).toBeVisible()
  await address.fill('https://panel.example')
  await page.getByRole('button', { name: 'Let in' }).click()
  const given = page.getByRole('status').filter({ hasText: 'It is shown only now' })
  await expect(given.locator('code')).toHaveText(/^[\w-]{43}$/)
  const panels = page.getByRole('list', { name: 'Panels that are let in' })
  await expect(panels).toContainText('https://panel.example')
  await panels.scrollIntoViewIfNeeded()
  await look(page, 'panels')
  await page.getByRole('button', { name: 'Let https://panel.example in no longer' }).click()
  await expect(panels).toHaveCount(0)
  await expect(given).toHaveCount(0)
})
