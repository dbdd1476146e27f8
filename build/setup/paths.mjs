import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, dirname, join, sep } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

/** Root folder of the checkout. */
export const rootPath = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** @param {string[]} parts */
export const inRoot = (...parts) => join(rootPath, ...parts)

/**
 * First executable of that name on the PATH, or null.
 * @param {string} name
 * @returns {string | null}
 */
export const findOnPath = (name) => {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : ['']
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const suffix of suffixes) {
      const candidate = join(folder, name + suffix)
      if (folder !== '' && isExecutable(candidate)) return candidate
    }
  }
  return null
}

/**
 * Whether a regular file is there that this user may run.
 * @param {string} path
 */
export const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** PATH without any `node_modules/.bin`: finds the machine's own npm and Node, never those that a step replaces. */
export const machinePath = () =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.endsWith(`node_modules${sep}.bin`) && !folder.includes('node-gyp-bin'))
    .join(delimiter)
