/**
 * A layer and what its files may import besides each other and, for tests, the test tools.
 * @typedef {object} Layer
 * @property {string} name
 * @property {string} path regular expression of its files
 * @property {readonly string[]} may regular expressions of project files
 * @property {readonly string[] | 'any'} packages npm packages
 * @property {boolean} node whether Node's built-in modules are allowed
 */

const contract = '^electron/contract/'
const domain = '^electron/domain/'
/** The vocabulary of expected failures; everyone who calls the core speaks it. */
const result = '^electron/domain/(result|failure)[.]ts$'
const process = '^electron/process/'
/** Address of a worker script: the one thing that layers without child processes take from `process`. */
const workerEntry = '^electron/process/worker-entry[.]ts$'
/** Whether a process of this machine still runs: what locks and the files of hosts ask. */
const processState = '^electron/process/process-state[.]ts$'
/** The typed client of the route table, for every program that asks a core over HTTP. */
const apiClient = '^electron/client/'
const core = '^electron/core/'
const api = '^electron/api/'
/** Generated clips for a library to try the app with; hosts hand it to the core. */
const demo = '^electron/demo/'
/** What all hosts share: where the library lies, the version. */
const hosts = '^electron/hosts/[^/]+$'

/** @type {readonly Layer[]} */
export const layers = [
  { name: 'contract', path: contract, may: [], packages: ['zod'], node: false },
  { name: 'api-client', path: apiClient, may: [contract, result], packages: ['zod'], node: false },
  {
    name: 'domain',
    path: domain,
    may: [contract],
    packages: ['@orama/stemmers', '@orama/stopwords', 'fast-xml-parser'],
    node: false,
  },
  { name: 'process', path: process, may: [contract, result], packages: [], node: true },
  {
    name: 'store',
    path: '^electron/store/',
    may: [contract, domain, workerEntry, processState],
    packages: ['better-sqlite3', 'sqlite-vec', 'zod'],
    node: true,
  },
  {
    name: 'media',
    path: '^electron/media/',
    may: [process, domain, contract],
    packages: [
      'fluent-ffmpeg',
      'iconv-lite',
      'jschardet',
      'htmlparser2',
      '@svta/cml-608',
      'mux.js',
      'assemblyscript',
      'zod',
    ],
    node: true,
  },
  { name: 'runners', path: '^electron/runners/', may: [process, domain, contract], packages: ['zod'], node: true },
  { name: 'pipeline', path: '^electron/pipeline/', may: [domain, contract], packages: [], node: false },
  {
    name: 'vector-index',
    path: '^electron/vector-index/',
    may: [contract, domain, workerEntry],
    packages: ['assemblyscript', 'lru-cache'],
    node: true,
  },
  { name: 'search', path: '^electron/search/', may: [domain, contract], packages: [], node: false },
  {
    name: 'core',
    path: core,
    may: [contract, domain, '^electron/(process|store|media|runners|pipeline|search|vector-index)/'],
    packages: ['chokidar', 'lru-cache', 'pdf-lib', 'picomatch', 'zod'],
    node: true,
  },
  { name: 'demo', path: demo, may: [core, process, contract, domain], packages: ['zod'], node: true },
  { name: 'api', path: api, may: [core, contract, result], packages: ['hono', 'zod'], node: true },
  {
    name: 'hosts',
    path: hosts,
    may: [api, core, contract, result, '^package[.]json$'],
    packages: ['zod'],
    node: true,
  },
  {
    name: 'server-host',
    path: '^electron/hosts/server/',
    may: [hosts, api, core, demo, contract, result, processState],
    packages: ['@hono/node-server', 'hono', 'open', 'zod', 'commander'],
    node: true,
  },
  {
    name: 'cli-host',
    path: '^electron/hosts/cli/',
    may: [hosts, api, core, contract, result, apiClient, '^electron/hosts/server/'],
    packages: ['@modelcontextprotocol/sdk', 'commander', 'cli-progress', 'eventsource-parser', 'zod'],
    node: true,
  },
  {
    name: 'desktop-host',
    path: '^electron/hosts/desktop/',
    may: [hosts, api, core, demo, contract, result],
    packages: ['electron', 'zod'],
    node: true,
  },
  {
    name: 'client',
    path: '^renderer/client/',
    may: [contract, apiClient],
    packages: ['zod', 'eventsource-parser'],
    node: false,
  },
  {
    name: 'queries',
    path: '^renderer/queries/',
    may: [contract, '^renderer/client/'],
    packages: ['@tanstack/react-query'],
    node: false,
  },
  {
    name: 'stores',
    path: '^renderer/stores/',
    may: [contract, '^renderer/(client|queries)/'],
    packages: ['zustand', '@tanstack/react-query', 'react', 'zod'],
    node: false,
  },
  { name: 'ui', path: '^renderer/ui/', may: [contract], packages: 'any', node: false },
  {
    name: 'widgets',
    path: '^renderer/widgets/',
    may: [contract, '^renderer/(client|queries|stores|ui)/'],
    packages: 'any',
    node: false,
  },
  {
    name: 'screens',
    path: '^renderer/screens/',
    may: [contract, '^renderer/(client|queries|stores|ui|widgets)/'],
    packages: 'any',
    node: false,
  },
  {
    name: 'app',
    path: '^renderer/app/',
    may: [contract, '^renderer/(client|queries|stores|ui|widgets|screens)/'],
    packages: 'any',
    node: false,
  },
  {
    name: 'gallery',
    path: '^renderer/gallery/',
    may: [contract, '^renderer/(client|queries|stores|ui|widgets|app)/'],
    packages: 'any',
    node: false,
  },
  {
    name: 'renderer-entry',
    path: '^renderer/[^/]+$',
    may: [contract, '^renderer/'],
    packages: 'any',
    node: false,
  },
  { name: 'e2e', path: '^e2e/', may: [contract, '^build/'], packages: 'any', node: true },
  { name: 'bench', path: '^bench/', may: ['^electron/', '^build/', '^e2e/support/'], packages: 'any', node: true },
  {
    name: 'build',
    path: '^(build/|vite[.]config[.]ts$)',
    may: ['^electron/(contract|domain|process|hosts)/', '^vite[.]config[.]ts$'],
    packages: 'any',
    node: true,
  },
]

/** Files that prove or show things; they may reach across layers. */
export const testFiles = '([.]test[.]tsx?$|[.]stories[.]tsx$|/fixtures/)'
