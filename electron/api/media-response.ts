import { type FileHandle, open } from 'node:fs/promises'
import type { MediaSlice } from '../core/core-api.ts'
import { failureResponse } from './failure.ts'
import { matchesNone, parseRange, quoteEtag, rangeStillValid } from './range.ts'

const chunkBytes = 256 * 1024
/** A client that takes nothing for so long has gone to sleep; when it wakes it asks for the rest by a range. */
const maxIdleMs = 30 * 60_000
/** Answers up to this size are read at once: a stream costs more than the read. */
const smallBytes = 64 * 1024

const fillBuffer = async (file: FileHandle, position: number, length: number): Promise<Uint8Array<ArrayBuffer>> => {
  const buffer = new Uint8Array(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return filled === length ? buffer : buffer.subarray(0, filled)
}

/** Reads only as fast as the client takes; closes the file at the end, on an error and when the client goes away. */
const fileStream = (file: FileHandle, start: number, length: number): ReadableStream<Uint8Array> => {
  let position = start
  const end = start + length
  let idle: NodeJS.Timeout | undefined
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        clearTimeout(idle)
        try {
          const chunk = await fillBuffer(file, position, Math.min(chunkBytes, end - position))
          if (chunk.byteLength === 0) throw new Error('the file became shorter while it was read')
          position += chunk.byteLength
          controller.enqueue(chunk)
          if (position < end) {
            idle = setTimeout(() => {
              controller.error(new Error('the client stopped reading'))
              file.close().catch(() => undefined)
            }, maxIdleMs).unref()
            return
          }
          await file.close()
          controller.close()
        } catch (cause) {
          await file.close().catch(() => undefined)
          controller.error(cause)
        }
      },
      cancel: async () => {
        clearTimeout(idle)
        await file.close().catch(() => undefined)
      },
    },
    { highWaterMark: 0 },
  )
}

const gone = (): Response =>
  failureResponse({
    code: 'not_found',
    message: 'The file is not there any more, or it changed.',
    remedy: 'Locate the file again, or import it again.',
  })

const openSlice = async (slice: MediaSlice): Promise<FileHandle | null> => {
  const file = await open(slice.path, 'r').catch(() => null)
  if (file === null) return null
  const info = await file.stat()
  if (info.isFile() && info.size >= slice.offset + slice.length) return file
  await file.close()
  return null
}

/** Serves bytes of a file with validators, one range, HEAD and 304 (RFC 9110 §13 and §14). */
export const mediaResponse = async (request: Request, slice: MediaSlice): Promise<Response> => {
  const etag = quoteEtag(slice.etag)
  const headers = new Headers({
    'Accept-Ranges': 'bytes',
    'Cache-Control': slice.immutable ? 'private, max-age=31536000, immutable' : 'private, no-cache',
    'Content-Type': slice.mimeType,
    ETag: etag,
  })
  if (matchesNone(request.headers.get('if-none-match') ?? undefined, etag)) {
    headers.delete('Content-Type')
    return new Response(null, { status: 304, headers })
  }
  const mayRange =
    request.method === 'GET' && rangeStillValid(request.headers.get('if-range') ?? undefined, etag)
      ? (request.headers.get('range') ?? undefined)
      : undefined
  const range = parseRange(mayRange, slice.length)
  if (range.kind === 'unsatisfiable')
    return failureResponse(
      { code: 'range_not_satisfiable', message: `The file has ${slice.length} bytes.` },
      { headers: { 'Content-Range': `bytes */${slice.length}`, 'Accept-Ranges': 'bytes' } },
    )
  const start = range.kind === 'part' ? range.start : 0
  const length = range.kind === 'part' ? range.end - range.start + 1 : slice.length
  headers.set('Content-Length', String(length))
  if (range.kind === 'part') headers.set('Content-Range', `bytes ${start}-${range.end}/${slice.length}`)
  const status = range.kind === 'part' ? 206 : 200
  const file = await openSlice(slice)
  if (file === null) return gone()
  if (request.method === 'HEAD' || length === 0) {
    await file.close()
    return new Response(null, { status, headers })
  }
  if (length > smallBytes) return new Response(fileStream(file, slice.offset + start, length), { status, headers })
  try {
    return new Response(await fillBuffer(file, slice.offset + start, length), { status, headers })
  } finally {
    await file.close()
  }
}
