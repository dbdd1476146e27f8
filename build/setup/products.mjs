import { existsSync } from 'node:fs'
import { inRoot } from './paths.mjs'
import { SetupFailure } from './say.mjs'
import { hashOf, readStamp, writeStamp } from './stamps.mjs'
import { step } from './step.mjs'

/**
 * Something that is built from sources: built again only when a source or the lock file changed or the product is gone.
 * @typedef {object} Product
 * @property {string} name
 * @property {string} what what the person reads while it is built
 * @property {readonly string[]} sources files and folders relative to the root
 * @property {readonly string[]} outputs files that must exist
 * @property {readonly string[]} command arguments to Node, relative to the root
 */

/** @type {Product} */
export const kernel = {
  name: 'kernel',
  what: 'WebAssembly kernel',
  sources: ['electron/media/kernel/assembly', 'build/kernels/build-kernel.mjs', 'package-lock.json'],
  outputs: ['electron/media/kernel/frame-kernel.wasm'],
  command: ['build/kernels/build-kernel.mjs', 'frame-kernel'],
}

/** @type {Product} */
export const scanKernel = {
  name: 'scan-kernel',
  what: 'WebAssembly kernel of the search',
  sources: [
    'electron/vector-index/arena/memory-layout.ts',
    'electron/vector-index/kernel/assembly-layout.ts',
    'electron/vector-index/kernel/assembly',
    'build/kernels/build-kernel.mjs',
    'package-lock.json',
  ],
  outputs: ['electron/vector-index/kernel/scan-kernel.wasm'],
  command: ['build/kernels/build-kernel.mjs', 'scan-kernel'],
}

/** @type {Product} */
export const renderer = {
  name: 'renderer',
  what: 'interface',
  sources: ['renderer', 'electron/contract', 'electron/domain', 'vite.config.ts', 'package-lock.json'],
  outputs: ['dist/renderer/index.html'],
  command: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
}

/** @type {Product} */
export const desktop = {
  name: 'desktop',
  what: 'desktop host',
  sources: ['electron', 'build/build-desktop.ts', 'package-lock.json'],
  outputs: ['dist/desktop/main.js', 'dist/desktop/preload.cjs'],
  command: ['build/build-desktop.ts'],
}

/**
 * @param {Product} product
 * @param {string} nodePath
 */
export const ensureProduct = (product, nodePath) => {
  const script = inRoot(product.command[0] ?? '')
  if (!existsSync(script)) throw new SetupFailure(`${product.command[0]} is missing in this checkout.`)
  const hash = hashOf(product.sources)
  const isThere = product.outputs.every((path) => existsSync(inRoot(path)))
  if (isThere && readStamp(product.name) === hash) return
  const built = step(`Building the ${product.what}`, product.name, (run) =>
    run(nodePath, [script, ...product.command.slice(1)]),
  )
  if (!built) throw new SetupFailure(`The ${product.what} could not be built; the lines above say why.`)
  writeStamp(product.name, hash)
}
