import { builtinModules } from 'node:module'
import { layers, testFiles } from './layers.mjs'

const literally = (/** @type {string} */ text) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')
const packagePath = (/** @type {string} */ name) => `(^|/)node_modules/(@types/)?${literally(name)}(/|$)`
const builtins = `^(node:)?(${builtinModules.map((name) => literally(name.replace(/^node:/, ''))).join('|')})$`
const anyPackage = '(^|/)node_modules/'
const known = [...layers.map((layer) => layer.path), '^package[.]json$']
/** Tools that build a part of a layer; they never ship. */
const buildTools = '/build-[a-z-]+[.]mjs$'

const layerRules = layers.map((layer) => ({
  name: `${layer.name}-imports`,
  comment: `${layer.name} may import only what its line in build/layering/layers.mjs says.`,
  severity: 'error',
  from: { path: layer.path, pathNot: testFiles },
  to: {
    pathNot: [
      layer.path,
      ...layer.may,
      ...(layer.packages === 'any' ? [anyPackage] : layer.packages.map(packagePath)),
      ...(layer.node ? [builtins] : []),
    ],
  },
}))

/** Configuration of dependency-cruiser, derived from the table of layers. */
// biome-ignore lint/style/noDefaultExport: dependency-cruiser reads its configuration from the default export
export default {
  forbidden: [
    ...layerRules,
    {
      name: 'electron-only-in-desktop-host',
      severity: 'error',
      from: { pathNot: ['^electron/hosts/desktop/', '^e2e/'] },
      to: { path: packagePath('electron') },
    },
    {
      name: 'sqlite-only-in-store',
      severity: 'error',
      from: { path: '^(electron|renderer)/', pathNot: ['^electron/store/', testFiles] },
      to: { path: [packagePath('better-sqlite3'), packagePath('sqlite-vec'), '^node:sqlite$'] },
    },
    {
      name: 'child-process-only-in-process',
      severity: 'error',
      from: { path: '^(electron|renderer)/', pathNot: ['^electron/process/', testFiles, buildTools] },
      to: { path: '^(node:)?(child_process|cluster)$' },
    },
    {
      name: 'no-tests-in-products',
      comment: 'What is shipped never leans on tests or their fixtures.',
      severity: 'error',
      from: { path: '^(electron|renderer)/', pathNot: testFiles },
      to: { path: testFiles, pathNot: anyPackage },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-folder-cycles',
      comment: 'Two folders of the page that need each other are one folder, or share a third one below them.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^(renderer|electron/vector-index)/' },
      to: { circular: true },
    },
    {
      name: 'screens-apart',
      comment: 'A screen never leans on another one: what two of them use is a widget.',
      severity: 'error',
      from: { path: '^renderer/screens/([^/]+)/', pathNot: testFiles },
      to: { path: '^renderer/screens/', pathNot: '^renderer/screens/$1/' },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-unclassified',
      comment: 'A file that no layer claims: move it or add its layer to build/layering/layers.mjs.',
      severity: 'error',
      from: { pathNot: [...known, anyPackage] },
      to: {},
    },
    {
      name: 'no-unclassified-alone',
      comment: 'The same for a file that imports nothing and is imported by nothing.',
      severity: 'error',
      from: { orphan: true, pathNot: known },
      to: {},
    },
    {
      name: 'no-unclassified-import',
      comment: 'The same for a file that is only imported.',
      severity: 'error',
      from: {},
      to: { pathNot: [...known, anyPackage, builtins], couldNotResolve: false },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^build/fixtures/layering/', '/assembly/', '^(dist|coverage|test-results|playwright-report)/'] },
    // Type imports count: a layer that knows another's types knows it.
    tsPreCompilationDeps: true,
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css', '.d.ts'],
    },
  },
}
