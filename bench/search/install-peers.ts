import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'

const run = promisify(execFile)

/** Folder of the packages that only this bench uses. */
export const peersFolder = path.resolve(import.meta.dirname, '..', 'peers')

const lockSchema = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) })

const isInstalled = async (): Promise<boolean> => {
  const hidden = path.join(peersFolder, 'node_modules', '.package-lock.json')
  if (!existsSync(hidden)) return false
  const [wanted, present] = await Promise.all(
    [path.join(peersFolder, 'package-lock.json'), hidden].map(async (file) =>
      lockSchema.parse(JSON.parse(await readFile(file, 'utf8'))),
    ),
  )
  return ['usearch', '@lancedb/lancedb', 'apache-arrow'].every((name) => {
    const version = wanted?.packages[`node_modules/${name}`]?.version
    return version !== undefined && present?.packages[`node_modules/${name}`]?.version === version
  })
}

/** Installs them as their lock says; null, or in a sentence why they cannot be had. */
export const installPeers = async (): Promise<string | null> => {
  if (await isInstalled()) return null
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  try {
    await run(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: peersFolder,
      timeout: 600_000,
      shell: process.platform === 'win32',
    })
    return null
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[1] ?? error.message) : String(error)
    return `they cannot be installed here (${reason.trim()})`
  }
}
