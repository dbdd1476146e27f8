import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { findCommand } from '../../../electron/process/find-command.ts'
import { processesOn } from '../library-state.ts'
import { type ImportReport, importReportSchema } from './import-report.ts'

const script = fileURLToPath(new URL('./import-files.ts', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))
/** All stages of one file together end by their own limits long before this. */
const hangMs = 150_000
const slowMs = 90_000

/** What one process made of the files that it was given. */
export interface WatchedImport {
  readonly ended: readonly Extract<ImportReport, { kind: 'ended' }>[]
  /** The file that the process died of, or was at for too long. */
  readonly crashedAt: string | null
  readonly hungAt: string | null
  /** Files outside of its own folder, connections, and programs that no import needs. */
  readonly foreign: readonly string[]
  /** Temporary files and processes that are still there. */
  readonly left: readonly string[]
  readonly peakBytes: number
  readonly stderr: string
}

const ownFolders = [
  ...['/usr/', '/lib', '/etc/', '/proc/', '/sys/', '/dev/'],
  // Packages may lie elsewhere, and links lead there.
  ...[root, join(root, 'node_modules'), process.execPath].map((path) => realpathSync(path)),
]
const ownPrograms = new Set('node ffmpeg ffprobe nice prlimit setpriv true sh'.split(' '))

/** What a trace of system calls shows that an import has no business with. */
export const foreignCalls = (trace: string, own: readonly string[]): readonly string[] => {
  const folders = [...ownFolders, ...own]
  return trace.split('\n').flatMap((line) => {
    const [, call, rest = ''] = /^(?:\d+ +)?(\w+)\((.*)$/.exec(line) ?? []
    const failed = / = -1 E/.test(rest)
    const [, name = ''] = /"([^"]*)"/.exec(rest) ?? []
    if (call === 'connect') return /sa_family=AF_INET/.test(rest) ? [line] : []
    if (call === 'execve') return failed || ownPrograms.has(basename(name)) ? [] : [line]
    if (call !== 'openat' && call !== 'open') return []
    const isOwn = !name.startsWith('/') || folders.some((folder) => name.startsWith(folder))
    return failed || isOwn ? [] : [line]
  })
}

const strace = findCommand('strace', process.env)
/** Whether files that are opened, connections and programs are watched (Linux, where strace is installed). */
export const isWatched = strace !== null

/** Lets a process of its own import files, within limits, and looks at what it does besides. */
export const watchedImport = async (paths: readonly string[], workFolder: string): Promise<WatchedImport> => {
  const temporary = join(workFolder, 'tmp')
  await mkdir(temporary, { recursive: true })
  const tracePath = join(workFolder, 'trace')
  const node = [process.execPath, script, workFolder]
  const watch = ['-f', '-qq', '--seccomp-bpf', '-e', 'trace=open,openat,connect,execve', '-o', tracePath]
  const [command = '', ...args] = strace === null ? node : [strace, ...watch, ...node]
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: temporary, LC_ALL: 'C.UTF-8' },
    detached: true,
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4000)
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(`${paths.join('\n')}\n`)
  const ended: Extract<ImportReport, { kind: 'ended' }>[] = []
  let at: string | null = null
  let hungAt: string | null = null
  let closed: Extract<ImportReport, { kind: 'closed' }> | null = null
  let isLate = false
  const endGroup = (): void => {
    isLate = true
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }
  let timer = setTimeout(endGroup, hangMs)
  const exited = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    const report = importReportSchema.parse(JSON.parse(line))
    clearTimeout(timer)
    timer = setTimeout(endGroup, hangMs)
    if (report.kind === 'begun') at = report.path
    else if (report.kind === 'closed') closed = report
    else {
      ended.push(report)
      at = null
      if (report.tookMs > slowMs) hungAt = report.path
    }
  }
  await exited
  clearTimeout(timer)
  const trace = existsSync(tracePath) ? readFileSync(tracePath, 'utf8') : ''
  const left = [...readdirSync(temporary), ...processesOn(workFolder).map((pid) => `process ${pid}`)]
  return {
    ended,
    crashedAt: closed === null && !isLate ? (at ?? 'the end') : null,
    hungAt: isLate ? (at ?? 'the end') : hungAt,
    foreign: foreignCalls(trace, [workFolder]),
    left,
    peakBytes: closed?.peakBytes ?? 0,
    stderr,
  }
}
