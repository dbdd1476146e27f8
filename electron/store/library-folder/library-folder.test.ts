import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasEnded, isProcessRunning, processStartOf } from '../../process/process-state.ts'
import { temporaryLibrary } from '../fixtures/temporary-library.ts'
import { lockLibrary } from './library-folder.ts'
import { libraryLayout } from './library-layout.ts'
import { mountTypeOf, networkName, parseMounts } from './network-file-system.ts'

const mustLock = async (path: string) => {
  const locked = await lockLibrary(path)
  if (!locked.ok) throw new Error(locked.error.message)
  return locked.value
}

const onLinux = process.platform === 'linux'
const bootId = onLinux ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() : null

const writeLock = (path: string, changes: Readonly<Record<string, unknown>>): void => {
  const owner = {
    pid: process.pid,
    host: hostname(),
    startedAt: new Date().toISOString(),
    boot: bootId,
    processStart: null,
    nonce: 'theirs',
  }
  writeFileSync(libraryLayout(path).lock, JSON.stringify({ ...owner, ...changes }))
}

/** A process that lives until it is killed, and its pid. */
const idleProcess = () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  const end = async (): Promise<void> => {
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  return { pid: child.pid ?? 0, end }
}

/** A process that was killed and whose parent, which still runs, does not reap it. */
const unreapedProcess = async () => {
  const script = 'sleep 600 & echo $!; exec sleep 600'
  const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [text] = await once(parent.stdout, 'data')
  const pid = Number(String(text).trim())
  const stat = () => readFileSync(`/proc/${pid}/stat`, 'utf8')
  const start = processStartOf(stat())
  // Only once `exec` has replaced the shell does nobody wait for its child any more.
  const parentName = () => readFileSync(`/proc/${parent.pid}/comm`, 'utf8').trim()
  while (parentName() !== 'sleep') await new Promise((resolve) => setTimeout(resolve, 5))
  process.kill(pid, 'SIGKILL')
  while (!hasEnded(stat())) await new Promise((resolve) => setTimeout(resolve, 5))
  const end = async (): Promise<void> => {
    const gone = once(parent, 'exit')
    parent.kill('SIGKILL')
    await gone
  }
  return { pid, start, end }
}

describe('library folder', () => {
  it('makes the folders and empties the temporary one', async () => {
    const parent = await temporaryLibrary()
    const path = join(parent, 'deep', 'library')
    await mkdir(join(path, 'tmp', 'half'), { recursive: true })
    writeFileSync(join(path, 'tmp', 'half', 'file.partial'), 'x')
    const lock = await mustLock(path)
    expect(readdirSync(path).sort()).toEqual([
      'backups',
      'library.lock',
      'library.lock.system',
      'media',
      'originals',
      'tmp',
    ])
    expect(readdirSync(join(path, 'tmp'))).toEqual([])
    await lock.release()
    await lock.release()
    expect(existsSync(libraryLayout(path).lock)).toBe(false)
  })

  it('says why a folder cannot be used', async () => {
    const parent = await temporaryLibrary()
    writeFileSync(join(parent, 'file'), '')
    const locked = await lockLibrary(join(parent, 'file', 'library'))
    expect(locked).toMatchObject({ ok: false, error: { code: 'unavailable' } })
  })
})

