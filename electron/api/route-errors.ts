import type { ErrorCode, Route } from '../contract/index.ts'
import { statusOf } from './failure.ts'

/** How any request can be refused before it reaches its route: not allowed, or with headers that are too long. */
export const refusedBeforeRouting: readonly ErrorCode[] = ['forbidden', 'headers_too_large']
const withoutToken: readonly ErrorCode[] = ['unauthorized']
/** How reading a body can fail. */
export const refusedBody: readonly ErrorCode[] = ['bad_request', 'request_timeout', 'payload_too_large']

/** Every error code below 500 that a route can answer, from what it takes and what it says of itself. */
export const errorCodesOf = (route: Route, isOpen: boolean): readonly ErrorCode[] => [
  ...new Set<ErrorCode>([
    ...refusedBeforeRouting,
    ...(isOpen ? [] : withoutToken),
    ...(route.params === undefined ? [] : (['bad_request', 'not_found'] as const)),
    ...(route.query === undefined ? [] : (['bad_request'] as const)),
    ...(route.body === undefined ? [] : ([...refusedBody, 'unsupported_media'] as const)),
    ...(route.refuses ?? []),
  ]),
]

const descriptions: Partial<Readonly<Record<ErrorCode, string>>> = {
  bad_request: 'The request is not valid; `details` names each field',
  unauthorized: 'No token, or not that of this run',
  forbidden: 'From a page or an address that may not ask',
  not_found: 'There is no such thing',
  request_timeout: 'The request stopped coming',
  conflict: 'Not possible in the present state; the message says why',
  payload_too_large: 'More than is taken',
  unsupported_media: 'Of a kind that is not taken',
  range_not_satisfiable: 'The Range header asks for what is not there',
  headers_too_large: 'Address and headers are too long',
}

const componentOf = (code: ErrorCode): string =>
  code.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** References to the error answers of an operation by status: those named, and any failure of the library or the machine. */
export const errorAnswers = (codes: readonly ErrorCode[]): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(
    codes.map((code) => [statusOf[code], { $ref: `#/components/responses/${componentOf(code)}` }] as const),
  ),
  '5XX': { $ref: '#/components/responses/Failed' },
})

/** All error answers that `errorAnswers` refers to. `schema` is that of an error. */
export const errorComponents = (schema: unknown): Readonly<Record<string, unknown>> => {
  const answer = (description: string) => ({ description, content: { 'application/json': { schema } } })
  const entries = Object.entries(descriptions).map(
    ([code, description]) => [componentOf(code as ErrorCode), answer(description)] as const,
  )
  return {
    ...Object.fromEntries(entries),
    Failed: answer('The library, the disk or the machine cannot do it now, with a remedy; 500 is a fault of GoodCLIPS'),
  }
}
