import process from 'node:process'
import { findOnPath } from './paths.mjs'
import { step } from './step.mjs'

/** Whether packages of the system can be installed here without asking anyone: Debian's apt, as root. */
export const canUseApt = () =>
  process.platform === 'linux' && process.getuid?.() === 0 && findOnPath('apt-get') !== null

/** Another installation that holds apt's lock (a machine that has just started updates itself) is waited for. */
const patient = ['-o', 'DPkg::Lock::Timeout=300']

/**
 * @param {readonly string[]} packages
 * @returns {boolean} whether all of them are there now
 */
export const aptInstall = (packages) =>
  step(`Installing ${packages.join(', ')} with apt-get`, `apt-${packages[0]}`, (run) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    // When the lists cannot be renewed, those that are there may do.
    run('apt-get', [...patient, 'update'], { env })
    return run('apt-get', [...patient, 'install', '-y', '--no-install-recommends', ...packages], { env })
  })

/**
 * The command that a person runs to get a program on this kind of machine.
 * @param {{ apt: string, brew: string, winget: string }} names
 */
export const installCommand = (names) => {
  if (process.platform === 'darwin') return `brew install ${names.brew}`
  if (process.platform === 'win32') return `winget install ${names.winget}`
  return `sudo apt-get update && sudo apt-get install -y ${names.apt}`
}
