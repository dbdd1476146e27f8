import { readFileSync } from 'node:fs'
import process from 'node:process'
import { z } from 'zod'

/** Megabytes (10⁶ bytes) of a process: resident now, the most there were, and the part that belongs to no file. */
export const memorySchema = z.object({ resident: z.number(), peak: z.number(), anonymous: z.number() })
export type Memory = z.infer<typeof memorySchema>

/** Memory of this process with all its threads and what they share, after a collection. */
export const ownMemory = (): Memory => {
  globalThis.gc?.()
  globalThis.gc?.()
  const peak = (process.resourceUsage().maxRSS * 1024) / 1e6
  if (process.platform !== 'linux') {
    const resident = process.memoryUsage.rss() / 1e6
    return { resident, peak, anonymous: resident }
  }
  const status = readFileSync('/proc/self/status', 'utf8')
  const megabytes = (field: string): number =>
    (Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) * 1024) / 1e6
  return { resident: megabytes('VmRSS'), peak, anonymous: megabytes('RssAnon') + megabytes('RssShmem') }
}
