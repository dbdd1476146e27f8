import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { type ElectronApplication, _electron as electron, expect, type Page, test } from '@playwright/test'
import { electronBinary } from '../build/setup/electron-binary.mjs'
import { rootPath } from '../build/setup/paths.mjs'

// Runs only where Electron's program is installed and there is a display; `npm test` says so when it does not.
const binary = electronBinary()

let folder: string
let app: ElectronApplication
let page: Page

test.beforeAll(async () => {
  test.skip(binary === null, "Electron's program is not here")
  folder = await mkdtemp(join(tmpdir(), 'goodclips-electron-'))
  const rootOnly = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
  app = await electron.launch({
    ...(binary === null ? {} : { executablePath: binary }),
    args: [...rootOnly, `--user-data-dir=${join(folder, 'user')}`, rootPath, '--library', join(folder, 'library')],
  })
  page = await app.firstWindow()
  await page.waitForLoadState('domcontentloaded')
})

test.afterAll(async () => {
  await app?.close()
  if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

test('shows the library under its own scheme', async () => {
  expect(page.url()).toMatch(/^goodclips:\/\/app\//)
  const status = await page.evaluate(async () => (await fetch('/api/v1/stats')).status)
  expect(status).toBe(200)
})

test('gives the page the bridge and nothing of Node or Electron', async () => {
  const seen = await page.evaluate(() => ({
    bridge: Object.keys(Reflect.get(window, 'goodclips') ?? {}).sort(),
    leaks: ['process', 'require', 'module', 'Buffer', 'electron'].filter((name) => Reflect.has(window, name)),
  }))
  expect(seen).toEqual({
    bridge: [
      ...['onFilesOpened', 'onMenuAction', 'onPlaceOpened', 'openDialog', 'openFile', 'pathsForFiles'],
      ...['revealInFolder', 'setMenuState'],
    ],
    leaks: [],
  })
})

test('refuses a file that a script made', async () => {
  const paths = await page.evaluate(() => {
    const bridge: unknown = Reflect.get(window, 'goodclips')
    const pathsForFiles: unknown = Reflect.get(Object(bridge), 'pathsForFiles')
    return typeof pathsForFiles === 'function' ? pathsForFiles([new File(['x'], '/etc/passwd')]) : 'missing'
  })
  expect(paths).toEqual([null])
})

test('reaches nothing outside, opens no window and does not leave', async () => {
  const outcome = await page.evaluate(async () => ({
    fetched: await fetch('https://example.com/').then(
      () => true,
      () => false,
    ),
    // biome-ignore lint/plugin: that it opens nothing is what is tested
    opened: window.open('https://example.com/') !== null,
  }))
  expect(outcome).toEqual({ fetched: false, opened: false })
  await page.evaluate(() => location.assign('https://example.com/')).catch(() => undefined)
  expect(page.url()).toMatch(/^goodclips:\/\/app\//)
  expect(app.windows()).toHaveLength(1)
})
