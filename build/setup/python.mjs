import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { findOnPath, inRoot, isExecutable } from './paths.mjs'
import { askCommand } from './run-command.mjs'
import { SetupFailure } from './say.mjs'
import { step } from './step.mjs'

// The checkout's Python environment with the tools of the tests. The app makes one of its own kind at the first use of a
// model (electron/runners/python), and reads and writes the same record.

const uvRequirement = 'uv>=0.9,<1'
const pythonRange = '>=3.10,<3.15'
const oldestMinor = 10
const limitMs = 60 * 60_000
const windows = process.platform === 'win32'

const project = inRoot('native-runners')
const environment = join(project, '.venv')
const requirements = join(project, 'requirements.txt')
const recordName = 'goodclips-environment.json'
const uvFolder = inRoot('.cache', 'uv')

/** @param {string} folder */
const interpreter = (folder) => (windows ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python'))

/** Python of the checkout's environment. */
export const environmentPython = () => interpreter(environment)

const lockDigest = () => createHash('sha256').update(readFileSync(requirements)).digest('hex')

/** @returns {{ lock?: string, tests?: boolean }} */
const readRecord = () => {
  try {
    return JSON.parse(readFileSync(join(environment, recordName), 'utf8'))
  } catch {
    return {}
  }
}

/** Pinned tools of the dependency group `test`. */
const testTools = () => {
  const group = /^test = \[([^\]]*)\]/m.exec(readFileSync(join(project, 'pyproject.toml'), 'utf8'))?.[1] ?? ''
  return [...group.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? '')
}

/** Both, so that a tool whose pin changed is brought too. */
const wantedLock = () => `${lockDigest()} ${testTools().join(' ')}`

/** @returns {string | null} Python 3.10 or newer of the machine */
const findPython = () => {
  for (const name of ['python3', 'python']) {
    const path = findOnPath(name)
    if (path === null) continue
    const { code, output } = askCommand(path, ['-c', 'import sys; print(*sys.version_info[:2])'], {
      timeoutMs: 30_000,
    })
    const [major, minor] = output.trim().split(' ').map(Number)
    if (code === 0 && major === 3 && (minor ?? 0) >= oldestMinor) return path
  }
  return null
}

/** @param {string | null} python @returns {string | null} uv of the machine, or brought into the checkout's cache */
const findUv = (python) => {
  const brought = join(uvFolder, 'bin', windows ? 'uv.exe' : 'uv')
  const present = findOnPath('uv') ?? (isExecutable(brought) ? brought : null)
  if (present !== null || python === null) return present
  const pip = ['-m', 'pip', 'install', '--no-input', '--upgrade', '--target', uvFolder, uvRequirement]
  // Without it, pip itself installs everything, only slower.
  step('Bringing uv, which installs Python packages', 'uv', (run) => run(python, pip, { timeoutMs: 300_000 }), {
    optional: true,
  })
  return isExecutable(brought) ? brought : null
}

/** @param {string} python @param {import('./step.mjs').RunLogged} [run] notes in a log why it does not */
const works = (python, run = (...call) => askCommand(...call).code === 0) => {
  const code = 'import numpy, torch, transformers, goodclips_runners, pytest'
  const env = { ...process.env, PYTHONPATH: project }
  return isExecutable(python) && run(python, ['-c', code], { env, timeoutMs: 600_000 })
}

/** @param {boolean} complete whether nothing has to be added to make it what the lock says */
const proven = (complete) => {
  if (!complete || !works(environmentPython())) return false
  writeRecord(environment)
  return true
}

/** @param {string} folder */
const writeRecord = (folder) => {
  const code = 'import json, platform, torch; print(json.dumps([platform.python_version(), torch.__version__]))'
  const { output } = askCommand(interpreter(folder), ['-c', code], { timeoutMs: 600_000 })
  const [python, torch] = /** @type {string[]} */ (JSON.parse(output.trim().split('\n').at(-1) ?? '[]'))
  const record = { lock: lockDigest(), python, torch, device: null, tests: true, wanted: wantedLock() }
  writeFileSync(join(folder, recordName), `${JSON.stringify(record, null, 2)}\n`)
}

/** Arguments of uv that bring a folder to the lock, and with it the tools. @param {string} folder @param {readonly string[]} tools */
const uvInstall = (folder, tools) => [
  'pip',
  'install',
  '--python',
  interpreter(folder),
  '-r',
  requirements,
  '--compile-bytecode',
  ...tools,
]

/** Whether the environment has all of this already. @param {string} uv @param {readonly string[]} tools */
const holds = (uv, tools) => {
  const { code, output } = askCommand(uv, [...uvInstall(environment, tools), '--dry-run'], { timeoutMs: limitMs })
  return code === 0 && output.includes('Would make no changes')
}

/**
 * What the app runs with is there, so that only tools of the tests have to come: the environment may stay in its place.
 * @param {string} uv
 */
const addTools = (uv) =>
  holds(uv, []) &&
  step('Adding the tools of the Python tests', 'python-tools', (run) =>
    run(uv, uvInstall(environment, testTools()), { timeoutMs: limitMs }),
  )

/**
 * The Python environment of the checkout. Made beside the old one and put in its place when it works.
 * @returns {void}
 */
export const ensurePython = () => {
  const record = /** @type {{ wanted?: string }} */ (readRecord())
  if (record.wanted === wantedLock() && isExecutable(environmentPython())) return
  const machinePython = findPython()
  const uv = findUv(machinePython)
  if (uv === null && machinePython === null) {
    throw new SetupFailure(
      'GoodCLIPS needs Python 3.10 or newer for its models, with pip. Install it from https://www.python.org/downloads/\n' +
        '(Debian and Ubuntu: sudo apt-get install -y python3 python3-venv python3-pip) and run the same command again.',
    )
  }
  if (uv !== null && isExecutable(environmentPython())) {
    if (proven(holds(uv, testTools()) || addTools(uv))) return
  }
  const fresh = `${environment}.new-${process.pid}`
  try {
    const made = step('Setting up Python with torch and transformers (up to 6 GB of disk)', 'python', (run) => {
      const packages = ['-r', requirements, ...testTools()]
      const installed =
        uv !== null
          ? run(uv, ['venv', '--clear', '--relocatable', '--python', pythonRange, fresh]) &&
            run(uv, uvInstall(fresh, testTools()), { timeoutMs: limitMs })
          : run(machinePython ?? 'python3', ['-m', 'venv', '--clear', fresh]) &&
            run(interpreter(fresh), ['-m', 'pip', 'install', '--no-input', ...packages], { timeoutMs: limitMs })
      return installed && works(interpreter(fresh), run)
    })
    if (!made) {
      throw new SetupFailure(
        'Python’s libraries could not be installed; the lines above say why. If they speak of the network, check the\n' +
          'connection or the proxy and run the same command again: what was downloaded is kept.',
      )
    }
    writeRecord(fresh)
    const old = `${environment}.old-${process.pid}`
    if (existsSync(environment)) renameSync(environment, old)
    renameSync(fresh, environment)
    rmSync(old, { recursive: true, force: true })
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}
