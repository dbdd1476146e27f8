import { execFile } from 'node:child_process'
import { access, mkdir, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type TinyProject, tinyProject } from './fixtures/tiny-project.ts'
import { makeEnvironment } from './make-environment.ts'
import { createPythonRuntime, type PythonRuntimeOptions } from './python-runtime.ts'

// uv where the set-up of the tests has put it, unless it is on the PATH.
const cache = fileURLToPath(new URL('../../../.cache', import.meta.url))
const never = new AbortController().signal

const runtimeOf = (project: TinyProject, changes: Partial<PythonRuntimeOptions> = {}) =>
  createPythonRuntime({
    folder: join(project.folder, 'Python'),
    perLock: false,
    nativeRunners: project.nativeRunners,
    cache,
    bundledUv: null,
    wheels: project.wheels,
    ambient: process.env,
    smokeModel: async () => null,
    onChange: () => {},
    log: () => {},
    make: (plan) => makeEnvironment({ ...plan, neededBytes: 1_000_000 }),
    ...changes,
  })

const leftovers = async (project: TinyProject): Promise<readonly string[]> =>
  (await readdir(project.folder)).filter((name) => name.startsWith('Python.'))

describe('the Python environment', () => {
  it('is made once from a folder of wheels, however many ask, and kept', async () => {
    const project = await tinyProject()
    const received: string[] = []
    const runtime = runtimeOf(project, { onChange: () => received.push('changed') })
    expect(await runtime.get()).toMatchObject({ state: 'absent', path: null, error: null })
    const asked = [runtime.python(never), runtime.python(never)]
    expect(await runtime.get()).toMatchObject({ state: 'installing' })
    const [first, second] = await Promise.all(asked)
    expect(first).toEqual(second)
    expect(first?.ok).toBe(true)
    expect(await runtime.get()).toMatchObject({ state: 'ready', torch: '1.0', device: 'Test', progress: null })
    expect(received.length).toBeGreaterThan(2)
    expect(await leftovers(project)).toEqual([])
    // Another process finds it.
    const again = runtimeOf(project, { make: () => Promise.reject(new Error('made twice')) })
    expect(await again.python(never)).toEqual(first)
  })

  it('is replaced when the lock changed, but only by one that works', async () => {
    const project = await tinyProject()
    const old = await runtimeOf(project).python(never)
    await project.require('goodclips-tiny==2.0')
    await project.setBroken(true)
    const runtime = runtimeOf(project)
    expect(await runtime.python(never)).toMatchObject({ ok: false, error: { message: 'It does not embed.' } })
    expect(await runtime.get()).toMatchObject({ state: 'failed', error: { code: 'environment' } })
    if (old.ok) await access(old.value)
    await project.setBroken(false)
    expect((await runtime.python(never)).ok).toBe(true)
    expect(await runtime.get()).toMatchObject({ state: 'ready', torch: '2.0', error: null })
    expect(await leftovers(project)).toEqual([])
  })

  it('has a place of its own for every lock when the app is packed', async () => {
    const project = await tinyProject()
    const runtime = runtimeOf(project, { perLock: true })
    const python = await runtime.python(never)
    expect(python.ok && python.value.startsWith(join(project.folder, 'Python'))).toBe(true)
    expect((await runtime.get()).path).toMatch(/Python[\\/][0-9a-f]{16}$/)
  })

  it('can be cancelled; who waits for it hears so, and it can be begun again', async () => {
    const project = await tinyProject()
    const runtime = runtimeOf(project)
    const waiting = runtime.python(never)
    await expect.poll(async () => (await runtime.get()).state).toBe('installing')
    runtime.cancel()
    expect(await waiting).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    expect(await runtime.get()).toMatchObject({ state: 'absent', error: null, progress: null })
    expect(await leftovers(project)).toEqual([])
    const impatient = new AbortController()
    const second = runtime.python(impatient.signal)
    await expect.poll(async () => (await runtime.get()).state).toBe('installing')
    impatient.abort()
    expect(await second).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    // The set-up itself goes on for the others.
    expect((await runtime.python(never)).ok).toBe(true)
  })

  it('names what is missing', async () => {
    const project = await tinyProject()
    await project.require('goodclips-tiny==3.0')
    expect(await runtimeOf(project).python(never)).toMatchObject({ ok: false, error: { code: 'packages_missing' } })
    const noRoom = runtimeOf(project, { make: (plan) => makeEnvironment({ ...plan, neededBytes: 1e18 }) })
    expect(await noRoom.python(never)).toMatchObject({ ok: false, error: { code: 'disk_full' } })
    const empty = join(project.folder, 'no programs')
    await mkdir(empty)
    const bare = runtimeOf(project, { cache: empty, ambient: { PATH: empty } })
    expect(await bare.python(never)).toMatchObject({ ok: false, error: { code: 'python_missing' } })
    const lost = runtimeOf({ ...project, nativeRunners: join(project.folder, 'gone') })
    expect(await lost.python(never)).toMatchObject({ ok: false, error: { code: 'environment' } })
    expect(await lost.get()).toMatchObject({ state: 'failed', path: null })
  })

  it('is made by venv and pip where uv cannot be had', async (context) => {
    const interpreter = await realPython()
    if (interpreter === null) context.skip('this system’s Python has no venv')
    const project = await tinyProject()
    const programs = join(project.folder, 'programs')
    await mkdir(programs)
    await symlink(interpreter ?? '', join(programs, 'python3'))
    const runtime = runtimeOf(project, {
      cache: join(project.folder, 'cache'),
      ambient: { PATH: programs, PIP_NO_INDEX: '1' },
    })
    expect((await runtime.python(never)).ok).toBe(true)
    expect(await runtime.get()).toMatchObject({ state: 'ready', torch: '1.0' })
  })
})

/** The interpreter behind shims and environments, when it can make environments. */
const realPython = async (): Promise<string | null> => {
  const code = 'import ensurepip, os, sys; print(os.path.realpath(sys.executable))'
  const found = await promisify(execFile)('python3', ['-c', code]).catch(() => null)
  return found === null ? null : found.stdout.trim()
}
