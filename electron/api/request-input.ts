import { z } from 'zod'
import type { ApiFailure } from '../domain/failure.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { type BodyTimeouts, bodyWithTimeouts, jsonTimeouts } from './request-body.ts'

/** Largest JSON body that is read. */
export const maxJsonBytes = 1_000_000

const remedy = 'See /api/v1/openapi.json for what this request takes.'

/** Parses one part of a request (`query`, `params`, `body`); an error names each field that is wrong. */
export const parseInput = <Schema extends z.ZodType>(
  part: 'query' | 'params' | 'body',
  schema: Schema,
  value: unknown,
): Result<z.output<Schema>, ApiFailure> => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return ok(parsed.data)
  const details = parsed.error.issues.map((issue) => ({
    path: [part, ...issue.path.map(String)].join('.'),
    message: issue.message,
  }))
  const first = details[0]
  const message = first === undefined ? `The ${part} is not valid.` : `${first.path}: ${first.message}`
  return err({ code: 'bad_request', message, remedy, details })
}

const isJson = (contentType: string | null): boolean => {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  return type === 'application/json' || /^application\/[\w.-]+\+json$/.test(type)
}

const tooLarge: ApiFailure = {
  code: 'payload_too_large',
  message: `A request body may be at most ${maxJsonBytes} bytes.`,
  remedy: 'Send fewer items at a time; send files through /api/v1/uploads.',
}

const takesList = (field: unknown): boolean =>
  field instanceof z.ZodArray || (field instanceof z.ZodOptional && takesList(field.unwrap()))

/** The query of an address as its schema takes it: a list of all values where it asks for one, else the first value. */
export const readQuery = (
  schema: z.ZodObject,
  values: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(values).map(([name, given]) => [name, takesList(schema.shape[name]) ? given : given[0]]),
  )

/** All bytes of a body; null as soon as more than `limit` came. Rejects with `BodyStalled` when it stops coming. */
export const readCapped = async (
  body: ReadableStream<Uint8Array>,
  limit: number,
  timeouts: BodyTimeouts,
): Promise<Uint8Array<ArrayBuffer> | null> => {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of bodyWithTimeouts(body, timeouts)) {
    length += chunk.byteLength
    if (length > limit) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

/** Reads a JSON body of at most `maxJsonBytes`; anything but a JSON content type is refused before reading. */
export const readJsonBody = async (
  request: Request,
  timeouts: BodyTimeouts = jsonTimeouts,
): Promise<Result<unknown, ApiFailure>> => {
  if (!isJson(request.headers.get('content-type')))
    return err({
      code: 'unsupported_media',
      message: 'The body must be JSON.',
      remedy: 'Send it with Content-Type: application/json.',
    })
  if (Number(request.headers.get('content-length') ?? 0) > maxJsonBytes) return err(tooLarge)
  const bytes = request.body === null ? new Uint8Array() : await readCapped(request.body, maxJsonBytes, timeouts)
  if (bytes === null) return err(tooLarge)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return ok(JSON.parse(text))
  } catch {
    return err({ code: 'bad_request', message: 'The body is not valid JSON in UTF-8.', remedy })
  }
}
