import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { type ServerFile, serverFileSchema } from '../../contract/index.ts'
import { isProcessRunning } from '../../process/process-state.ts'

const answerMs = 5_000

const serverFilePath = (libraryFolder: string): string => join(libraryFolder, 'server.json')

const parseServerFile = (text: string): ServerFile | null => {
  try {
    return serverFileSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

/** Writes `server.json` (mode 0600) so that a reader sees the old file or the whole new one. */
export const writeServerFile = async (libraryFolder: string, content: ServerFile): Promise<void> => {
  const path = serverFilePath(libraryFolder)
  const partial = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await writeFile(partial, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' })
    await rename(partial, path)
  } finally {
    await rm(partial, { force: true })
  }
}

/** Removes `server.json` if it is still the one with this token. Synchronous, so that an exiting process can. */
export const removeServerFile = (libraryFolder: string, token: string): void => {
  const path = serverFilePath(libraryFolder)
  try {
    if (parseServerFile(readFileSync(path, 'utf8'))?.token === token) rmSync(path, { force: true })
  } catch {
    // Already gone: nothing to remove.
  }
}

/** Whether an address is one of this machine: a library folder from elsewhere must not make us call out. */
export const isOwnAddress = (hostname: string): boolean => {
  const name = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (name === 'localhost' || name === '::1') return true
  if (isIP(name) === 4 && name.startsWith('127.')) return true
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === name))
}

/** The serving host that holds this library, if its `server.json` is not a leftover: it must answer with its token. */
export const findRunningServer = async (libraryFolder: string): Promise<ServerFile | null> => {
  const text = await readFile(serverFilePath(libraryFolder), 'utf8').catch(() => null)
  const found = text === null ? null : parseServerFile(text)
  if (found === null || !isProcessRunning(found.pid) || !isOwnAddress(new URL(found.url).hostname)) return null
  try {
    const response = await fetch(new URL('/api/v1/settings', found.url), {
      headers: { Authorization: `Bearer ${found.token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(answerMs),
    })
    await response.body?.cancel()
    return response.ok ? found : null
  } catch {
    return null
  }
}
