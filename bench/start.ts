import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { chromium } from 'playwright'
import { findBrowser } from '../build/setup/browser.mjs'
import { serverFileSchema } from '../electron/contract/index.ts'
import { measureBareServer } from './start/bare-server.ts'
import { generateLibrary } from './start/generate-library.ts'
import { measurePaint, measureScroll } from './start/page-measures.ts'

const repository = path.resolve(import.meta.dirname, '..')
const runs = 5
const shape = { videos: 2000, scenesPerVideo: 50 }

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

interface Running {
  readonly child: ChildProcess
  readonly apiMs: number
  readonly url: string
  readonly token: string
  readonly openUrl: string
}

const hosts = new Set<ChildProcess>()
process.on('exit', () => {
  for (const host of hosts) host.kill('SIGKILL')
})

/** Starts the serving host and waits until an authenticated request is answered. */
const startHost = async (library: string): Promise<Running> => {
  const serverFile = path.join(library, 'server.json')
  await rm(serverFile, { force: true })
  const started = performance.now()
  const child = spawn(
    process.execPath,
    [path.join(repository, 'electron/hosts/server/main.ts'), '--no-open', '--port', '0', '--library', library],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  hosts.add(child)
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8')
  })
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`)
    if (existsSync(serverFile) && output.includes('/open?code=')) break
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const { url, token } = serverFileSchema.parse(JSON.parse(await readFile(serverFile, 'utf8')))
  const answer = await fetch(new URL('/api/v1/videos?limit=100', url), {
    headers: { authorization: `Bearer ${token}` },
  })
  const page: unknown = await answer.json()
  if (!answer.ok || page === null) throw new Error(`the API answered ${answer.status}`)
  const openUrl = /https?:\/\/\S+\/open\?code=\S+/.exec(output)?.[0] ?? url
  return { child, apiMs: performance.now() - started, url, token, openUrl }
}

const stop = async (running: Running): Promise<void> => {
  const ended = new Promise((resolve) => running.child.once('exit', resolve))
  running.child.kill('SIGTERM')
  await ended
  hosts.delete(running.child)
}

const residentMb = async (pid: number | undefined): Promise<number> => {
  if (pid === undefined || process.platform !== 'linux') return Number.NaN
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}

say(
  `Library of ${shape.videos} videos, ${shape.videos * shape.scenesPerVideo} scenes (generated rows and small pictures) …`,
)
const library = await generateLibrary(path.join(repository, '.cache', 'bench'), shape)

const bare: number[] = []
const api: number[] = []
for (let i = 0; i < runs; i += 1) {
  bare.push(await measureBareServer())
  const running = await startHost(library)
  api.push(running.apiMs)
  await stop(running)
}
say(
  `API answers a page of videos after ${median(api).toFixed(0)} ms (runs: ${api.map((ms) => ms.toFixed(0)).join(' ')}); aim ≤ 1500`,
)
say(
  `  ${(median(api) / median(bare)).toFixed(2)} × a bare Node HTTP server (${median(bare).toFixed(0)} ms) in the same run`,
)

const browserPath = findBrowser()
if (browserPath === null) throw new Error('needs Chrome, Chromium or Edge')
const browser = await chromium.launch({
  executablePath: browserPath,
  args: [
    '--no-sandbox',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ],
})
try {
  const paints: number[] = []
  const shown: number[] = []
  for (let i = 0; i < runs; i += 1) {
    const running = await startHost(library)
    const { firstPaintMs, videosMs } = await measurePaint(browser, running.openUrl)
    paints.push(running.apiMs + firstPaintMs)
    shown.push(running.apiMs + videosMs)
    await stop(running)
  }
  say(
    `Process start to first paint of content: ${median(paints).toFixed(0)} ms (runs: ${paints.map((ms) => ms.toFixed(0)).join(' ')}); aim ≤ 1500`,
  )
  say(
    `  to the first videos on show: ${median(shown).toFixed(0)} ms (runs: ${shown.map((ms) => ms.toFixed(0)).join(' ')})`,
  )

  const running = await startHost(library)
  const scroll = await measureScroll(browser, running.openUrl)
  say(
    `Scrolling the grid: ${scroll.framesPerSecond.toFixed(1)} frames/s (${(scroll.framesPerSecond / scroll.idleFramesPerSecond).toFixed(3)} × an empty page's ${scroll.idleFramesPerSecond.toFixed(1)}), ` +
      `longest frame ${scroll.longestFrameMs.toFixed(0)} ms, ${scroll.cardsSeen} cards seen; aim ≥ 58`,
  )
  say(`Resident memory of the core after scrolling: ${(await residentMb(running.child.pid)).toFixed(0)} MB; aim ≤ 400`)
  await stop(running)
} finally {
  await browser.close()
}
