// `npm run gallery`: every story of the parts in `ui` and `widgets`, with hot reload and without a core. `--port` chooses the port.
import process from 'node:process'
import { createServer } from 'vite'
import { inRoot } from '../setup/paths.mjs'
import { takePort } from './port-argument.ts'

const usualPort = 5174
const { port } = takePort(process.argv.slice(2), usualPort)

const server = await createServer({
  configFile: inRoot('vite.config.ts'),
  logLevel: 'warn',
  clearScreen: false,
  server: { host: '127.0.0.1', port },
})
await server.listen()
const [address] = server.resolvedUrls?.local ?? []
process.stdout.write(`${new URL('gallery/', address).href}\n`)
