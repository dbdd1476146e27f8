// `npm run gallery`: every story of the parts in `ui` and `widgets`, with hot reload and without a core. `--port` chooses the port.
import process from 'node:process'
import { createServer } from 'vite'
import { inRoot } from '../setup/paths.mjs'

const usualPort = 5174
const at = process.argv.indexOf('--port')
const port = at < 0 ? usualPort : Number(process.argv[at + 1])

const server = await createServer({
  configFile: inRoot('vite.config.ts'),
  logLevel: 'warn',
  clearScreen: false,
  server: { host: '127.0.0.1', port },
})
await server.listen()
const [address] = server.resolvedUrls?.local ?? []
process.stdout.write(`${new URL('gallery/', address).href}\n`)
