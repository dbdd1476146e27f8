import { z } from 'zod'
import { type SearchResponse, type SemanticSearch, semanticSearchSchema } from '../contract/index.ts'
import type { SearchFile } from '../core/core-api.ts'
import { createAllowance } from '../core/search/allowance.ts'
import type { ApiFailure } from '../domain/failure.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { failureResponse, jsonResponse } from './failure.ts'
import { type BodyTimeouts, fileTimeouts } from './request-body.ts'
import { parseInput, readCapped } from './request-input.ts'

/** Largest file to search by. */
export const maxSearchFileBytes = 64_000_000

/**
 * Bytes of files to search by that are held at once, by all requests together: a large one in a form, or two as bodies.
 * The others wait before they are read, so that their senders wait, too.
 */
const heldBytes = createAllowance(2 * maxSearchFileBytes)
/** A form is held whole, and its file again. */
const copiesOfForm = 2

// Boundaries, headers and the other fields of a form.
const formOverhead = 1_000_000

type Kind = 'picture' | 'sound'
type Search = (
  file: SearchFile,
  request: SemanticSearch,
  signal: AbortSignal,
) => Promise<Result<SearchResponse, ApiFailure>>

interface Received {
  readonly file: SearchFile
  /** The rest of the search as JSON; null when it was not sent. */
  readonly search: string | null
  readonly part: 'query' | 'body'
}

const tooLarge = (kind: Kind): ApiFailure => ({
  code: 'payload_too_large',
  message: `A ${kind} to search by may have at most 64 MB.`,
  remedy: kind === 'picture' ? 'Send a smaller picture, for example as JPEG.' : 'Send a few seconds of the sound.',
})

const noFile = (kind: Kind, message: string): ApiFailure => ({
  code: 'bad_request',
  message,
  remedy: `Send the bytes of the ${kind} as the body, or as multipart/form-data with the field "file".`,
})

const isForm = (request: Request): boolean =>
  /^multipart\/form-data\s*(;|$)/i.test(request.headers.get('content-type')?.trim() ?? '')

const readForm = async (
  request: Request,
  kind: Kind,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Result<{ readonly file: File; readonly search: string | null }, ApiFailure>> => {
  let form: FormData
  try {
    const headers = { 'Content-Type': request.headers.get('content-type') ?? '' }
    form = await new Response(bytes, { headers }).formData()
  } catch {
    return err(noFile(kind, 'The form cannot be read.'))
  }
  const file = form.get('file')
  if (!(file instanceof File)) return err(noFile(kind, 'The form has no file in its field "file".'))
  const search = form.get('search')
  return ok({ file, search: search instanceof File ? await search.text() : search })
}

const limitOf = (request: Request): number => maxSearchFileBytes + (isForm(request) ? formOverhead : 0)

const receive = async (request: Request, kind: Kind, timeouts: BodyTimeouts): Promise<Result<Received, ApiFailure>> => {
  const query = new URL(request.url).searchParams
  const form = isForm(request)
  const bytes = request.body === null ? new Uint8Array() : await readCapped(request.body, limitOf(request), timeouts)
  if (bytes === null) return err(tooLarge(kind))
  const inQuery = query.get('search')
  if (!form) {
    if (bytes.length === 0) return err(noFile(kind, 'The request has no body.'))
    return ok({ file: { name: query.get('name') ?? kind, bytes }, search: inQuery, part: 'query' })
  }
  const read = await readForm(request, kind, bytes)
  if (!read.ok) return read
  const { file, search } = read.value
  if (file.size === 0) return err(noFile(kind, 'The file in the form is empty.'))
  if (file.size > maxSearchFileBytes) return err(tooLarge(kind))
  return ok({
    file: { name: query.get('name') ?? file.name, bytes: new Uint8Array(await file.arrayBuffer()) },
    search: search ?? inQuery,
    part: search === null ? 'query' : 'body',
  })
}

const searchField = z.object({ search: semanticSearchSchema })

const parseSearch = ({ search, part }: Received): Result<SemanticSearch, ApiFailure> => {
  if (search === null || search.trim() === '') return ok(semanticSearchSchema.parse({}))
  let value: unknown
  try {
    value = JSON.parse(search)
  } catch {
    return err({
      code: 'bad_request',
      message: `${part}.search: it is not valid JSON.`,
      remedy: 'Leave it out, or send the body of POST /api/v1/search/semantic in it.',
    })
  }
  const parsed = parseInput(part, searchField, { search: value })
  return parsed.ok ? ok(parsed.value.search) : parsed
}

const bytesHeldFor = (request: Request): number => {
  const declared = Number(request.headers.get('content-length') ?? Number.NaN)
  return (declared >= 0 ? declared : maxSearchFileBytes) * (isForm(request) ? copiesOfForm : 1)
}

/** `POST /api/v1/search/similar-to-image` and `…-audio`: a file as the body or in a form, and the rest of the search. */
export const searchByFile = async (
  request: Request,
  kind: Kind,
  search: Search,
  timeouts: BodyTimeouts = fileTimeouts,
): Promise<Response> => {
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (declared > limitOf(request)) return failureResponse(tooLarge(kind))
  const giveBack = await heldBytes.take(bytesHeldFor(request), request.signal)
  if (giveBack === null) return failureResponse({ code: 'unavailable', message: 'The search was given up.' })
  try {
    return await searchByReceived(request, kind, search, timeouts)
  } finally {
    giveBack()
  }
}

const searchByReceived = async (
  request: Request,
  kind: Kind,
  search: Search,
  timeouts: BodyTimeouts,
): Promise<Response> => {
  const received = await receive(request, kind, timeouts)
  if (!received.ok) return failureResponse(received.error)
  const parsed = parseSearch(received.value)
  if (!parsed.ok) return failureResponse(parsed.error)
  const answer = await search(received.value.file, parsed.value, request.signal)
  return answer.ok ? jsonResponse(answer.value) : failureResponse(answer.error)
}
