import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inRoot, rootPath } from '../setup/paths.mjs'

const library = mkdtempSync(join(tmpdir(), 'goodclips-dev-'))
const { VITEST: _, ...environment } = process.env
let child: ChildProcess
let link: URL
let cookie = ''

beforeAll(async () => {
  const server = spawn(process.execPath, [inRoot('build', 'dev', 'main.ts'), '--port', '0', '--library', library], {
    cwd: rootPath,
    stdio: ['ignore', 'pipe', 'inherit'],
    // Vite watches no files where it finds itself in a test.
    env: { ...environment, GOODCLIPS_MODELS: join(library, 'models-of-the-test') },
  })
  child = server
  link = new URL(
    await new Promise<string>((resolve) => createInterface({ input: server.stdout }).once('line', resolve)),
  )
  const answer = await fetch(link, { redirect: 'manual' })
  cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
})

afterAll(async () => {
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
  rmSync(library, { recursive: true, force: true })
})

const get = (path: string, headers: Readonly<Record<string, string>> = {}) => fetch(new URL(path, link), { headers })

describe('npm run dev', () => {
  it('serves the page from its sources, with the order of the cascade layers before any style', async () => {
    const page = await (await get('/')).text()
    expect(page).toContain('/@vite/client')
    expect(page).toContain('./main.tsx')
    expect(page.indexOf('@layer tokens,base,parts,screens;')).toBeGreaterThan(0)
    expect((await get('/theme-before-paint.js')).status).toBe(200)
    // The contract lies outside the page's folder.
    const contract = await get(`/@fs${inRoot('electron', 'contract', 'video-routes.ts')}`)
    expect(await contract.text()).toContain('listVideos')
  })

  it('hands requests on to the core for the browser that was let in, and for no other', async () => {
    expect(cookie).toContain('goodclips-')
    const own = { cookie, origin: link.origin }
    expect(await (await get('/api/v1/videos', own)).json()).toMatchObject({ items: [], nextCursor: null })
    const changed = await fetch(new URL('/api/v1/settings', link), {
      method: 'PATCH',
      headers: { ...own, 'content-type': 'application/json' },
      body: JSON.stringify({ theme: 'light' }),
    })
    expect(await changed.json()).toMatchObject({ theme: 'light' })
    expect((await get('/api/v1/videos')).status).toBe(401)
    expect((await get('/api/v1/videos', { cookie, origin: 'http://elsewhere.test' })).status).toBe(403)
  })

  it('hands the event stream on as it comes', async () => {
    const abort = new AbortController()
    const stream = await fetch(new URL('/api/v1/events', link), { headers: { cookie }, signal: abort.signal })
    const reader = stream.body?.getReader()
    let heard = ''
    while (!heard.includes('snapshot')) {
      const part = await reader?.read()
      if (part === undefined || part.done) break
      heard += new TextDecoder().decode(part.value)
    }
    expect(heard).toContain('snapshot')
    abort.abort()
  })

  it('pushes a module that changed into the page', async () => {
    const client = await (await get('/@vite/client')).text()
    const token = /wsToken = "([^"]+)"/.exec(client)?.[1] ?? ''
    expect(await (await get('/ui/button.tsx')).text()).toContain('import.meta.hot')
    const socket = new WebSocket(`ws://${link.host}/?token=${token}`, 'vite-hmr')
    const heard: string[] = []
    socket.addEventListener('message', ({ data }) => heard.push(String(data)))
    try {
      await expect.poll(() => heard.join()).toContain('connected')
      const now = new Date()
      utimesSync(inRoot('renderer', 'ui', 'button.tsx'), now, now)
      await expect.poll(() => heard.join()).toContain('/ui/button.tsx')
    } finally {
      socket.close()
    }
  })
})
