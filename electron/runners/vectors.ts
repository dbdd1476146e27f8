import { endianness } from 'node:os'
import type { Problem } from '../contract/index.ts'
import { err, ok, type Result } from '../domain/result.ts'

/** How far the length of a vector may be from 1: half-precision engines round, a vector that was never normalised is off by far more. */
export const normTolerance = 1e-3

const bytesPerNumber = 4
const isLittleEndian = endianness() === 'LE'

const invalid = (message: string): Result<never, Problem> => err({ code: 'invalid_vector', message })

/** Number of components that a vector on the wire has; null when it is not base64 of whole numbers. */
export const wireDimension = (base64: string): number | null => {
  const bytes = Buffer.from(base64, 'base64').length
  return bytes > 0 && bytes % bytesPerNumber === 0 ? bytes / bytesPerNumber : null
}

/** The finite numbers in base64 of little-endian float32, or `invalid_vector`: wrong dimension, not finite. */
export const readNumbers = (base64: string, dimension: number): Result<Float32Array, Problem> => {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length !== dimension * bytesPerNumber) {
    return invalid(`The vector has ${bytes.length / bytesPerNumber} numbers instead of ${dimension}.`)
  }
  if (!isLittleEndian) bytes.swap32()
  // Buffers of Node's pool do not start at a multiple of four.
  const vector = new Float32Array(dimension)
  new Uint8Array(vector.buffer).set(bytes)
  if (!vector.every((value) => Number.isFinite(value))) {
    return invalid('The vector holds numbers that are not finite.')
  }
  return ok(vector)
}

/** The unit vector in base64 of little-endian float32, or `invalid_vector`: wrong dimension, not finite, not of unit length. */
export const readVector = (base64: string, dimension: number): Result<Float32Array, Problem> => {
  const read = readNumbers(base64, dimension)
  if (!read.ok) return read
  const vector = read.value
  let squares = 0
  for (const value of vector) squares += value * value
  const norm = Math.sqrt(squares)
  if (Math.abs(norm - 1) > normTolerance) return invalid(`The vector's length is ${norm.toPrecision(6)} instead of 1.`)
  return ok(vector)
}
