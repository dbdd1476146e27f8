import { createHash } from 'node:crypto'
import { cancelled } from '../domain/failure.ts'
import type { ContentIdentity } from '../domain/ports/index.ts'
import type { Result } from '../domain/result.ts'
import { err, ok } from '../domain/result.ts'
import { failure, messageOf } from './failures.ts'
import { openRegularFile } from './open-file.ts'

const version = 'c1'
const edgeBytes = 64 * 1024
const sampleBytes = 16 * 1024
const sampleCount = 14
/** Up to this size every byte counts. */
const wholeBytes = 1024 * 1024

/** A byte range of a file. */
export interface ByteRange {
  readonly offset: number
  readonly length: number
}

/**
 * The bytes that make up a file's identity. Up to 1 MiB: all of them. Beyond: the first and the last 64 KiB (headers
 * and indexes, where camera files differ), and between them 14 samples of 16 KiB; sample k of 1…14 starts at
 * 64 KiB + ⌊k × (size − 2 × 64 KiB − 16 KiB) ⁄ 15⌋.
 */
export const sampledRanges = (sizeBytes: number): readonly ByteRange[] => {
  if (sizeBytes <= wholeBytes) return [{ offset: 0, length: sizeBytes }]
  const room = sizeBytes - 2 * edgeBytes - sampleBytes
  const samples = Array.from({ length: sampleCount }, (_, index) => ({
    offset: edgeBytes + Math.floor(((index + 1) * room) / (sampleCount + 1)),
    length: sampleBytes,
  }))
  return [{ offset: 0, length: edgeBytes }, ...samples, { offset: sizeBytes - edgeBytes, length: edgeBytes }]
}

/**
 * Identity of a file by content: the first 40 hex digits of SHA-256 over `c1:<size in bytes>:` followed by the sampled
 * ranges in order of offset, then `-c1`, the version of this definition (last, so that folders named by the first
 * two digits spread). At most 352 KiB of a large file are read, so a 100-GB film takes as long as
 * a small one. Two files that agree in size and all samples count as the same.
 */
export const identify = async (path: string, signal: AbortSignal): Promise<Result<ContentIdentity>> => {
  const opened = await openRegularFile(path)
  if (!opened.ok) return opened
  const { handle, stats } = opened.value
  try {
    const hash = createHash('sha256').update(`${version}:${stats.size}:`)
    for (const range of sampledRanges(stats.size)) {
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
    return ok({ contentId: `${hash.digest('hex').slice(0, 40)}-${version}`, sizeBytes: stats.size })
  } catch (cause) {
    return err(failure('unreadable', `The file cannot be read: ${messageOf(cause)}.`))
  } finally {
    await handle.close()
  }
}
