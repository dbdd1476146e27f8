// Photographs every screen of the app in a real run: `npm run screenshots`.
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { type Browser, chromium, expect, type Page } from '@playwright/test'
import { findBrowser } from '../../build/setup/browser.mjs'
import { rootPath } from '../../build/setup/paths.mjs'
import { importPaths, settled, videoTitled } from '../support/library.ts'
import { goTo, videoCard } from '../support/person.ts'
import { type ServerUnderTest, startServer } from '../support/server.ts'
import { newLink } from '../support/shared-app.ts'
import { creditsPage, type Footage, placeFootage } from './footage.ts'
import { reducePicture } from './reduce-picture.ts'

const target = join(rootPath, 'docs', 'screenshots')
const maxBytes = 400_000
const usual = { width: 1280, height: 800 }
const large = { width: 2560, height: 1440 }

const taken: string[] = []

interface Studio {
  readonly page: Page
  readonly server: ServerUnderTest
  readonly footage: Footage
  readonly shoot: (name: string) => Promise<void>
}

/** Takes a picture once nothing moves or loads any more. */
const camera =
  (page: Page, folder: string) =>
  async (name: string): Promise<void> => {
    await page.waitForFunction(() => [...document.images].every((image) => image.complete))
    await page.waitForTimeout(600)
    const whole = join(folder, `${name}.png`)
    await page.screenshot({ path: whole, animations: 'disabled', caret: 'hide' })
    const size = await reducePicture(whole, join(target, `${name}.png`), maxBytes)
    taken.push(name)
    process.stdout.write(`${name}.png  ${Math.round(size / 1000)} KB\n`)
  }

const library = async ({ page, shoot, footage }: Studio): Promise<void> => {
  await goTo(page, 'Library')
  await videoCard(page, footage.spoken).click()
  for (const [size, suffix] of [
    [usual, ''],
    [large, '-large'],
  ] as const) {
    await page.setViewportSize(size)
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.mouse.move(0, 0)
      await shoot(`library${suffix}-${colorScheme}`)
    }
  }
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await page.setViewportSize(usual)
}

const sheets = async ({ page, shoot, footage }: Studio): Promise<void> => {
  await videoCard(page, footage.film).click()
  await page.keyboard.press('Space')
  const film = page.getByRole('dialog').getByLabel(footage.film, { exact: true })
  await expect
    .poll(() => film.evaluate((element) => element instanceof HTMLVideoElement && element.currentTime > 0))
    .toBe(true)
  await film.evaluate(async (element) => {
    if (!(element instanceof HTMLVideoElement)) return
    element.pause()
    element.currentTime = 0.4 * element.duration
    await new Promise((resolve) => element.addEventListener('seeked', resolve, { once: true }))
  })
  await shoot('preview')
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+Shift+P')
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused()
  await page.keyboard.type('im')
  await shoot('command-palette')
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await shoot('keyboard')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Needs you…' }).click()
  await expect(page.getByRole('dialog').getByRole('listitem').first()).toBeVisible()
  await shoot('problems')
  await page.keyboard.press('Escape')
}

const search = async ({ page, shoot, footage }: Studio): Promise<void> => {
  const field = page.getByRole('combobox', { name: 'Search', exact: true })
  await field.fill(footage.word)
  const hits = page.getByRole('listbox', { name: /^Results/ }).getByRole('option')
  await expect(hits.first()).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await shoot('search-results')
  await field.fill('elephant parade')
  await expect(page.getByRole('heading', { name: /No caption has/ })).toBeVisible()
  await shoot('search-without-result')
  await field.fill('')
}

const video = async ({ page, shoot, footage, server }: Studio): Promise<void> => {
  const open = async (title: string, share: number): Promise<void> => {
    const { id, durationMs } = await videoTitled(server, title)
    await page.goto(`${server.origin}/video/${id}?t=${Math.round(durationMs * share)}`)
    const film = page.getByRole('main').getByLabel(title, { exact: true })
    await expect
      .poll(() => film.evaluate((element) => element instanceof HTMLVideoElement && element.readyState >= 2), {
        timeout: 60_000,
      })
      .toBe(true)
  }
  await open(footage.film, 0.45)
  await shoot('video')
  await page.keyboard.press('i')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('o')
  await page.keyboard.press('ArrowUp')
  for (let step = 0; step < 9; step += 1) await page.keyboard.press('.')
  for (let turn = 0; turn < 6; turn += 1) await page.keyboard.press('+')
  await shoot('video-zoomed')
  await page.keyboard.press('Shift+Z')
  await open(footage.spoken, 0.3)
  await page.getByRole('tab', { name: 'Transcript' }).click()
  await page.getByRole('button', { name: 'Captions on the picture' }).click()
  await shoot('video-transcript')
}

const models = async ({ page, shoot }: Studio): Promise<void> => {
  await goTo(page, 'Models')
  await expect(page.getByRole('article').first()).toBeVisible()
  await shoot('models')
  await page.setViewportSize(large)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await shoot('models-large-light')
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await page.setViewportSize(usual)
  await page.getByRole('button', { name: 'Import another model…' }).click()
  await shoot('model-import')
  await page.keyboard.press('Escape')
}

const screens = async (page: Page, server: ServerUnderTest, media: string, shots: string): Promise<boolean> => {
  const shoot = camera(page, shots)
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await page.goto(await newLink(server))
  await expect(page.getByRole('heading', { name: 'Drop videos or folders here' })).toBeVisible()
  await shoot('library-empty')

  const footage = await placeFootage(media)
  const studio: Studio = { page, server, footage, shoot }
  const items = await importPaths(server, [media])
  // Some are done, some under way, some wait.
  await expect
    .poll(
      () =>
        page
          .getByRole('option')
          .filter({ hasText: /\d scenes?/ })
          .count(),
      { timeout: 60_000, intervals: [100] },
    )
    .toBeGreaterThan(2)
  await shoot('first-import')
  await goTo(page, 'Activity')
  await shoot('activity')
  await settled(server, items.filter(({ outcome }) => outcome === 'added').length)
  await library(studio)
  await sheets(studio)
  await search(studio)
  await video(studio)
  await models(studio)
  await goTo(page, 'Settings')
  await expect(page.getByRole('combobox', { name: 'Detector' })).toBeVisible()
  await shoot('settings')
  return footage.isReal
}

/** A folder with a short, neutral name, because it is seen in the pictures. */
const neutralFolder = async (name: string): Promise<string> => {
  const path = join(tmpdir(), name)
  if (existsSync(path)) return mkdtemp(`${path}-`)
  await mkdir(path, { recursive: true })
  return path
}

const main = async (): Promise<void> => {
  await mkdir(target, { recursive: true })
  const [videos, libraryPath, shots] = [
    await neutralFolder('Videos'),
    await neutralFolder('GoodCLIPS'),
    await mkdtemp(join(tmpdir(), 'goodclips-shots-')),
  ]
  const executablePath = findBrowser()
  const rootOnly = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  let browser: Browser | undefined
  let server: ServerUnderTest | undefined
  try {
    browser = await chromium.launch({ args: rootOnly, ...(executablePath === null ? {} : { executablePath }) })
    server = await startServer(libraryPath)
    const page = await (await browser.newContext({ viewport: usual })).newPage()
    const isReal = await screens(page, server, videos, shots)
    await writeFile(join(target, 'README.md'), creditsPage(taken, isReal))
  } finally {
    await browser?.close()
    await server?.stop()
    for (const path of [videos, libraryPath, shots]) await rm(path, { recursive: true, force: true, maxRetries: 5 })
  }
}

await main()
