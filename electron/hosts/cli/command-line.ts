import { homedir } from 'node:os'
import { workingFolder } from '../library-path.ts'
import { exitCodes } from './exit-codes.ts'
import { runCli } from './run-cli.ts'

const interruptible = (): AbortSignal => {
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      // A second signal does not wait for the library to close; its jobs resume all the same.
      if (interrupted.signal.aborted) process.exit(exitCodes.interrupted)
      interrupted.abort()
    })
  return interrupted.signal
}

// A reader that closes the pipe early, such as head, wants no more output: that is no failure.
process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
  if (cause.code === 'EPIPE') process.exit(exitCodes.ok)
  throw cause
})

const exitCode = await runCli({
  args: process.argv.slice(2),
  env: process.env,
  platform: process.platform,
  home: homedir(),
  workingFolder: workingFolder(process.env, process.cwd()),
  interactive: process.stderr.isTTY,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  interruptible,
  // Loaded where a command opens the library itself: most of the program, which a running host makes needless.
  createCore: async (config) => (await import('../../core/create-core.ts')).createCore(config),
})
// Results may still be on their way into a pipe; nothing else may keep the process.
process.stdout.write('', () => process.exit(exitCode))
