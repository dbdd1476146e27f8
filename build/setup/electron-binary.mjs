import { existsSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { inRoot } from './paths.mjs'
import { readStamp, writeStamp } from './stamps.mjs'
import { step } from './step.mjs'

const downloadLimitMs = 20_000
const stampName = 'electron-download'

/**
 * Path of Electron's program when its package has it, or null.
 * @returns {string | null}
 */
export const electronBinary = () => {
  const record = inRoot('node_modules', 'electron', 'path.txt')
  if (!existsSync(record)) return null
  const path = inRoot('node_modules', 'electron', 'dist', ...readFileSync(record, 'utf8').trim().split('/'))
  return existsSync(path) ? path : null
}

/** Whether a window can be shown here. */
export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY'])

/**
 * Electron's program, downloaded when it is missing: at most once a day and never for long, since the app works without it.
 * @param {string} nodePath
 * @returns {{ path: string } | { reason: string }}
 */
export const obtainElectron = (nodePath) => {
  if (!hasDisplay()) return { reason: 'there is no display' }
  const present = electronBinary()
  if (present !== null) return { path: present }
  const today = new Date().toISOString().slice(0, 10)
  const refused = { reason: "Electron's program could not be downloaded" }
  if (readStamp(stampName) === today) return { reason: `${refused.reason} earlier today` }
  const installer = inRoot('node_modules', 'electron', 'install.js')
  const downloaded = step(
    "Downloading Electron's program (at most 20 s)",
    'electron',
    (run) => run(nodePath, [installer], { timeoutMs: downloadLimitMs }),
    { optional: true },
  )
  const brought = electronBinary()
  if (downloaded && brought !== null) return { path: brought }
  writeStamp(stampName, today)
  return refused
}
