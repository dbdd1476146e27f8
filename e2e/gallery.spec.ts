import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { guardContext } from './support/page-guard.ts'

const script = fileURLToPath(new URL('../build/dev/gallery.ts', import.meta.url))
const themes = ['dark', 'light'] as const

test('every part stands in its gallery in both themes: nothing overflows, nothing complains, everything has a name', async ({
  context,
  page,
}, info) => {
  const server = spawn(process.execPath, [script, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const address = await new Promise<string>((resolve) =>
      createInterface({ input: server.stdout }).once('line', resolve),
    )
    const guard = await guardContext(context, new URL(address).origin)
    await page.goto(address)
    const links = page.locator('a[data-story]')
    await expect(links.first()).toBeVisible()
    const ids = [...new Set(await links.evaluateAll((all) => all.map((link) => link.getAttribute('data-story') ?? '')))]
    expect(ids.length).toBeGreaterThan(25)
    for (const id of ids) {
      for (const theme of themes) {
        const name = `${id} ${theme}`
        // A change of the address alone: the page and its modules stay.
        await page.goto(`${address}#${new URLSearchParams({ story: id, theme })}`)
        await expect(page.locator('body'), name).toHaveAttribute('data-story', id)
        await expect(page.locator('html'), name).toHaveAttribute('data-theme', theme)
        const overflow = await page.evaluate(() =>
          [document.documentElement, ...document.querySelectorAll('.gallery-stage, .sheet__body, .popover')]
            .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
            .map(({ className, tagName }) => `${tagName}.${className}`),
        )
        expect(overflow, name).toEqual([])
        const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
        expect(
          violations.map(({ id: rule, nodes }) => `${rule}: ${nodes.map(({ html }) => html).join(' ')}`),
          name,
        ).toEqual([])
        await info.attach(name, { body: await page.screenshot(), contentType: 'image/png' })
      }
    }
    expect(guard.complaints()).toEqual([])
  } finally {
    server.kill()
    await once(server, 'exit')
  }
})
