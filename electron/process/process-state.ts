import { readFileSync } from 'node:fs'

const readStat = (pid: number): string | null => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return null
  }
}

/** The fields of a line of `/proc/<pid>/stat` from the third on; the name in the second may hold spaces and parentheses. */
const fieldsBehindName = (stat: string): readonly string[] => stat.slice(stat.lastIndexOf(')') + 2).split(' ')

/** When a process began, in the system's own ticks: field 22 of a line of `/proc/<pid>/stat`. */
export const processStartOf = (stat: string): string | null => fieldsBehindName(stat).at(19) ?? null

/** Whether the process of a line of `/proc/<pid>/stat` has ended and only waits to be reaped by its parent (state Z or X). */
export const hasEnded = (stat: string): boolean => /^[ZXx]$/.test(fieldsBehindName(stat)[0] ?? '')

/** When a process of this machine began, in the system's own ticks; null where that cannot be had. */
export const processStart = (pid: number): string | null => {
  const stat = readStat(pid)
  return stat === null ? null : processStartOf(stat)
}

/** Whether a process of this machine runs. One that was killed and that its parent has not reaped yet does not. */
export const isProcessRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it lives, but belongs to someone else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  const stat = readStat(pid)
  return stat === null || !hasEnded(stat)
}
