import process from 'node:process'
import { parsePort } from '../../electron/hosts/server/parse-port.ts'

/** Takes `--port <number>` out of the arguments; ends the program with 2 where it is no port. */
export const takePort = (
  args: readonly string[],
  usual: number,
): { readonly port: number; readonly rest: readonly string[] } => {
  const at = args.indexOf('--port')
  if (at < 0) return { port: usual, rest: args }
  const port = parsePort(args[at + 1] ?? '')
  if (port === null) {
    process.stderr.write('--port must be a whole number from 0 to 65535.\n')
    process.exit(2)
  }
  return { port, rest: [...args.slice(0, at), ...args.slice(at + 2)] }
}
