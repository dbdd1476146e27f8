// Renders resources/icon.svg to resources/icon.png with the browser of the tests: node build/render-icon.ts
import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { chromium } from 'playwright'
import { findBrowser } from './setup/browser.mjs'
import { inRoot } from './setup/paths.mjs'

const size = 1024
const executablePath = findBrowser()
const browser = await chromium.launch({
  ...(executablePath === null ? {} : { executablePath }),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
const page = await browser.newPage({ viewport: { width: size, height: size } })
const svg = await readFile(inRoot('resources', 'icon.svg'), 'utf8')
await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
await page.screenshot({ path: inRoot('resources', 'icon.png'), omitBackground: true })
await browser.close()
