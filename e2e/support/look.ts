import { join } from 'node:path'
import process from 'node:process'
import type { Page } from '@playwright/test'

const pictures = process.env['GOODCLIPS_E2E_PICTURES']

/** Photographs a state in both themes and two sizes into the folder that GOODCLIPS_E2E_PICTURES names; without it, nothing. */
export const look = async (page: Page, name: string): Promise<void> => {
  if (pictures === undefined) return
  for (const [width, height] of [
    [1280, 800],
    [900, 600],
  ] as const) {
    await page.setViewportSize({ width, height })
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`) })
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 })
}
