import { homedir } from 'node:os'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { createCore } from '../../core/create-core.ts'
import { fillDemoLibrary } from '../../demo/fill-demo-library.ts'
import { dataFoldersOf, workingFolder } from '../library-path.ts'
import { version } from '../version.ts'
import { parsePort } from './parse-port.ts'
import { serve } from './serve.ts'

interface Options {
  readonly open: boolean
  readonly port: number
  readonly host: string
  readonly library?: string
  readonly demo?: boolean
}

const toPort = (text: string): number => {
  const port = parsePort(text)
  if (port === null) throw new InvalidArgumentError('It must be a whole number from 0 to 65535.')
  return port
}

const program = new Command('goodclips-server')
  .description('Serves a GoodCLIPS library to the browser of this machine.')
  .version(version)
  .option('--no-open', 'do not open the browser')
  .option('--port <number>', 'port to listen on; 0 takes any free one', toPort, 0)
  .option('--library <folder>', 'library folder (default: GOODCLIPS_LIBRARY, else the user data folder)')
  .option('--demo', 'open a library of generated clips with toy models, to try everything without a download')
  .option('--host <address>', 'address to listen on; anything but loopback lets other machines in', '127.0.0.1')
  .option('--server', 'accepted and ignored: this is the server')
  .allowExcessArguments(false)
  .exitOverride()

const readOptions = (): Options | number => {
  try {
    return program.parse(process.argv).opts<Options & Record<string, unknown>>()
  } catch (cause) {
    if (cause instanceof CommanderError) return cause.exitCode === 0 ? 0 : 2
    throw cause
  }
}

const options = readOptions()
if (typeof options === 'number') process.exitCode = options
else {
  const code = await serve(
    {
      folders: dataFoldersOf(
        {
          option: options.library,
          env: process.env,
          platform: process.platform,
          home: homedir(),
          workingFolder: workingFolder(process.env, process.cwd()),
        },
        options.demo === true,
      ),
      port: options.port,
      host: options.host,
      open: options.open,
    },
    (config) => createCore({ ...config, fillDemo: fillDemoLibrary }),
    {
      out: (line) => process.stdout.write(`${line}\n`),
      note: (line) => process.stderr.write(`${line}\n`),
    },
  )
  process.exit(code)
}
