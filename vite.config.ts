import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const fromRoot = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const layerOrder = '@layer tokens,base,parts,screens;'

/** Says the order of the cascade layers before any rule, whatever order the parts of the style sheet end up in. */
const layersFirst = (): Plugin => ({
  name: 'layers-first',
  apply: 'build',
  generateBundle: {
    order: 'post',
    handler: (_options, bundle) => {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue
        file.source = `${layerOrder}${String(file.source)}`
      }
    },
  },
})

/** Puts a small classic script into the head: a module would run only after the first paint, and inline ones may not run. */
const themeBeforePaint = (): Plugin => ({
  name: 'theme-before-paint',
  apply: 'build',
  async buildStart() {
    const source = await readFile(fromRoot('./renderer/theme-before-paint.js'))
    this.emitFile({ type: 'asset', name: 'theme-before-paint.js', source })
  },
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle }) => {
      const file = Object.keys(bundle ?? {}).find((name) => name.includes('theme-before-paint'))
      if (file === undefined) throw new Error('the bundle has no theme-before-paint.js')
      return [{ tag: 'script', attrs: { src: `/${file}` }, injectTo: 'head' }]
    },
  },
})

/** What the two above do for the built page, for the page of the development server: it may have inline styles. */
const developmentHead = (): Plugin => ({
  name: 'development-head',
  apply: 'serve',
  transformIndexHtml: () => [
    { tag: 'style', children: layerOrder, injectTo: 'head-prepend' },
    { tag: 'script', attrs: { src: '/theme-before-paint.js' }, injectTo: 'head' },
  ],
})

/** What the first screen shares with others: path beginnings below the repository. */
const sharedAtStart = [
  'electron/contract/',
  'renderer/client/',
  'renderer/stores/',
  'renderer/widgets/actions/',
  'renderer/widgets/modalities/',
  'renderer/widgets/search/',
  'renderer/ui/button.',
  'renderer/ui/class-names.',
  'renderer/ui/format.',
  'renderer/ui/menu.',
  'renderer/ui/state-chip.',
  'node_modules/react',
  'node_modules/wouter/',
  'node_modules/zustand/',
] as const
/** The frame around lucide's icons, not the icons themselves: those go where they are used. */
const iconFrame = /node_modules\/lucide-react\/dist\/esm\/[A-Za-z]+\./

/** Whether a module belongs to the part that the first screen shares with others. */
const isSharedAtStart = (id: string): boolean => {
  const path = relative(fromRoot('.'), id).replaceAll('\\', '/')
  return sharedAtStart.some((start) => path.startsWith(start)) || iconFrame.test(path)
}

// biome-ignore lint/style/noDefaultExport: Vite reads its configuration from the default export
export default defineConfig({
  root: fromRoot('./renderer'),
  base: '/',
  publicDir: false,
  cacheDir: fromRoot('./node_modules/.cache/vite'),
  plugins: [react(), layersFirst(), themeBeforePaint(), developmentHead()],
  // The contract lies beside the page's folder.
  server: { fs: { allow: [fromRoot('.')] } },
  build: {
    outDir: fromRoot('./dist/renderer'),
    emptyOutDir: true,
    target: 'es2024',
    // The Content-Security-Policy allows neither inline scripts nor inline styles nor data: URLs.
    assetsInlineLimit: 0,
    // One style sheet: the order of the cascade layers is said at its start, and a screen fetched later must not change it.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // zod with what forbids it to compile code, in one part: it runs before any part that makes a schema.
        // What the first screen shares with later ones, in one part too: a dozen small files cost more than they weigh.
        codeSplitting: {
          groups: [
            { name: 'zod', test: /node_modules[\\/]zod[\\/]|zod-without-eval/, priority: 2 },
            { name: 'shared', test: isSharedAtStart, minShareCount: 2, priority: 1 },
          ],
        },
      },
    },
    sourcemap: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
  },
})
