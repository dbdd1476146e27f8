// `npm run dev`: the page from its sources with hot reload, in front of a core. `--port` is the page's; the other options
// (`--library`, `--demo` …) go to the server host.
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { parsePort } from '../../electron/hosts/server/parse-port.ts'
import { startCore } from './start-core.ts'
import { startPage } from './start-page.ts'

const usualPort = 5173
const closeWithinMs = 2000

/** Takes `--port <number>` out of the arguments; null where it is no port. */
const portOf = (args: readonly string[]): { readonly port: number | null; readonly rest: readonly string[] } => {
  const at = args.indexOf('--port')
  if (at < 0) return { port: usualPort, rest: args }
  return { port: parsePort(args[at + 1] ?? ''), rest: [...args.slice(0, at), ...args.slice(at + 2)] }
}

const untilSignal = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
})

const { port, rest } = portOf(process.argv.slice(2))
if (port === null) {
  process.stderr.write('--port must be a whole number from 0 to 65535.\n')
  process.exit(2)
}
const core = await startCore(rest)
if ('exitCode' in core) process.exit(core.exitCode)
const page = await startPage(core, port)
process.stdout.write(`${page.link}\n`)
await Promise.race([untilSignal, core.ended])
// A page that is still open keeps its connections; they must not keep the core.
await Promise.all([core.stop(), Promise.race([page.stop(), delay(closeWithinMs)])])
process.exit(0)
