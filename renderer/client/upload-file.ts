import { byteRoutes, routePath, type Upload, uploadSchema } from '../../electron/contract/index.ts'
import { type Client, refusalOf, rejectionOf } from './client.ts'
import type { ClientError, ClientResult } from './client-error.ts'
import { pause } from './pause.ts'

/** One file on its way into the library. */
export interface UploadCall {
  readonly file: Blob
  readonly name: string
  readonly lastModifiedMs?: number
  /** Files of one drop share a batch, so that sidecar captions lie beside their video. */
  readonly batch?: string
  /** Of the file: what the library has already is not sent. */
  readonly contentId?: string | null
  readonly onProgress: (offset: number) => void
  readonly signal: AbortSignal
}

/** Sizes and patience of an upload; the defaults suit a core on the same machine. */
export interface UploadPolicy {
  readonly chunkBytes: number
  /** Attempts in a row without a single byte accepted before giving up. */
  readonly maxAttempts: number
  readonly backOffMs: (attempt: number) => number
}

const defaultPolicy: UploadPolicy = {
  chunkBytes: 8 * 1024 * 1024,
  maxAttempts: 6,
  backOffMs: (attempt) => Math.min(10_000, 500 * 2 ** (attempt - 1)),
}

/** `Content-Range` of the bytes from `offset` to `end` (exclusive) of `size`. */
export const contentRange = (offset: number, end: number, size: number): string => `bytes ${offset}-${end - 1}/${size}`

/** Whether trying again from the core's own offset can help. */
export const isRetryable = (error: ClientError): boolean =>
  error.kind === 'offline' ||
  (error.kind === 'refused' &&
    (error.status === 409 || error.status === 416 || error.status >= 500) &&
    error.code !== 'disk_full')

const putChunk = async (
  client: Client,
  upload: Upload,
  call: UploadCall,
  end: number,
): Promise<ClientResult<Upload>> => {
  try {
    const response = await client.fetch(routePath(byteRoutes.putUpload.path, { id: upload.id }), {
      method: 'PUT',
      signal: call.signal,
      headers: {
        'content-type': 'application/octet-stream',
        'content-range': contentRange(upload.offset, end, upload.sizeBytes),
      },
      body: call.file.slice(upload.offset, end),
    })
    if (!response.ok) return { ok: false, error: await refusalOf(response) }
    const parsed = uploadSchema.safeParse(await response.json())
    if (!parsed.success) {
      return { ok: false, error: { kind: 'unexpected-answer', status: response.status, cause: parsed.error } }
    }
    return { ok: true, value: parsed.data }
  } catch (cause) {
    return { ok: false, error: rejectionOf(cause, call.signal) }
  }
}

/**
 * Sends a file in chunks. After a broken connection or a conflict it asks the core how far it got and goes on from there.
 * An aborted upload is given up on the core too. Resolves with the finished upload, whose `import` says what became of it.
 */
export const uploadFile = async (
  client: Client,
  call: UploadCall,
  policy: UploadPolicy = defaultPolicy,
): Promise<ClientResult<Upload>> => {
  const contentId = call.contentId ?? null
  const created = await client.call(
    'createUpload',
    {
      body: {
        name: call.name,
        sizeBytes: call.file.size,
        ...(call.lastModifiedMs === undefined ? {} : { lastModifiedMs: call.lastModifiedMs }),
        ...(call.batch === undefined ? {} : { batch: call.batch }),
        ...(contentId === null ? {} : { contentId }),
      },
    },
    call.signal,
  )
  if (!created.ok) return created
  let upload = created.value
  let attempt = 0
  while (upload.offset < upload.sizeBytes) {
    const end = Math.min(upload.sizeBytes, upload.offset + policy.chunkBytes)
    let answer = await putChunk(client, upload, call, end)
    if (!answer.ok && isRetryable(answer.error) && attempt + 1 < policy.maxAttempts) {
      attempt += 1
      await pause(policy.backOffMs(attempt), call.signal)
      const known = await client.call('getUpload', { params: { id: upload.id } }, call.signal)
      answer = known.ok || !isRetryable(known.error) ? known : { ok: true, value: upload }
    }
    if (!answer.ok) {
      // The core forgets a half-sent file at once when the person gives it up; the signal is already aborted.
      if (call.signal.aborted) {
        await client.call('cancelUpload', { params: { id: upload.id } }, AbortSignal.timeout(5000))
      }
      return answer
    }
    if (answer.value.offset > upload.offset) attempt = 0
    upload = answer.value
    call.onProgress(upload.offset)
  }
  return { ok: true, value: upload }
}
