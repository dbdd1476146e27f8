import { createServer, type ProxyOptions } from 'vite'
import { inRoot } from '../setup/paths.mjs'
import type { CoreInFront } from './start-core.ts'

/** Vite's server with the page, in front of a core. */
export interface PageServer {
  /** The one address to open: it lets one browser in, once, and leads to the page. */
  readonly link: string
  readonly stop: () => Promise<void>
}

/** What the core answers; everything else is the page. */
const ofCore = ['/api', '/open', '/health'] as const

/**
 * Serves the page from its sources with hot reload. Requests for the core are handed on as if they came to the core's own
 * address; those of other sites keep their origin, and the core refuses them. The cookie works for both: browsers send it
 * to every port of a host.
 */
export const startPage = async (core: CoreInFront, port: number): Promise<PageServer> => {
  const proxy: ProxyOptions = {
    target: core.origin,
    changeOrigin: true,
    configure: (server) => {
      server.on('proxyReq', (outgoing, incoming) => {
        if (incoming.headers.origin === `http://${incoming.headers.host}`) outgoing.setHeader('origin', core.origin)
      })
    },
  }
  const { hostname } = new URL(core.origin)
  const server = await createServer({
    configFile: inRoot('vite.config.ts'),
    logLevel: 'warn',
    clearScreen: false,
    server: { host: hostname, port, cors: false, proxy: Object.fromEntries(ofCore.map((path) => [path, proxy])) },
  })
  await server.listen()
  const [local] = server.resolvedUrls?.local ?? []
  const [network] = server.resolvedUrls?.network ?? []
  const address = local ?? network
  if (address === undefined) throw new Error('Vite listens on no address')
  return { link: new URL(core.linkPath, address).href, stop: () => server.close() }
}
