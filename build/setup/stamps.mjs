import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inRoot } from './paths.mjs'

const stampFolder = inRoot('node_modules', '.cache', 'goodclips')

/**
 * What a step noted when it last succeeded, or null.
 * @param {string} name
 * @returns {string | null}
 */
export const readStamp = (name) => {
  try {
    return readFileSync(join(stampFolder, name), 'utf8')
  } catch {
    return null
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
export const writeStamp = (name, value) => {
  mkdirSync(stampFolder, { recursive: true })
  writeFileSync(join(stampFolder, name), value)
}

/**
 * Files below the given files and folders, in a stable order.
 * @param {readonly string[]} paths
 * @param {(path: string) => boolean} keep
 * @returns {string[]}
 */
const listFiles = (paths, keep) => {
  /** @type {string[]} */
  const found = []
  for (const path of paths) {
    if (!existsSync(path)) continue
    try {
      const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
      for (const entry of entries) {
        const child = join(path, entry.name)
        if (entry.isDirectory()) found.push(...listFiles([child], keep))
        else if (keep(child)) found.push(child)
      }
    } catch {
      // Not a folder.
      found.push(path)
    }
  }
  return found
}

/**
 * Hash of names and contents of all files below `paths` (relative to the root); tests do not count.
 * @param {readonly string[]} paths
 */
export const hashOf = (paths) => {
  const hash = createHash('sha256')
  const files = listFiles(
    paths.map((path) => inRoot(path)),
    (path) => !/\.test\.tsx?$/.test(path),
  )
  for (const file of files) {
    hash.update(file.slice(dirname(inRoot('x')).length))
    hash.update('\0')
    hash.update(readFileSync(file))
    hash.update('\0')
  }
  return hash.digest('hex')
}
