import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Time in ms between SIGTERM and SIGKILL. */
export const graceMs = 400
const pollMs = 10
/**
 * How long the end is waited for after SIGKILL, in ms. Only the kernel can delay it (a dead disk), so waiting longer is
 * of no use.
 */
const lastWaitMs = 5000

const isWindows = process.platform === 'win32'
const living = new Set<number>()

const signalGroup = (leaderPid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    process.kill(-leaderPid, signal)
    return true
  } catch {
    // ESRCH: nobody left. EPERM: on macOS only zombies are left.
    return false
  }
}

/**
 * Whether all members of the group are zombies. In a container whose first process never reaps, they would stay for
 * ever.
 */
const onlyZombies = (leaderPid: number): boolean => {
  if (process.platform !== 'linux') return false
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'latin1')
      const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (Number(group) === leaderPid && state !== 'Z' && state !== 'X') return false
    } catch {
      // It ended in the meantime.
    }
  }
  return true
}

const waitUntilEmpty = async (leaderPid: number, timeoutMs: number): Promise<boolean> => {
  const deadline = performance.now() + timeoutMs
  while (signalGroup(leaderPid, 0)) {
    if (performance.now() >= deadline) return onlyZombies(leaderPid)
    await sleep(pollMs)
  }
  return true
}

const killTreeOnWindows = (pid: number): Promise<void> =>
  new Promise((resolve) => {
    const killer = spawn('taskkill', ['/PID', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true })
    killer.once('error', () => resolve())
    killer.once('close', () => resolve())
  })

// A core that exits in an orderly way leaves no child; a killed one relies on PDEATHSIG or Windows job objects.
process.on('exit', () => {
  for (const pid of living) {
    if (isWindows) spawnSync('taskkill', ['/PID', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true })
    else signalGroup(pid, 'SIGKILL')
  }
})

/** Registers a group whose leader was just started: it is killed when this process exits. */
export const trackGroup = (leaderPid: number): void => {
  living.add(leaderPid)
}

/**
 * SIGTERM to the whole group, 400 ms, SIGKILL (Windows: `taskkill /T /F`). `isUrgent`: SIGKILL at once. Resolves when every
 * member is gone.
 */
export const endGroup = async (leaderPid: number, isUrgent = false): Promise<void> => {
  if (isWindows) await killTreeOnWindows(leaderPid)
  else if (isUrgent) {
    if (signalGroup(leaderPid, 'SIGKILL')) await waitUntilEmpty(leaderPid, lastWaitMs)
  } else if (signalGroup(leaderPid, 'SIGTERM') && !(await waitUntilEmpty(leaderPid, graceMs))) {
    signalGroup(leaderPid, 'SIGKILL')
    await waitUntilEmpty(leaderPid, lastWaitMs)
  }
  living.delete(leaderPid)
}
