import { existsSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { findOnPath, inRoot, isExecutable, machinePath } from './paths.mjs'
import { SetupFailure } from './say.mjs'
import { step } from './step.mjs'

/** Node release line that runs the TypeScript sources as they are. */
const wantedNodeMajor = 24

/**
 * @param {string} path
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }>}
 */
const lockedPackages = (path) => JSON.parse(readFileSync(path, 'utf8')).packages ?? {}

/** Whether node_modules holds what package-lock.json names; npm writes its own record last, so a broken install does not count. */
const packagesAreCurrent = () => {
  const installedRecord = inRoot('node_modules', '.package-lock.json')
  if (!existsSync(installedRecord)) return false
  const wanted = lockedPackages(inRoot('package-lock.json'))
  const installed = lockedPackages(installedRecord)
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const found = installed[path]
    // Optional packages are those of other platforms: npm leaves them out.
    return found === undefined ? entry.optional === true || entry.devOptional === true : found.version === entry.version
  })
}

/** @param {import('./step.mjs').RunLogged} run @param {readonly string[]} args */
const npm = (run, args) =>
  run('npm', args, { env: { ...process.env, PATH: machinePath() }, shell: process.platform === 'win32' })

/** Brings the project's packages exactly as locked. Install scripts stay off: none of them is needed but Node's own. */
export const ensurePackages = () => {
  if (packagesAreCurrent()) return
  // Windows cannot delete the running node.exe that `npm ci` would replace.
  const runsInside = process.execPath.startsWith(inRoot('node_modules'))
  const command = process.platform === 'win32' && runsInside ? ['install', '--no-save'] : ['ci']
  const installed = step('Installing the packages of the project (npm ci)', 'npm', (run) =>
    npm(run, [...command, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']),
  )
  if (!installed) {
    throw new SetupFailure(
      'The packages could not be installed. If the lines above speak of the network (ENOTFOUND, ETIMEDOUT, ECONNREFUSED),\n' +
        'check the connection or the proxy (npm config get registry, HTTPS_PROXY) and run the same command again.',
    )
  }
}

const localNodePath = () => inRoot('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/**
 * Path of the Node that runs the scripts: the one that the `node` package brings, else this one when it is new enough.
 * @returns {string}
 */
export const ensureNode = () => {
  const local = localNodePath()
  if (isExecutable(local)) return local
  const brought = step(`Bringing Node ${wantedNodeMajor} into node_modules`, 'node', (run) => {
    // npm 11 keeps install scripts back; `rebuild` runs that of the one package that needs it.
    npm(run, ['rebuild', 'node', '--loglevel=error'])
    if (isExecutable(local)) return true
    run(findOnPath('node') ?? process.execPath, ['installArchSpecificPackage.js'], {
      cwd: inRoot('node_modules', 'node'),
      env: { ...process.env, PATH: machinePath() },
    })
    return isExecutable(local)
  })
  if (brought) return local
  if (Number(process.versions.node.split('.')[0]) >= wantedNodeMajor) return process.execPath
  throw new SetupFailure(
    `GoodCLIPS runs on Node ${wantedNodeMajor}; this is ${process.version} and the \`node\` package could not be brought.\n` +
      'Check the connection and run the same command again, or install Node 24 from https://nodejs.org/.',
  )
}
