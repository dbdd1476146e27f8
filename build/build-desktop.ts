// Bundles the desktop host: dist/desktop/main.js, its workers beside it, preload.cjs, and the data files they read.
import { copyFile, glob, mkdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { build, type InlineConfig } from 'vite'
import { inRoot } from './setup/paths.mjs'

/** What stays outside of the bundle: Electron itself and packages with native parts. */
export const externalPackages: readonly string[] = ['electron', 'better-sqlite3', 'sqlite-vec']

/** Where the bundle lies. */
export const desktopFolder = inRoot('dist', 'desktop')

/** Electron 45 runs Node 24; nothing has to be translated for older ones. */
const target = 'node24'

const found = async (pattern: string): Promise<readonly string[]> => {
  const paths: string[] = []
  for await (const path of glob(pattern, { cwd: inRoot('electron') })) {
    if (!path.includes('fixtures') && !path.includes('.test.')) paths.push(inRoot('electron', path))
  }
  return paths.sort()
}

/** Entry name → source; names are flat, because `workerEntry` looks for workers beside the file that starts them. */
const byFlatName = (paths: readonly string[], suffix: string): Readonly<Record<string, string>> => {
  const entries = paths.map((path) => [basename(path, suffix), path] as const)
  const names = new Set(entries.map(([name]) => name))
  if (names.size < entries.length) throw new Error(`two files share a name: ${paths.join(', ')}`)
  return Object.fromEntries(entries)
}

/** Worker scripts: every `*-worker.ts` of the core. */
export const workerSources = async (): Promise<Readonly<Record<string, string>>> =>
  byFlatName(await found('**/*-worker.ts'), '.ts')

/** Data files that the code reads from beside itself. */
export const dataFiles = async (): Promise<readonly string[]> => {
  const paths = [...(await found('**/*.wasm')), ...(await found('**/*.sql'))]
  return Object.values(byFlatName(paths, ''))
}

const bundle = (options: {
  readonly input: Readonly<Record<string, string>>
  readonly format: 'es' | 'cjs'
  readonly outDir: string
}): InlineConfig => ({
  configFile: false,
  root: inRoot(),
  publicDir: false,
  logLevel: 'warn',
  // fluent-ffmpeg would otherwise look for a build of itself that its package does not hold.
  define: { 'process.env.FLUENTFFMPEG_COV': '""' },
  ssr: { noExternal: true, external: [...externalPackages], target: 'node' },
  build: {
    ssr: true,
    target,
    outDir: options.outDir,
    emptyOutDir: false,
    minify: false,
    sourcemap: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { ...options.input },
      external: [...externalPackages],
      output: {
        format: options.format,
        entryFileNames: options.format === 'es' ? '[name].js' : '[name].cjs',
        chunkFileNames: 'part-[name]-[hash].js',
      },
    },
  },
})

/** Builds everything anew into `outDir`. */
export const buildDesktop = async (outDir: string = desktopFolder): Promise<void> => {
  await rm(outDir, { recursive: true, force: true })
  await mkdir(outDir, { recursive: true })
  const host = (name: string) => inRoot('electron', 'hosts', 'desktop', name)
  await build(bundle({ input: { main: host('main.ts'), ...(await workerSources()) }, format: 'es', outDir }))
  // A sandboxed preload script is one CommonJS file that can require nothing but Electron.
  await build(bundle({ input: { preload: host('preload.ts') }, format: 'cjs', outDir }))
  for (const path of await dataFiles()) await copyFile(path, join(outDir, basename(path)))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildDesktop()
