import { createHash } from 'node:crypto'
import { contentIdOf, contentIdPrefix, sampledRanges } from '../contract/content-id.ts'
import { cancelled } from '../domain/failure.ts'
import type { ContentIdentity, PartsIdentity } from '../domain/ports/index.ts'
import type { Result } from '../domain/result.ts'
import { err, ok } from '../domain/result.ts'
import { failure, messageOf } from './failures.ts'
import { openRegularFile } from './open-file.ts'

/**
 * Identity of a file by content: the first 40 hex digits of SHA-256 over `c1:<size in bytes>:` followed by the sampled
 * ranges in order of offset, then `-c1`, the version of this definition (last, so that folders named by the first
 * two digits spread). At most 352 KiB of a large file are read, so a 100-GB film takes as long as
 * a small one. Two files that agree in size and all samples count as the same. `firstBytes`: as if the file ended there.
 */
export const identify = async (
  path: string,
  signal: AbortSignal,
  firstBytes?: number,
): Promise<Result<ContentIdentity>> => {
  const opened = await openRegularFile(path)
  if (!opened.ok) return opened
  const { handle, stats } = opened.value
  const sizeBytes = firstBytes ?? stats.size
  try {
    const hash = createHash('sha256').update(contentIdPrefix(sizeBytes))
    for (const range of sampledRanges(sizeBytes)) {
      if (signal.aborted) return err(cancelled)
      const buffer = Buffer.alloc(range.length)
      let filled = 0
      while (filled < range.length) {
        const { bytesRead } = await handle.read(buffer, filled, range.length - filled, range.offset + filled)
        if (bytesRead === 0) return err(failure('truncated', 'The file shrank while it was read.'))
        filled += bytesRead
      }
      hash.update(buffer)
    }
    return ok({ contentId: contentIdOf(hash.digest('hex')), sizeBytes })
  } catch (cause) {
    return err(failure('unreadable', `The file cannot be read: ${messageOf(cause)}.`))
  } finally {
    await handle.close()
  }
}

/**
 * Identity of several files that are one film: the first 40 hex digits of SHA-256 over `p1:` and the content ids of the parts in their
 * order, one a line, then `-p1`.
 */
export const identifyParts = async (paths: readonly string[], signal: AbortSignal): Promise<Result<PartsIdentity>> => {
  const parts: ContentIdentity[] = []
  for (const path of paths) {
    const part = await identify(path, signal)
    if (!part.ok) return part
    parts.push(part.value)
  }
  const digest = createHash('sha256').update(['p1:', ...parts.map(({ contentId }) => contentId)].join('\n'))
  return ok({
    contentId: `${digest.digest('hex').slice(0, 40)}-p1`,
    sizeBytes: parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    parts,
  })
}
