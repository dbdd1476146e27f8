import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { parseProcStatus, parsePsGroups, parseTasklist } from './resident-memory.ts'

interface Watched {
  readonly leaderPid: number
  readonly maxBytes: number
  readonly onExceeded: (bytes: number) => void
  /** Process ids of the group's members that are known so far (Linux). */
  readonly members: Set<number>
}

/** A read of /proc costs microseconds, a run of `ps` or `tasklist` milliseconds. */
const intervalMs = process.platform === 'linux' ? 100 : 1000
/** The group's memory is read at every interval, its members are searched for at every tenth. */
const looksPerSearch = 10
const listTimeoutMs = 5000

const watched = new Set<Watched>()
let timer: NodeJS.Timeout | null = null
let looks = 0
let isListing = false

const readProc = (path: string): string | null => {
  try {
    return readFileSync(`/proc/${path}`, 'latin1')
  } catch {
    // It has ended.
    return null
  }
}

const groupOf = (pid: number): number | null => {
  const stat = readProc(`${pid}/stat`)
  return stat === null ? null : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2])
}

const childrenOf = (pid: number): readonly number[] => {
  try {
    // A child belongs to the thread that started it.
    const threads = readdirSync(`/proc/${pid}/task`)
    return threads
      .flatMap((thread) => (readProc(`${pid}/task/${thread}/children`) ?? '').match(/\d+/g) ?? [])
      .map(Number)
  } catch {
    return []
  }
}

/**
 * Adds the descendants of known members, and drops members that have left the group. A member whose parent ended stays.
 */
const findMembers = ({ leaderPid, members }: Watched): void => {
  for (const pid of members) {
    if (pid !== leaderPid && groupOf(pid) !== leaderPid) members.delete(pid)
    // A `Set` also visits members that are added while it is iterated.
    else for (const child of childrenOf(pid)) members.add(child)
  }
}

const lookOnLinux = (): void => {
  looks += 1
  for (const group of watched) {
    if (looks % looksPerSearch === 0) findMembers(group)
    let bytes = 0
    for (const pid of group.members) bytes += parseProcStatus(readProc(`${pid}/status`) ?? '')
    checkLimit(group, bytes)
  }
}

const lookByList = (): void => {
  if (isListing) return
  isListing = true
  const isWindows = process.platform === 'win32'
  const args = isWindows ? ['/FO', 'CSV', '/NH'] : ['-axo', 'pgid=,rss=']
  execFile(isWindows ? 'tasklist' : 'ps', args, { timeout: listTimeoutMs, windowsHide: true }, (failed, output) => {
    isListing = false
    if (failed !== null) return
    const bytesOf = isWindows ? parseTasklist(output) : parsePsGroups(output)
    for (const group of watched) checkLimit(group, bytesOf.get(group.leaderPid) ?? 0)
  })
}

const checkLimit = (group: Watched, bytes: number): void => {
  if (bytes <= group.maxBytes || !watched.delete(group)) return
  group.onExceeded(bytes)
}

/**
 * Measures the memory of a process group (on Windows: of its leader) at intervals. Calls `onExceeded` once when it is
 * more than `maxBytes`. The returned function ends it. On Linux, memory that only maps files does not count.
 */
export const watchMemory = (leaderPid: number, maxBytes: number, onExceeded: (bytes: number) => void): (() => void) => {
  const group: Watched = { leaderPid, maxBytes, onExceeded, members: new Set([leaderPid]) }
  watched.add(group)
  // `unref`: the timer need not keep this process alive, because the child does.
  timer ??= setInterval(process.platform === 'linux' ? lookOnLinux : lookByList, intervalMs).unref()
  return () => {
    watched.delete(group)
    if (watched.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}

/** Total memory in bytes of the machine, or of the container around this process. */
export const machineMemoryBytes = (): number => {
  const allowed = process.constrainedMemory()
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem()
}
