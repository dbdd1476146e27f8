import type { z } from 'zod'
import type { Problem } from '../contract/index.ts'
import type { foundFacesSchema } from './face-messages.ts'
import type { ModelOutcome } from './model-calls.ts'
import type { ResultItem } from './protocol.ts'
import { readNumbers, readVector, wireDimension } from './vectors.ts'

/** Numbers of a face's vector. */
const faceDimension = 128

/** So many vectors, and not one of them usable, are no coincidence of bad items: the engine computes nonsense. */
const allInvalid = 8

/** A `result` checked against its request. */
export interface ReadOutcomes {
  /** One for each key of the request, in its order. */
  readonly outcomes: readonly ModelOutcome[]
  /** Items that were not asked for. */
  readonly unknownKeys: number
  readonly invalid: number
  /** Not the items are wrong but the runner. */
  readonly fault: Problem | null
}

/**
 * Reads the answer to a request whose items had the wire keys 0, 1, 2 …; `keys` are the callers' own. A vector that cannot be
 * right is the error `invalid_vector` of its item; all of the wrong dimension, or eight and more with none right, are a fault
 * of the runner.
 */
export const readOutcomes = (
  answers: readonly ResultItem[],
  keys: readonly string[],
  dimension: number,
): ReadOutcomes => {
  const answerOf = new Map<number, ResultItem>()
  let unknownKeys = 0
  for (const answer of answers) {
    const position = /^\d{1,9}$/.test(answer.key) ? Number(answer.key) : -1
    if (position < 0 || position >= keys.length || answerOf.has(position)) unknownKeys += 1
    else answerOf.set(position, answer)
  }

  let vectors = 0
  let invalid = 0
  const outcomes = keys.map((key, position): ModelOutcome => {
    const answer = answerOf.get(position)
    if (answer === undefined) return { key, error: { code: 'no_answer', message: 'The model gave no answer for it.' } }
    if ('error' in answer) return { key, error: answer.error }
    if ('transcript' in answer) return { key, spoken: answer.transcript }
    if ('lines' in answer) return { key, lines: answer.lines }
    if ('faces' in answer) return readFaces(key, answer.faces)
    vectors += 1
    const read = readVector(answer.vector, dimension)
    if (read.ok) return { key, vector: read.value }
    invalid += 1
    return { key, error: read.error }
  })

  const dimensions = answers.flatMap((answer) => ('vector' in answer ? [wireDimension(answer.vector)] : []))
  return { outcomes, unknownKeys, invalid, fault: faultOf(vectors, invalid, dimensions, dimension) }
}

/** Faces with vectors that can be right; a model that gives others gave no answer. */
const readFaces = (key: string, found: z.infer<typeof foundFacesSchema>): ModelOutcome => {
  const faces = found.flatMap(({ vector, ...face }) => {
    const numbers = readNumbers(vector, faceDimension)
    return numbers.ok ? [{ ...face, vector: numbers.value }] : []
  })
  if (faces.length === found.length) return { key, faces }
  return { key, error: { code: 'invalid_vector', message: 'The vector of a face has other numbers than it must.' } }
}

const faultOf = (
  vectors: number,
  invalid: number,
  dimensions: readonly (number | null)[],
  dimension: number,
): Problem | null => {
  if (vectors === 0 || invalid < vectors) return null
  if (dimensions.every((found) => found !== dimension)) {
    const message = `It answers vectors of ${dimensions[0] ?? 'no'} numbers instead of ${dimension}.`
    return { code: 'wrong_dimension', message }
  }
  if (vectors < allInvalid) return null
  return { code: 'invalid_vector', message: 'None of the vectors that it answers is finite and of unit length.' }
}
