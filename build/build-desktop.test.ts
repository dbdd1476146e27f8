import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { builtinModules, isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import process from 'node:process'
import { parseSync } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { buildDesktop, dataFiles, externalPackages, workerSources } from './build-desktop.ts'
import { inRoot } from './setup/paths.mjs'

let folder: string
let bundle: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goodclips-desktop-'))
  bundle = join(folder, 'dist', 'desktop')
  await buildDesktop(bundle)
  // Where the packages that stay outside of the bundle are found from there.
  await symlink(inRoot('node_modules'), join(folder, 'node_modules'), 'junction')
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** Module names that a bundled file asks for, by `import` or `require`. */
const importedBy = async (name: string): Promise<readonly string[]> => {
  const code = await readFile(join(bundle, name), 'utf8')
  const { module, comments } = parseSync(name, code)
  // Packages show in comments how they are asked for.
  const spoken = comments.toReversed().reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), code)
  const required = [...spoken.matchAll(/\brequire\(["']([^"']+)["']\)/g)].map((match) => match[1] ?? '')
  return [...module.staticImports.map((found) => found.moduleRequest.value), ...required]
}

describe('desktop bundle', () => {
  it('holds main, preload, every worker and every data file in one flat folder', async () => {
    const names = await readdir(bundle)
    const workers = Object.keys(await workerSources())
    expect(workers).toEqual(expect.arrayContaining(['analyse-worker', 'store-worker']))
    expect(names).toEqual(expect.arrayContaining(['main.js', 'preload.cjs', ...workers.map((name) => `${name}.js`)]))
    expect(names).toEqual(expect.arrayContaining((await dataFiles()).map((path) => basename(path))))
  })

  it('asks for nothing but Node, its own parts and the packages that stay outside', async () => {
    const scripts = (await readdir(bundle)).filter((name) => name.endsWith('.js'))
    for (const script of scripts) {
      const foreign = (await importedBy(script)).filter(
        (name) => !isBuiltin(name) && !name.startsWith('./') && !externalPackages.includes(name),
      )
      expect({ script, foreign }).toEqual({ script, foreign: [] })
    }
  })

  it('only main knows Electron', async () => {
    for (const name of Object.keys(await workerSources()))
      expect(await importedBy(`${name}.js`)).not.toContain('electron')
    expect(await importedBy('main.js')).toContain('electron')
  })

  it('has a preload that a sandbox can run: one file that asks for Electron alone', async () => {
    const names = await importedBy('preload.cjs')
    expect([...new Set(names)]).toEqual(['electron'])
    expect(names.filter((name) => builtinModules.includes(name))).toEqual([])
  })
})

const messageSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('loaded'),
    url: z.string(),
    record: z.object({
      calls: z.array(z.string()),
      privileges: z.array(z.unknown()),
      windows: z.array(z.object({ webPreferences: z.record(z.string(), z.unknown()) })),
    }),
  }),
  z.object({
    kind: z.literal('answer'),
    id: z.number(),
    status: z.number(),
    headers: z.record(z.string(), z.string()),
    text: z.string(),
  }),
])
type Message = z.infer<typeof messageSchema>

describe('desktop bundle in plain Node, with a stand-in for Electron', () => {
  let child: ChildProcess
  let loaded: Extract<Message, { kind: 'loaded' }>
  let errors = ''

  const next = async (keep: (message: Message) => boolean): Promise<Message> => {
    const ended = once(child, 'exit').then((exit) => {
      throw new Error(`it ended with ${exit.join(' ')}`)
    })
    ended.catch(() => undefined)
    for (;;) {
      const [raw] = await Promise.race([once(child, 'message'), ended])
      const message = messageSchema.parse(raw)
      if (keep(message)) return message
    }
  }

  let lastId = 0
  const ask = async (url: string, headers: Readonly<Record<string, string>> = {}) => {
    lastId += 1
    const id = lastId
    const answer = next((message) => message.kind === 'answer' && message.id === id)
    child.send({ id, url, method: 'GET', headers })
    const message = await answer
    if (message.kind !== 'answer') throw new Error('not an answer')
    return message
  }

  beforeAll(async () => {
    const hooks = inRoot('build', 'fixtures', 'desktop', 'use-stand-in.mjs')
    const library = join(folder, 'library')
    child = spawn(process.execPath, ['--import', hooks, join(bundle, 'main.js'), folder, '--library', library], {
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      env: { ...process.env, STAND_IN_USER_DATA: folder },
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors += text
    })
    const first = await next((message) => message.kind === 'loaded').catch((cause: unknown) => {
      throw new Error(`the bundle did not open its window:\n${errors}`, { cause })
    })
    if (first.kind === 'loaded') loaded = first
  })

  afterAll(async () => {
    if (child.exitCode !== null) return
    const exited = once(child, 'exit')
    child.disconnect()
    const [code] = await exited
    expect(code).toBe(0)
  })

  it('registers the scheme before Electron is ready, and guards the session before the window opens', () => {
    const { calls } = loaded.record
    expect(calls.indexOf('registerSchemesAsPrivileged')).toBeLessThan(calls.indexOf('ready'))
    expect(calls.indexOf('enableSandbox')).toBeLessThan(calls.indexOf('ready'))
    expect(calls).toEqual(
      expect.arrayContaining(['permissionRequests', 'permissionChecks', 'devices', 'requests', 'handle', 'menu']),
    )
    expect(loaded.url).toBe('goodclips://app/')
  })

  it('opens a sandboxed window with the preload of the bundle', () => {
    const preferences = loaded.record.windows[0]?.webPreferences
    expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false })
    expect(existsSync(String(preferences?.['preload']))).toBe(true)
  })

  it('answers the interface from the library, through the bundled store worker', async () => {
    const stats = await ask('goodclips://app/api/v1/stats')
    expect(stats.status).toBe(200)
    expect(JSON.parse(stats.text)).toMatchObject({ videos: 0, libraryPath: join(folder, 'library') })
    expect(stats.headers['content-security-policy']).toContain("default-src 'none'")
  })

  it('refuses foreign origins', async () => {
    expect((await ask('goodclips://app/api/v1/stats', { origin: 'https://example.com' })).status).toBe(403)
    expect((await ask('goodclips://other/api/v1/stats')).status).toBe(403)
  })
})
