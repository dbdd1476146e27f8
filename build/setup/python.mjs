import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { findOnPath, inRoot, isExecutable } from './paths.mjs'
import { runStep } from './run-command.mjs'
import { SetupFailure, say } from './say.mjs'

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
    const { code, output } = runStep(path, ['-c', 'import sys; print(*sys.version_info[:2])'], {
      quiet: true,
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
  say('Bringing uv, which installs Python packages …')
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--upgrade', '--target', uvFolder, uvRequirement]
  runStep(python, pip, { timeoutMs: 300_000 })
  return isExecutable(brought) ? brought : null
}

/** @param {string} python */
const works = (python) => {
  const code = 'import numpy, torch, transformers, goodclips_runners, pytest'
  const env = { ...process.env, PYTHONPATH: project }
  return isExecutable(python) && runStep(python, ['-c', code], { quiet: true, env, timeoutMs: 600_000 }).code === 0
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
  const { output } = runStep(interpreter(folder), ['-c', code], { quiet: true, timeoutMs: 600_000 })
  const [python, torch] = /** @type {string[]} */ (JSON.parse(output.trim().split('\n').at(-1) ?? '[]'))
  const record = { lock: lockDigest(), python, torch, device: null, tests: true, wanted: wantedLock() }
  writeFileSync(join(folder, recordName), `${JSON.stringify(record, null, 2)}\n`)
}

/** @param {string} uv @param {string} folder @param {readonly string[]} extra */
const uvInstall = (uv, folder, extra) => {
  const args = ['pip', 'install', '--python', interpreter(folder), '-r', requirements, ...testTools(), ...extra]
  return runStep(uv, args, { quiet: extra.includes('--dry-run'), timeoutMs: limitMs })
}

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
    const { code, output } = uvInstall(uv, environment, ['--dry-run'])
    if (proven(code === 0 && output.includes('Would make no changes'))) return
  }
  say('Setting up Python with torch and transformers (up to 6 GB of disk) …')
  const fresh = `${environment}.new-${process.pid}`
  try {
    const made =
      uv !== null
        ? runStep(uv, ['venv', '--quiet', '--clear', '--relocatable', '--python', pythonRange, fresh]).code === 0 &&
          uvInstall(uv, fresh, ['--compile-bytecode']).code === 0
        : runStep(machinePython ?? 'python3', ['-m', 'venv', '--clear', fresh]).code === 0 &&
          runStep(interpreter(fresh), ['-m', 'pip', 'install', '--no-input', '-r', requirements, ...testTools()], {
            timeoutMs: limitMs,
          }).code === 0
    if (!made || !works(interpreter(fresh))) {
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