describe('lock', () => {
  it('names the process that holds the library, and what to do', async () => {
    const path = await temporaryLibrary()
    const other = idleProcess()
    writeLock(path, { pid: other.pid })
    const locked = await lockLibrary(path)
    expect(locked).toMatchObject({ ok: false, error: { code: 'library_locked' } })
    if (locked.ok) return
    expect(locked.error.message).toContain(`process ${other.pid}`)
    expect(locked.error.remedy).toContain('--library')
    await other.end()
    const taken = await mustLock(path)
    expect(taken.afterUncleanStop).toBe(true)
    await taken.release()
  })

  it('admits one opener of one process', async () => {
    const path = await temporaryLibrary()
    const first = await mustLock(path)
    expect(first.afterUncleanStop).toBe(false)
    expect((await lockLibrary(path)).ok).toBe(false)
    await first.release()
    await (await mustLock(path)).release()
  })

  it.runIf(onLinux).each([
    ['the machine was restarted', { boot: 'another-boot' }],
    ['the pid belongs to another process now', { processStart: '1' }],
    ['the pid is free', { pid: 4_194_303 }],
  ])('takes over when %s', async (_, changes) => {
    const path = await temporaryLibrary()
    await mkdir(path, { recursive: true })
    writeLock(path, changes)
    const lock = await mustLock(path)
    expect(lock.afterUncleanStop).toBe(true)
    await lock.release()
    expect(readdirSync(path).filter((name) => name.startsWith('library.lock'))).toEqual(['library.lock.system'])
  })

  it('tells an end of the machine from an end of the process alone', async () => {
    const path = await temporaryLibrary()
    writeLock(path, { pid: 4_194_303 })
    const killed = await mustLock(path)
    expect(killed).toMatchObject({ afterUncleanStop: true, afterRestart: false })
    await killed.release()
    writeLock(path, { pid: 4_194_303, boot: 'an-earlier-one', startedAt: '2001-01-01T00:00:00.000Z' })
    const switchedOff = await mustLock(path)
    expect(switchedOff).toMatchObject({ afterUncleanStop: true, afterRestart: true })
    await switchedOff.release()
    const orderly = await mustLock(path)
    expect(orderly).toMatchObject({ afterUncleanStop: false, afterRestart: false })
    await orderly.release()
  })

  it('deletes the address of a server that was killed while it wrote it', async () => {
    const path = await temporaryLibrary()
    const left = join(path, 'server.json.0123456789ab.tmp')
    writeFileSync(left, '{"token":')
    writeFileSync(join(path, 'server.json'), '{}')
    await (await mustLock(path)).release()
    expect([existsSync(left), existsSync(join(path, 'server.json'))]).toEqual([false, true])
  })

  it.runIf(onLinux)('does not judge processes of another container', async () => {
    const path = await temporaryLibrary()
    writeLock(path, { host: 'other-container', pid: 4_194_303 })
    expect(await lockLibrary(path)).toMatchObject({ ok: false, error: { code: 'library_locked' } })
  })

  it('does not release a lock that is not its own any more', async () => {
    const path = await temporaryLibrary()
    const lock = await mustLock(path)
    writeLock(path, {})
    await lock.release()
    expect(existsSync(libraryLayout(path).lock)).toBe(true)
  })

  it('takes a lock that is being written for held', async () => {
    const path = await temporaryLibrary()
    writeFileSync(libraryLayout(path).lock, '')
    expect(await lockLibrary(path)).toMatchObject({ ok: false, error: { code: 'library_locked' } })
  })

  it('is held by the system too: the file that names the holder may be lost', async () => {
    const path = await temporaryLibrary()
    const first = await mustLock(path)
    rmSync(libraryLayout(path).lock)
    expect(await lockLibrary(path)).toMatchObject({ ok: false, error: { code: 'library_locked' } })
    await first.release()
    await (await mustLock(path)).release()
  })

  it.runIf(onLinux)('of a killed process in another container ends with it', async () => {
    const path = await temporaryLibrary()
    writeLock(path, { host: 'other-container', pid: 4_194_303, systemLock: true })
    const lock = await mustLock(path)
    expect(lock.afterUncleanStop).toBe(true)
    await lock.release()
  })

  it.runIf(onLinux).each([
    ['held the system’s lock too', { systemLock: true }],
    ['was written by an earlier version', {}],
  ])('is free when its holder was killed and nobody reaped it, and it %s', async (_, changes) => {
    const path = await temporaryLibrary()
    const zombie = await unreapedProcess()
    writeLock(path, { pid: zombie.pid, processStart: zombie.start, ...changes })
    expect(isProcessRunning(zombie.pid)).toBe(false)
    const lock = await mustLock(path)
    expect(lock.afterUncleanStop).toBe(true)
    await lock.release()
    await zombie.end()
  })

  it('knows the states of ended processes', () => {
    expect(hasEnded('12 (a) b) Z 1 1')).toBe(true)
    expect(hasEnded('12 (name) X 1 1')).toBe(true)
    expect(hasEnded('12 (Z) S 1 1')).toBe(false)
  })

  it('reads the start time behind any process name', () => {
    const fields = Array.from({ length: 30 }, (_, index) => String(index + 3)).join(' ')
    expect(processStartOf(`123 (a) b (c) ${fields}`)).toBe('22')
  })
})

describe('network file systems', () => {
  const mounts = parseMounts(
    [
      '/dev/sda1 / ext4 rw 0 0',
      'user@host:/films /media/with\\040blank fuse.sshfs rw 0 0',
      'server:/x /media/nfs nfs4 rw 0 0',
      '/dev/sdb1 /media/usb fuseblk rw 0 0',
    ].join('\n'),
  )

  it('finds the mount of a path', () => {
    expect(mountTypeOf('/home/me', mounts)).toBe('ext4')
    expect(mountTypeOf('/media/with blank/library', mounts)).toBe('fuse.sshfs')
    expect(mountTypeOf('/media/nfs', mounts)).toBe('nfs4')
    expect(mountTypeOf('/media/nfsother', mounts)).toBe('ext4')
  })

  it('refuses network types and admits local ones', () => {
    expect(networkName(0x6969, 'nfs4')).toBe('NFS')
    // statfs may answer the type with a sign.
    expect(networkName(0xff534d42 | 0, 'cifs')).toBe('SMB')
    expect(networkName(0x65735546, 'fuse.sshfs')).toBe('fuse.sshfs')
    expect(networkName(0x65735546, 'fuseblk')).toBeNull()
    expect(networkName(0xef53, 'ext4')).toBeNull()
  })
})
