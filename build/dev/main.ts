// `npm run dev`: the page from its sources with hot reload, in front of a core. `--port` is the page's; the other options
// (`--library`, `--demo` …) go to the server host.
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { takePort } from './port-argument.ts'
import { startCore } from './start-core.ts'
import { startPage } from './start-page.ts'

const usualPort = 5173
const closeWithinMs = 2000

const untilSignal = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
})

const { port, rest } = takePort(process.argv.slice(2), usualPort)
const core = await startCore(rest)
if ('exitCode' in core) process.exit(core.exitCode)
const page = await startPage(core, port)
process.stdout.write(`${page.link}\n`)
await Promise.race([untilSignal, core.ended])
// A page that is still open keeps its connections; they must not keep the core.
await Promise.all([core.stop(), Promise.race([page.stop(), delay(closeWithinMs)])])
process.exit(0)
