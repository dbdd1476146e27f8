import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
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
  /** util-linux `prlimit`: exact limits of file size and memory. */
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

/** A hard limit of this process, by its name in `/proc/self/limits`; children cannot be given more. */
export const parseHardLimit = (limits: string, name: string): number => {
  const hard = new RegExp(`^${name} {2,}\\S+ +(\\S+)`, 'm').exec(limits)?.[1]
  return hard === undefined || hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard)
}

const ownLimits = (): string => {
  try {
    return readFileSync('/proc/self/limits', 'latin1')
  } catch {
    return ''
  }
}

const mebibyte = 2 ** 20
/** The stacks of three pools of threads, of 8 MiB each, count although hardly any of it is used. */
const stackBytesPerCore = 24 * mebibyte
const spareBytes = 512 * mebibyte

/**
 * The kernel's limit (RLIMIT_DATA) for a process that may hold `maxBytes`. It is higher, since memory counts that is
 * reserved and not used.
 */
export const dataLimit = (maxBytes: number): number =>
  Math.ceil(maxBytes + spareBytes + availableParallelism() * stackBytesPerCore)

/** Puts programs that set the limits in front of a command. Undefined means no limit. */
export const wrapCommand = (
  line: CommandLine,
  limits: {
    readonly niceness: number
    readonly maxFileBytes: number | undefined
    readonly maxDataBytes: number | undefined
  },
  tools: LimitTools,
): CommandLine => {
  let wrapped = line
  const wrap = (command: string, ...args: readonly string[]): void => {
    wrapped = { command, args: [...args, wrapped.command, ...wrapped.args] }
  }
  if (limits.niceness > 0 && tools.nice !== null) wrap(tools.nice, '-n', String(limits.niceness))
  const { maxFileBytes, maxDataBytes } = limits
  if (tools.prlimit !== null && (maxFileBytes ?? maxDataBytes) !== undefined) {
    const own = ownLimits()
    const option = (name: string, bytes: number | undefined, ownName: string): readonly string[] =>
      bytes === undefined ? [] : [`--${name}=${Math.min(bytes, parseHardLimit(own, ownName))}`]
    const options = [
      ...option('fsize', maxFileBytes, 'Max file size'),
      ...option('data', maxDataBytes, 'Max data size'),
    ]
    wrap(tools.prlimit, ...options, '--')
  } else if (maxFileBytes !== undefined && tools.shell !== null) {
    const blocks = Math.max(1, Math.floor(maxFileBytes / 512))
    wrap(tools.shell, '-c', 'ulimit -f "$1" && shift && exec "$@"', 'sh', String(blocks))
  }
  if (tools.setpriv !== null) wrap(tools.setpriv, '--pdeathsig', 'KILL', '--')
  return wrapped
}
