import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { calibratedScore } from '../../electron/domain/fusion/score.ts'
import type { ReferenceAnswer, ReferenceTask } from './reference.ts'
import { bestCount } from './shape.ts'

const rowsAtOnce = 1024
/** Queries whose sums are kept in registers at once. */
const lanes = 4

interface Block {
  /** Of unit values; row by row, zeros where a scene has none. */
  readonly rows: Float64Array
  readonly present: Uint8Array
}

/** Dot products in double precision of four queries (interleaved) with each row, added up in order. */
const fourProducts = (queries: Float64Array, dimension: number, rows: Float64Array, into: Float32Array[]): void => {
  for (let row = 0; row < rowsAtOnce; row += 1) {
    let sum0 = 0
    let sum1 = 0
    let sum2 = 0
    let sum3 = 0
    const start = row * dimension
    for (let index = 0; index < dimension; index += 1) {
      const value = rows[start + index] as number
      const place = index * lanes
      sum0 += (queries[place] as number) * value
      sum1 += (queries[place + 1] as number) * value
      sum2 += (queries[place + 2] as number) * value
      sum3 += (queries[place + 3] as number) * value
    }
    for (const [lane, sum] of [sum0, sum1, sum2, sum3].entries()) {
      const column = into[lane]
      if (column !== undefined) column[row] = sum
    }
  }
}

const interleave = (queries: readonly Float32Array[], dimension: number): Float64Array => {
  const mixed = new Float64Array(lanes * dimension)
  queries.forEach((query, lane) => {
    query.forEach((value, index) => {
      mixed[index * lanes + lane] = value
    })
  })
  return mixed
}

/** The best so far of one question. */
class Best {
  readonly entries: { readonly scene: number; readonly score: number }[] = []

  add(scene: number, score: number): void {
    const { entries } = this
    const last = entries.at(-1)
    // Scenes come in ascending order, so an equal one is behind those that are there.
    if (entries.length === bestCount && last !== undefined && score <= last.score) return
    let place = entries.length
    while (place > 0 && (entries[place - 1]?.score ?? 0) < score) place -= 1
    entries.splice(place, 0, { scene, score })
    if (entries.length > bestCount) entries.pop()
  }
}

const answer = ({ database, spaces, queries, questions, from, to }: ReferenceTask): ReferenceAnswer => {
  const connection = new Database(database, { readonly: true })
  const select = connection.prepare<[number, number], { scene: number; vector: Buffer }>(
    'SELECT scene_pk AS scene, vector FROM scene_vectors WHERE key >= ? AND key < ? AND vector IS NOT NULL',
  )
  const readBlock = (spacePk: number, dimension: number, first: number, last: number): Block => {
    const rows = new Float64Array(rowsAtOnce * dimension)
    const present = new Uint8Array(rowsAtOnce)
    const base = spacePk * 2 ** 40
    for (const { scene, vector } of select.iterate(base + first, base + last)) {
      const bytes = vector.byteOffset % 4 === 0 ? vector : Buffer.from(vector)
      const own = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes)
      rows.set(new Float32Array(own.buffer, own.byteOffset, dimension), (scene - first) * dimension)
      present[scene - first] = 1
    }
    return { rows, present }
  }
  const groups: number[][] = []
  for (let query = 0; query < queries.length; query += lanes) {
    groups.push(Array.from({ length: Math.min(lanes, queries.length - query) }, (_, lane) => query + lane))
  }
  const mixed = groups.map((group) =>
    spaces.map(({ dimension }, space) =>
      interleave(
        group.map((query) => queries[query]?.[space] ?? new Float32Array(dimension)),
        dimension,
      ),
    ),
  )
  const best = questions.map(() => new Best())
  const sums = questions.map((question) =>
    question.terms.map(() => ({ count: 0, sum: 0, squares: 0, best: Number.NEGATIVE_INFINITY })),
  )
  const ofQuery = queries.map((_, query) =>
    questions.flatMap((question, index) => (question.query === query ? [{ question, index }] : [])),
  )
  const columns = Array.from({ length: lanes }, () => spaces.map(() => new Float32Array(rowsAtOnce)))
  const own: number[] = []
  for (let first = from; first < to; first += rowsAtOnce) {
    const last = Math.min(to, first + rowsAtOnce)
    const blocks = spaces.map(({ pk, dimension }) => readBlock(pk, dimension, first, last))
    for (const [group, members] of groups.entries()) {
      spaces.forEach(({ dimension }, space) => {
        const into = columns.map((column) => column[space] ?? new Float32Array(rowsAtOnce))
        fourProducts(
          mixed[group]?.[space] ?? new Float64Array(),
          dimension,
          blocks[space]?.rows ?? new Float64Array(),
          into,
        )
      })
      for (const [lane, query] of members.entries()) {
        const asked = ofQuery[query] ?? []
        for (let row = 0; row < last - first; row += 1) {
          const scene = first + row
          for (let space = 0; space < spaces.length; space += 1) {
            own[space] = blocks[space]?.present[row] === 1 ? (columns[lane]?.[space]?.[row] ?? Number.NaN) : Number.NaN
          }
          for (const { question, index } of asked) {
            if (scene > question.upTo) continue
            const score = calibratedScore(own, question.terms)
            if (!Number.isNaN(score)) best[index]?.add(scene, score)
            for (let space = 0; space < own.length; space += 1) {
              const similarity = own[space] ?? Number.NaN
              const spread = sums[index]?.[space]
              if (spread === undefined || Number.isNaN(similarity)) continue
              const shifted = similarity - (question.terms[space]?.mean ?? 0)
              spread.count += 1
              spread.sum += shifted
              spread.squares += shifted * shifted
              if (similarity > spread.best) spread.best = similarity
            }
          }
        }
      }
    }
  }
  connection.close()
  return { best: best.map(({ entries }) => entries), sums }
}

parentPort?.postMessage(answer(workerData as ReferenceTask))
