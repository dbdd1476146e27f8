import { z } from 'zod'
import type { Failure } from '../contract/index.ts'
import { findFacesMessageSchema, foundFacesSchema } from './face-messages.ts'
import { sliceSchema, spokenPieceSchema, transcribeMessageSchema } from './speech-messages.ts'
import { readTextMessageSchema, textLinesSchema } from './text-messages.ts'

/** Version of docs/runner-protocol.md that this side speaks. */
export const protocolVersion = 1

/** Longest line that either side accepts, newline included. */
export const maxLineBytes = 64 * 1024 * 1024

/** What one `embed` request asks a runner to embed; one request holds items of one kind. */
export const embedKindSchema = z.enum(['images', 'audio', 'texts', 'clips'])
export type EmbedKind = z.infer<typeof embedKindSchema>
/** What one request is about: items to embed, a sound to transcribe, or pictures in which text or faces are looked for. */
export type RequestKind = EmbedKind | 'speech' | 'written' | 'faces'

/** An item of a request as it goes over the wire. */
export const wireItemSchema = z.union([
  sliceSchema.extend({ key: z.string() }),
  z.object({ key: z.string(), data: z.base64() }),
  z.object({ key: z.string(), pcm: z.base64() }),
  z.object({ key: z.string(), text: z.string(), role: z.enum(['query', 'passage']) }),
  z.object({ key: z.string(), frames: z.array(sliceSchema).max(8) }),
])
export type WireItem = z.infer<typeof wireItemSchema>

/** Host → runner. */
export const hostMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('embed'), id: z.string(), kind: embedKindSchema, items: z.array(wireItemSchema) }),
  transcribeMessageSchema,
  readTextMessageSchema,
  findFacesMessageSchema,
  z.object({ type: z.literal('ping'), id: z.string() }),
  z.object({ type: z.literal('cancel'), id: z.string() }),
  z.object({ type: z.literal('shutdown') }),
])
export type HostMessage = z.infer<typeof hostMessageSchema>

const resultItemSchema = z.union([
  z.object({ key: z.string(), vector: z.string() }),
  z.object({ key: z.string(), transcript: spokenPieceSchema }),
  z.object({ key: z.string(), lines: textLinesSchema }),
  z.object({ key: z.string(), faces: foundFacesSchema }),
  z.object({ key: z.string(), error: z.object({ code: z.string(), message: z.string() }) }),
])
/** One outcome of a `result`: base64 of little-endian float32, words, lines of text, faces, or why there is none of them. */
export type ResultItem = z.infer<typeof resultItemSchema>

/** Runner → host. */
export const runnerMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    protocol: z.number().int(),
    runner: z.string(),
    model: z.string(),
    revision: z.string(),
    /** Null of a model that makes no vectors. */
    dim: z.number().int().positive().nullable(),
    device: z.string(),
    deviceName: z.string(),
    engine: z.string(),
    maxBatch: z.number().int().positive(),
    preprocessingVersion: z.number().int().nonnegative(),
    memoryBytes: z.number().nonnegative(),
    speed: z
      .object({ perSecond: z.number().positive(), unit: z.enum(['images', 'audioSeconds', 'captions', 'scenes']) })
      .nullable(),
  }),
  z.object({ type: z.literal('result'), id: z.string(), items: z.array(resultItemSchema) }),
  z.object({
    type: z.literal('error'),
    id: z.string(),
    code: z.string(),
    message: z.string(),
    /** Of `out_of_memory`: items in the forward pass that did not fit. */
    batch: z.number().int().positive().optional(),
  }),
  z.object({ type: z.literal('heartbeat'), busy: z.string().nullable(), memoryBytes: z.number().nonnegative() }),
  /** Of a sound that is transcribed: words are known up to here. */
  z.object({ type: z.literal('progress'), id: z.string(), doneMs: z.number().nonnegative() }),
  z.object({ type: z.literal('pong'), id: z.string() }),
  z.object({ type: z.literal('fatal'), code: z.string(), message: z.string(), remedy: z.string() }),
])
export type RunnerMessage = z.infer<typeof runnerMessageSchema>
export type ReadyMessage = Extract<RunnerMessage, { type: 'ready' }>

/** A line of a runner's stdout: a message, or noise that some library printed. */
export type RunnerLine =
  | { readonly kind: 'message'; readonly message: RunnerMessage }
  | { readonly kind: 'noise'; readonly text: string }

const shown = (line: string): string => (line.length > 200 ? `${line.slice(0, 200)}…` : line)

/** Reads one line; whatever is not of the protocol is noise, never an error. */
export const parseRunnerLine = (line: string): RunnerLine => {
  const noise = { kind: 'noise', text: shown(line) } as const
  if (!line.startsWith('{')) return noise
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return noise
  }
  const parsed = runnerMessageSchema.safeParse(value)
  return parsed.success ? { kind: 'message', message: parsed.data } : noise
}

/** A message as the line that goes to the runner, newline included. */
export const hostLine = (message: HostMessage): string => `${JSON.stringify(message)}\n`

/** The wire's name of what a `fatal` says. */
export const fatalFailure = (message: Extract<RunnerMessage, { type: 'fatal' }>): Failure => ({
  code: message.code,
  message: message.message,
  remedy: message.remedy,
})
