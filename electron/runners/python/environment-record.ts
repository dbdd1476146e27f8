import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** Beside the interpreter's folders; `build/setup/python.mjs` writes and reads it too. */
const recordName = 'goodclips-environment.json'
const lockName = 'requirements.txt'

/** What is known of an environment since it was made and proven. */
export const environmentRecordSchema = z.object({
  /** SHA-256 of the locked requirements that it was made from. */
  lock: z.string(),
  python: z.string().nullable().default(null),
  torch: z.string().nullable().default(null),
  /** For example `CPU` or `NVIDIA H200`. */
  device: z.string().nullable().default(null),
  /** Whether the tools of the tests are in it. */
  tests: z.boolean().default(false),
})
export type EnvironmentRecord = z.infer<typeof environmentRecordSchema>

/** The record of an environment, or null when it has none. */
export const readEnvironmentRecord = async (environment: string): Promise<EnvironmentRecord | null> => {
  try {
    const parsed = environmentRecordSchema.safeParse(JSON.parse(await readFile(join(environment, recordName), 'utf8')))
    return parsed.data ?? null
  } catch {
    return null
  }
}

/** Notes that an environment works. */
export const writeEnvironmentRecord = async (environment: string, record: EnvironmentRecord): Promise<void> => {
  await writeFile(join(environment, recordName), `${JSON.stringify(record, null, 2)}\n`)
}

/** Path of the locked requirements. */
export const lockPath = (nativeRunners: string): string => join(nativeRunners, lockName)

/** Digest of the locked requirements: environments are made anew when it changes. */
export const lockDigest = async (nativeRunners: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(lockPath(nativeRunners)))
    .digest('hex')

/** The interpreter of a virtual environment. */
export const environmentPython = (environment: string, platform: NodeJS.Platform = process.platform): string =>
  platform === 'win32' ? join(environment, 'Scripts', 'python.exe') : join(environment, 'bin', 'python')
