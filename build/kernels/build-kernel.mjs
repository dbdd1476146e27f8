// Compiles the `assembly/*.ts` of a kernel to WebAssembly with AssemblyScript; does nothing when it is up to date.
// Node built-ins only. Run by the set-up script, or by hand: node build/kernels/build-kernel.mjs frame-kernel
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inRoot } from '../setup/paths.mjs'

/**
 * Where each kernel lies, the compiler's flags, and the module whose `generate` writes those of its sources that are generated.
 * @type {Readonly<Record<string, { folder: string, generator?: string, flags: readonly string[] }>>}
 */
const kernels = {
  'frame-kernel': {
    folder: 'electron/media/kernel',
    flags: ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert'],
  },
  'scan-kernel': {
    folder: 'electron/vector-index/kernel',
    generator: 'electron/vector-index/kernel/assembly-layout.ts',
    flags: [
      ...['-O3', '--runtime', 'stub', '--noAssert', '--importMemory', '--sharedMemory'],
      // Four GiB; the first page stays empty, so that 0 can mean "none".
      ...['--initialMemory', '2', '--maximumMemory', '65536', '--memoryBase', '1024'],
      ...['--enable', 'simd', '--enable', 'relaxed-simd', '--enable', 'threads'],
    ],
  },
}

/** Path of AssemblyScript's compiler script and its version. */
const findCompiler = async () => {
  const manifestPath = createRequire(import.meta.url).resolve('assemblyscript/package.json')
  const { version } = JSON.parse(await readFile(manifestPath, 'utf8'))
  return { script: join(dirname(manifestPath), 'bin', 'asc.js'), version }
}

/** @param {(string | Buffer)[]} parts */
const sha256 = (...parts) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex')
}

/**
 * Hash of everything that decides the output: sources, flags, compiler version.
 * @param {string} version
 * @param {string} folder
 * @param {readonly string[]} flags
 */
const hashSources = async (version, folder, flags) => {
  const names = (await readdir(join(folder, 'assembly'))).filter((name) => name.endsWith('.ts')).sort()
  const sources = await Promise.all(names.map(async (name) => [name, await readFile(join(folder, 'assembly', name))]))
  return sha256(version, ...flags, ...sources.flat())
}

/** @param {string} path */
const readOrEmpty = (path) => readFile(path).catch(() => Buffer.alloc(0))

/**
 * Builds a kernel unless both sources and output are those of the last build. Resolves to 'built' or 'up-to-date'.
 * @param {string} name
 */
export const buildKernel = async (name) => {
  const kernel = kernels[name]
  if (kernel === undefined) throw new Error(`There is no kernel ${name}; known are ${Object.keys(kernels).join(', ')}.`)
  const folder = inRoot(kernel.folder)
  const { flags, generator } = kernel
  if (generator !== undefined) await (await import(pathToFileURL(inRoot(generator)).href)).generate()
  const wasmPath = join(folder, `${name}.wasm`)
  const stampPath = `${wasmPath}.stamp`
  const { script, version } = await findCompiler()
  const sources = await hashSources(version, folder, flags)
  const stamp = (await readOrEmpty(stampPath)).toString()
  if (stamp === `${sources} ${sha256(await readOrEmpty(wasmPath))}`) return 'up-to-date'
  const partial = `${name}.${process.pid}.wasm`
  /** @type {Buffer[]} */
  const output = []
  const code = await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, 'assembly/index.ts', '--outFile', partial, ...flags], {
      cwd: folder,
    })
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (code !== 0) {
    await rm(join(folder, partial), { force: true })
    throw new Error(`AssemblyScript could not compile ${name}:\n${Buffer.concat(output)}`)
  }
  const wasm = await readFile(join(folder, partial))
  await rename(join(folder, partial), wasmPath)
  await writeFile(stampPath, `${sources} ${sha256(wasm)}`)
  return 'built'
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [name = ''] = process.argv.slice(2)
  process.stdout.write(`${name}: ${await buildKernel(name)}\n`)
}
