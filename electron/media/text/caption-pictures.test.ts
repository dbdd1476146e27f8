import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CaptionPicturesCall, ProbeResult, TimedPicture } from '../../domain/ports/index.ts'
import type { Result } from '../../domain/result.ts'
import { seededRandom } from '../../vector-index/fixtures/seeded-random.ts'
import { ffmpeg } from '../analyse/fixtures/analysed.ts'
import { mediaCall, outcomeOf, successOf } from '../fixtures/call.ts'
import { createMedia } from '../media.ts'
import { pgsFile, type StripedCaption, writeVobSub } from './fixtures/picture-captions.ts'

const folder = mkdtempSync(join(tmpdir(), 'goodclips-caption-pictures-'))
const film = join(folder, 'film.mkv')
const media = createMedia({})
let probe: ProbeResult

const german: readonly StripedCaption[] = [
  { startMs: 1000, endMs: 2500, stripes: 4 },
  { startMs: 3000, endMs: 4000, stripes: 9 },
  { startMs: 6000, endMs: 7500, stripes: 2 },
]
const french: readonly StripedCaption[] = [
  { startMs: 2000, endMs: 3000, stripes: 5 },
  { startMs: 5000, endMs: 6000, stripes: 3 },
]

beforeAll(async () => {
  await ffmpeg(['-f', 'lavfi', '-i', 'color=c=gray:s=64x36:r=5:d=10', '-c:v', 'ffv1', film])
  probe = successOf(await media.probe(mediaCall(film)))
})

afterAll(async () => {
  await media.close()
  rmSync(folder, { recursive: true, force: true })
})

const picturesOf = (
  source: CaptionPicturesCall['source'],
  name = 'pictures',
): Promise<Result<readonly TimedPicture[]>> =>
  media.captionPictures({ ...mediaCall(film), probe, source, outputPath: join(folder, name) })

/** When pictures begin; clear ones between captions count, too. */
const startsOf = (pictures: readonly TimedPicture[]): readonly number[] => pictures.map(({ startMs }) => startMs)

describe('captions that are pictures, in files of their own', () => {
  test('PGS has the times that its file says', async () => {
    const path = join(folder, 'film.sup')
    writeFileSync(path, pgsFile(german))
    const pictures = successOf(await picturesOf({ file: path, stream: 0 }))
    expect(startsOf(pictures)).toEqual([1000, 2500, 3000, 4000, 6000, 7500])
    const shown = pictures.filter((_, at) => at % 2 === 0)
    expect(shown.map(({ endMs }) => endMs)).toEqual([2500, 4000, 7500])
    // Each picture lies in the file, and is another one.
    const png = (picture: TimedPicture | undefined): string => {
      const { path: file, offset, length } = picture?.slice ?? { path: '', offset: 0, length: 0 }
      return readFileSync(file)
        .subarray(offset, offset + length)
        .toString('latin1')
    }
    expect(png(shown[0])).toMatch(/^\x89PNG/)
    expect(new Set(shown.map(png)).size).toBe(3)
  })

  test('each language of a VobSub index has its own pictures', async () => {
    const stem = join(folder, 'two')
    writeVobSub(stem, [
      { language: 'de', captions: german },
      { language: 'fr', captions: french },
    ])
    const read = async (stream: number) =>
      startsOf(successOf(await picturesOf({ file: `${stem}.idx`, stream }))).filter((ms) => ms < 10_000)
    expect(await read(0)).toEqual([1000, 3000, 6000])
    expect(await read(1)).toEqual([2000, 5000])
    // The ending of the pictures may be in capitals, which ffmpeg alone does not find.
    renameSync(`${stem}.sub`, `${stem}.SUB`)
    expect(await read(1)).toEqual([2000, 5000])
  })

  test('damaged ones give what could be decoded, or a failure, and never hang', async () => {
    const sup = pgsFile(german)
    const stem = join(folder, 'whole')
    writeVobSub(stem, [{ language: 'de', captions: german }])
    const [index, sub] = [readFileSync(`${stem}.idx`), readFileSync(`${stem}.sub`)]
    const outcomes = new Set<string>()
    for (let seed = 1; seed <= 24; seed++) {
      const random = seededRandom(seed)
      const broken = (bytes: Buffer): Buffer => {
        const copy = Buffer.from(bytes)
        for (let times = 0; times < 12; times++) copy[random.below(copy.length)] = random.below(256)
        return seed % 3 === 0 ? copy.subarray(0, random.below(copy.length)) : copy
      }
      const damaged = join(folder, `damaged${seed}`)
      const isPgs = seed % 2 === 0
      writeFileSync(`${damaged}.${isPgs ? 'sup' : 'sub'}`, broken(isPgs ? sup : sub))
      if (!isPgs) writeFileSync(`${damaged}.idx`, seed % 5 === 0 ? broken(index) : index)
      const result = await picturesOf({ file: `${damaged}.${isPgs ? 'sup' : 'idx'}`, stream: 0 }, `damaged${seed}`)
      outcomes.add(outcomeOf(result))
      if (!result.ok) continue
      for (const { startMs, endMs } of result.value) {
        expect(startMs).toBeGreaterThanOrEqual(0)
        expect(endMs).toBeGreaterThan(startMs)
      }
    }
    expect(outcomes).toContain('ok')
  })
})
