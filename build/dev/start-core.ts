import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { inRoot, rootPath } from '../setup/paths.mjs'

/** A core that serves a library: started here, or one that had the library open already. */
export interface CoreInFront {
  /** For example `http://127.0.0.1:41234`. */
  readonly origin: string
  /** Path and query of the link that lets one browser in, once. */
  readonly linkPath: string
  /** Resolves when a core that was started here ends; never for one that was running before. */
  readonly ended: Promise<void>
  /** Ends a core that was started here. */
  readonly stop: () => Promise<void>
}

const stopLimitMs = 20_000

const endOf = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs)
  await exited
  clearTimeout(timer)
}

/** Starts the server host without a browser. Answers its exit code when it ended before it printed a link. */
export const startCore = async (args: readonly string[]): Promise<CoreInFront | { readonly exitCode: number }> => {
  const script = inRoot('electron', 'hosts', 'server', 'main.ts')
  const child = spawn(process.execPath, [script, '--no-open', '--port', '0', ...args], {
    cwd: rootPath,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const firstLine = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).once('line', resolve)
  })
  const first = await Promise.race([firstLine, exited.then(([code]) => (typeof code === 'number' ? code : 1))])
  if (typeof first === 'number') return { exitCode: first }
  if (!URL.canParse(first)) {
    // Help and version: what was asked for has been said.
    process.stdout.write(`${first}\n`)
    const [code] = await exited
    return { exitCode: typeof code === 'number' ? code : 1 }
  }
  const { origin, pathname, search } = new URL(first)
  return {
    origin,
    linkPath: `${pathname}${search}`,
    // A core that hands out the link of another one ends at once, with 0.
    ended: new Promise((resolve) => {
      void exited.then(([code]) => {
        if (code !== 0) resolve()
      })
    }),
    stop: () => endOf(child),
  }
}
