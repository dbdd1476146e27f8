import { createUploadSchema } from '../contract/index.ts'
import type { Core } from '../core/core-api.ts'
import type { ApiFailure } from '../domain/failure.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { failureResponse, jsonResponse } from './failure.ts'
import { parseUploadRange, type UploadRange } from './range.ts'
import {
  BodyStalled,
  type BodyTimeouts,
  bodyStalled,
  bodyWithTimeouts,
  closeConnection,
  streamedTimeouts,
} from './request-body.ts'

const badRange = (message: string): ApiFailure => ({
  code: 'bad_request',
  message,
  remedy: 'Send `Content-Range: bytes FIRST-LAST/SIZE` with the offset that GET /api/v1/uploads/{id} tells.',
})

const noBody = badRange('The request has no body.')

const tooLong = (length: number): ApiFailure => ({
  code: 'payload_too_large',
  message: `More than the announced ${length} bytes came.`,
})

/**
 * The body of a request, failing as soon as more than `limit` bytes came. Holds no more than one chunk and remembers
 * why it failed, so that a broken connection can be told from a failure of the disk.
 */
const watchedBody = (body: ReadableStream<Uint8Array>, limit: number) => {
  const reader = body.getReader()
  let failure: 'too-long' | 'broken-off' | 'stalled' | null = null
  let seen = 0
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const { done, value } = await reader.read()
          if (done) return controller.close()
          seen += value.byteLength
          if (seen <= limit) return controller.enqueue(value)
          failure = 'too-long'
        } catch (cause) {
          failure = cause instanceof BodyStalled ? 'stalled' : 'broken-off'
          return controller.error(cause)
        }
        controller.error(new Error('more bytes came than were announced'))
        await reader.cancel()
      },
      cancel: (cause) => reader.cancel(cause),
    },
    { highWaterMark: 0 },
  )
  return { stream, failure: () => failure, seen: () => seen }
}

/** How many bytes this request may bring and from where, or why not. */
export const planUpload = (
  upload: { readonly offset: number; readonly sizeBytes: number },
  range: UploadRange,
  contentLength: number | null,
): Result<{ readonly offset: number; readonly length: number }, ApiFailure> => {
  if (range.size !== null && range.size !== upload.sizeBytes)
    return err(badRange(`The upload was announced with ${upload.sizeBytes} bytes, not ${range.size}.`))
  if (range.first !== upload.offset)
    return err({
      code: 'conflict',
      message: `The next byte of this upload is ${upload.offset}, not ${range.first}.`,
      remedy: 'Go on from `details.offset`.',
      details: { offset: upload.offset },
    })
  if (range.last !== null && range.last >= upload.sizeBytes)
    return err(badRange('The range ends behind the announced size.'))
  const length = (range.last ?? upload.sizeBytes - 1) - range.first + 1
  if (contentLength !== null && contentLength > length)
    return err({ code: 'payload_too_large', message: `This request may bring at most ${length} bytes.` })
  if (contentLength !== null && range.last !== null && contentLength !== length)
    return err(badRange('Content-Length and Content-Range do not agree.'))
  return ok({ offset: range.first, length })
}

/** `PUT /api/v1/uploads/{id}`: appends the body from the offset in `Content-Range` (0 without one). */
export const putUpload = async (
  core: Core,
  id: string,
  request: Request,
  timeouts: BodyTimeouts = streamedTimeouts,
): Promise<Response> => {
  const header = request.headers.get('content-range')
  const range = header === null ? { first: 0, last: null, size: null } : parseUploadRange(header)
  if (range === null) return failureResponse(badRange('The Content-Range header is malformed.'))
  const upload = await core.uploads.get(id)
  if (!upload.ok) return failureResponse(upload.error)
  const declared = request.headers.get('content-length')
  const plan = planUpload(upload.value, range, declared === null ? null : Number(declared))
  if (!plan.ok) return failureResponse(plan.error)
  if (request.body === null) return failureResponse(noBody)
  return await receive(core, id, plan.value, bodyWithTimeouts(request.body, timeouts), request.signal, 200)
}

const receive = async (
  core: Core,
  id: string,
  { offset, length }: { readonly offset: number; readonly length: number },
  source: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  status: 200 | 201,
): Promise<Response> => {
  const body = watchedBody(source, length)
  try {
    const appended = await core.uploads.append(id, offset, body.stream, signal)
    if (body.failure() === 'too-long') return failureResponse(tooLong(length))
    if (body.failure() === 'stalled') return failureResponse(bodyStalled, { headers: closeConnection })
    if (appended.ok && body.seen() === 0 && length > 0) return failureResponse(noBody)
    return appended.ok ? jsonResponse(appended.value, status) : failureResponse(appended.error)
  } catch (cause) {
    if (body.failure() === 'too-long') return failureResponse(tooLong(length))
    if (body.failure() === 'stalled') return failureResponse(bodyStalled, { headers: closeConnection })
    if (body.failure() === null && !signal.aborted) throw cause
    return failureResponse({
      code: 'bad_request',
      message: 'The upload was broken off.',
      remedy: `Go on with PUT /api/v1/uploads/${id} from the offset that GET tells.`,
      details: { id },
    })
  }
}

/** Whether a POST to `/api/v1/uploads` brings the file itself rather than its announcement. */
export const bringsBytes = (contentType: string | null): boolean =>
  /^(application\/octet-stream|video\/[\w.+-]+)\s*(;|$)/i.test(contentType?.trim() ?? '')

/** `POST /api/v1/uploads?name=…` with the bytes as body: announces and sends a whole file in one request. */
export const postUpload = async (
  core: Core,
  request: Request,
  timeouts: BodyTimeouts = streamedTimeouts,
): Promise<Response> => {
  const query = new URL(request.url).searchParams
  const announced = createUploadSchema.safeParse({
    name: query.get('name') ?? undefined,
    sizeBytes: Number(request.headers.get('content-length') ?? Number.NaN),
    batch: query.get('batch') ?? undefined,
  })
  if (!announced.success || request.body === null)
    return failureResponse({
      code: 'bad_request',
      message: 'A file in one request needs its name, its length and its bytes.',
      remedy: 'Send them to /api/v1/uploads?name=film.mp4 with a Content-Length, or announce the file as JSON first.',
    })
  const created = await core.uploads.create(announced.data)
  if (!created.ok) return failureResponse(created.error)
  const { id, sizeBytes } = created.value
  const body = bodyWithTimeouts(request.body, timeouts)
  return await receive(core, id, { offset: 0, length: sizeBytes }, body, request.signal, 201)
}
