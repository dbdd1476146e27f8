import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { aptInstall, canUseApt, installCommand } from './apt.mjs'
import { findOnPath, isExecutable } from './paths.mjs'
import { SetupFailure } from './say.mjs'

const onPathNames = [
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  'microsoft-edge',
  'microsoft-edge-stable',
]

/** @returns {string[]} */
const fixedPlaces = () => {
  if (process.platform === 'darwin') {
    return [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ]
  }
  if (process.platform !== 'win32') return []
  const roots = [process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']]
  return roots
    .filter((root) => root !== undefined)
    .flatMap((root) => [
      join(root, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(root, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ])
}

/** Newest Chromium that `playwright install` put into its own cache, or null. */
const playwrightChromium = () => {
  const cache =
    process.env['PLAYWRIGHT_BROWSERS_PATH'] ??
    (process.platform === 'darwin'
      ? join(homedir(), 'Library', 'Caches', 'ms-playwright')
      : process.platform === 'win32'
        ? join(process.env['LOCALAPPDATA'] ?? homedir(), 'ms-playwright')
        : join(homedir(), '.cache', 'ms-playwright'))
  if (!existsSync(cache)) return null
  const builds = readdirSync(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)))
  const insides = [
    ['chrome-linux64', 'chrome'],
    ['chrome-linux', 'chrome'],
    ['chrome-mac', 'Chromium.app', 'Contents', 'MacOS', 'Chromium'],
    ['chrome-mac-arm64', 'Google Chrome for Testing.app', 'Contents', 'MacOS', 'Google Chrome for Testing'],
    ['chrome-win64', 'chrome.exe'],
    ['chrome-win', 'chrome.exe'],
  ]
  for (const build of builds) {
    for (const inside of insides) {
      const path = join(cache, build, ...inside)
      if (isExecutable(path)) return path
    }
  }
  return null
}

/**
 * A Chromium-family browser for tests: `GOODCLIPS_BROWSER`, an installed one, else Playwright's own; null when there is none.
 * @returns {string | null}
 */
export const findBrowser = () => {
  const named = process.env['GOODCLIPS_BROWSER']
  if (named !== undefined && named !== '') return named
  for (const name of onPathNames) {
    const path = findOnPath(name)
    if (path !== null) return path
  }
  return fixedPlaces().find(isExecutable) ?? playwrightChromium()
}

/** A browser for the tests of the interface. */
export const ensureBrowser = () => {
  if (findBrowser() !== null) return
  if (canUseApt()) aptInstall(['chromium', 'fonts-noto-core'])
  if (findBrowser() !== null) return
  const command = installCommand({
    apt: 'chromium',
    brew: '--cask google-chrome',
    winget: 'Google.Chrome',
  })
  throw new SetupFailure(
    `The tests of the interface need Chrome, Chromium or Edge. Install one:\n  ${command}\nor: npx playwright install --with-deps chromium`,
  )
}
