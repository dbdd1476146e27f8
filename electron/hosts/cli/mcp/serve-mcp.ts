import { once } from 'node:events'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import type { ApiFailure } from '../../../domain/failure.ts'
import type { Result } from '../../../domain/result.ts'
import { version } from '../../version.ts'
import type { CliBackend } from '../backend.ts'
import { createLibraryLease } from './library-lease.ts'
import { createMcpServer } from './mcp-server.ts'

/** How long a library that was opened here stays open without work. */
const idleMs = 30_000

/** Serves one client over stdin and stdout, until it closes them or the signal aborts. */
export const serveMcp = async (parts: {
  readonly open: () => Promise<Result<CliBackend, ApiFailure>>
  readonly allowWrite: boolean
  readonly signal: AbortSignal
}): Promise<void> => {
  const library = createLibraryLease({ open: parts.open, idleMs })
  const server = createMcpServer({ library, allowWrite: parts.allowWrite, version })
  await server.connect(new StdioServerTransport())
  const stopped = new AbortController()
  try {
    await Promise.race([
      once(process.stdin, 'end', { signal: stopped.signal }),
      once(process.stdin, 'close', { signal: stopped.signal }),
      parts.signal.aborted ? undefined : once(parts.signal, 'abort', { signal: stopped.signal }),
    ])
  } finally {
    stopped.abort()
    await server.close()
    await library.close()
  }
}
