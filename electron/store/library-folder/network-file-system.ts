import { readFileSync, statfsSync } from 'node:fs'
import { resolve } from 'node:path'

// statfs magic numbers of Linux (linux/magic.h and the file systems' own headers).
const networkTypes: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0x517b, 'SMB'],
  [0x5346414f, 'AFS'],
  [0x73757245, 'Coda'],
  [0x564c, 'NCP'],
  [0x00c36400, 'Ceph'],
  [0x01161970, 'GFS2'],
  [0x01021997, '9P'],
  [0x0bd00bd0, 'Lustre'],
])
const fuseType = 0x65735546
const networkFuse =
  /^fuse\.(sshfs|s3fs|goofys|rclone|glusterfs|davfs|davfs2|curlftpfs|gvfsd-fuse|smbnetfs|ceph|juicefs|mergerfs-remote)/

/** One line of /proc/self/mounts. */
export interface Mount {
  readonly point: string
  readonly type: string
}

/** Parses /proc/self/mounts; blanks in mount points are escaped as octal there. */
export const parseMounts = (text: string): readonly Mount[] => {
  const mounts: Mount[] = []
  for (const line of text.split('\n')) {
    const [, point, type] = line.split(' ')
    if (point === undefined || type === undefined) continue
    mounts.push({
      point: point.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
      type,
    })
  }
  return mounts
}

/** File-system type of the mount that a path lies on; the last of equal mount points covers the others. */
export const mountTypeOf = (path: string, mounts: readonly Mount[]): string | null => {
  let best: Mount | null = null
  for (const mount of mounts) {
    const inside = mount.point === '/' || path === mount.point || path.startsWith(`${mount.point}/`)
    if (inside && (best === null || mount.point.length >= best.point.length)) best = mount
  }
  return best?.type ?? null
}

/** Name of the network file system of a statfs type and mount type; null for a local one. */
export const networkName = (statfsType: number, mountType: string | null): string | null => {
  const known = networkTypes.get(statfsType >>> 0)
  if (known !== undefined) return known
  return statfsType === fuseType && mountType !== null && networkFuse.test(mountType) ? mountType : null
}

/**
 * Name of the network file system that an existing folder lies on; null when it is local or the system cannot say
 * (macOS, Windows). SQLite's write-ahead log needs shared memory, which no network file system has.
 */
export const networkFileSystem = (folder: string): string | null => {
  if (process.platform !== 'linux') return /^(\\\\|\/\/)/.test(folder) ? 'network share' : null
  const { type } = statfsSync(folder)
  let mounts = ''
  try {
    mounts = readFileSync('/proc/self/mounts', 'utf8')
  } catch {
    // Without the table of mounts the type alone decides.
  }
  return networkName(type, mountTypeOf(resolve(folder), parseMounts(mounts)))
}
