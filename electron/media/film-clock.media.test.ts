import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  burstsIn,
  type ContainerName,
  containers,
  makeNumberedFilm,
  type OffsetName,
  offsets,
} from '../../build/fixtures/numbered-films.ts'
import { mediaCall, successOf } from './fixtures/call.ts'
import { createMedia } from './media.ts'

const offsetNames = Object.keys(offsets) as OffsetName[]
const containerNames = Object.keys(containers) as ContainerName[]
/** Encoders and millisecond clocks blur the beginning of a burst by a few milliseconds. */
const toleranceMs = 10

let root = ''
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'goodclips-film-clock-'))
})
afterAll(async () => {
  await rm(root, { recursive: true, force: true })
})

/** Bursts in the samples that sound models hear, in ms of the film. */
const heardBursts = async (file: string, contentId: string): Promise<readonly number[]> => {
  const media = createMedia({ samplesPath: path.join(root, contentId) })
  const call = mediaCall(file)
  const probe = successOf(await media.probe(call))
  const held = successOf(
    await media.samples({
      ...call,
      probe,
      contentId,
      contentFolder: path.join(root, `${contentId} content`),
      durationMs: probe.durationMs,
      onProgress: () => {},
    }),
  )
  if (held === null) throw new Error('it has sound')
  const bytes = new Uint8Array(await readFile(held.path))
  await held.release({ drop: true })
  await media.close()
  return burstsIn(new Int16Array(bytes.buffer))
}

describe('sound is heard when it is due', () => {
  it.each(containerNames)('in %s, whenever its clock begins', async (name) => {
    const wrong: string[] = []
    const check = async (offset: OffsetName): Promise<void> => {
      const { path: file, truth } = await makeNumberedFilm(name, offset)
      const heard = await heardBursts(file, `${name} ${offset}`)
      const isRight =
        heard.length === truth.burstsMs.length &&
        truth.burstsMs.every((burstMs, index) => Math.abs((heard[index] ?? 0) - burstMs) <= toleranceMs)
      if (isRight) return
      wrong.push(`${offset}: ${heard.map(Math.round).join(' ')}, not ${truth.burstsMs.map(Math.round).join(' ')}`)
    }
    // The base of all six is made once; then they share the processors.
    await Promise.all(offsetNames.map(check))
    expect(wrong).toEqual([])
  })
})
