import { spawnSync } from 'node:child_process'
import { findCommand } from './find-command.ts'

/** A program and its arguments. */
export interface CommandLine {
  readonly command: string
  readonly args: readonly string[]
}

/** Small system programs that put a limit in place and then exec the command: the pid stays the same. */
export interface LimitTools {
  /** util-linux `setpriv` that knows `--pdeathsig`: the child dies with the thread that started it. */
  readonly setpriv: string | null
  /** util-linux `prlimit`: exact file size limit. */
  readonly prlimit: string | null
  readonly nice: string | null
  /** POSIX shell, whose `ulimit -f` stands in for `prlimit` (macOS). */
  readonly shell: string | null
}

const works = (command: string, args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore', timeout: 2000, env: {} }).status === 0

let found: LimitTools | null = null

/** The tools of this machine, each tried once per thread (BusyBox has a `setpriv` without `--pdeathsig`). */
export const limitTools = (environment: Readonly<Record<string, string | undefined>>): LimitTools => {
  if (found !== null) return found
  const none: LimitTools = { setpriv: null, prlimit: null, nice: null, shell: null }
  if (process.platform === 'win32') {
    found = none
    return found
  }
  const noop = findCommand('true', environment)
  const working = (name: string, args: readonly string[]): string | null => {
    const path = findCommand(name, environment)
    return path !== null && noop !== null && works(path, [...args, noop]) ? path : null
  }
  found = {
    setpriv: process.platform === 'linux' ? working('setpriv', ['--pdeathsig', 'KILL', '--']) : null,
    prlimit: process.platform === 'linux' ? working('prlimit', ['--fsize=1048576', '--']) : null,
    nice: working('nice', ['-n', '1']),
    shell: findCommand('sh', environment),
  }
  return found
}

/** Puts the limits in front of a command. `maxFileBytes` undefined means no file size limit. */
export const wrapCommand = (
  line: CommandLine,
  limits: { readonly niceness: number; readonly maxFileBytes: number | undefined },
  tools: LimitTools,
): CommandLine => {
  let wrapped = line
  const wrap = (command: string, ...args: readonly string[]): void => {
    wrapped = { command, args: [...args, wrapped.command, ...wrapped.args] }
  }
  if (limits.niceness > 0 && tools.nice !== null) wrap(tools.nice, '-n', String(limits.niceness))
  if (limits.maxFileBytes !== undefined) {
    if (tools.prlimit !== null) wrap(tools.prlimit, `--fsize=${limits.maxFileBytes}`, '--')
    else if (tools.shell !== null) {
      const blocks = Math.max(1, Math.floor(limits.maxFileBytes / 512))
      wrap(tools.shell, '-c', 'ulimit -f "$1" && shift && exec "$@"', 'sh', String(blocks))
    }
  }
  if (tools.setpriv !== null) wrap(tools.setpriv, '--pdeathsig', 'KILL', '--')
  return wrapped
}
