import { readFile, statfs } from 'node:fs/promises'
import { mountTypeOf, networkName, parseMounts } from '../../store/library-folder/network-file-system.ts'

/**
 * Whether a folder lies on a network share, whose system tells of no changes that others make; false where the system
 * cannot say (macOS). A share that hangs makes nobody wait.
 */
export const isOnNetwork = async (folder: string): Promise<boolean> => {
  if (/^(\\\\|\/\/)/.test(folder)) return true
  if (process.platform !== 'linux') return false
  try {
    const mounts = await readFile('/proc/self/mounts', 'utf8').catch(() => '')
    return networkName((await statfs(folder)).type, mountTypeOf(folder, parseMounts(mounts))) !== null
  } catch {
    return false
  }
}
