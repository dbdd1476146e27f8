import process from 'node:process'
import { findOnPath } from './paths.mjs'
import { runStep } from './run-command.mjs'
import { say } from './say.mjs'

/** Whether packages of the system can be installed here without asking anyone: Debian's apt, as root. */
export const canUseApt = () =>
  process.platform === 'linux' && process.getuid?.() === 0 && findOnPath('apt-get') !== null

/**
 * @param {readonly string[]} packages
 * @returns {boolean} whether all of them are there now
 */
export const aptInstall = (packages) => {
  say(`Installing ${packages.join(', ')} with apt-get …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const updated = runStep('apt-get', ['update', '-qq'], { env })
  if (updated.code !== 0) say('apt-get update failed; trying with the package lists that are there.')
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...packages]
  return runStep('apt-get', args, { env }).code === 0
}

/**
 * The command that a person runs to get a program on this kind of machine.
 * @param {{ apt: string, brew: string, winget: string }} names
 */
export const installCommand = (names) => {
  if (process.platform === 'darwin') return `brew install ${names.brew}`
  if (process.platform === 'win32') return `winget install ${names.winget}`
  return `sudo apt-get update && sudo apt-get install -y ${names.apt}`
}
