import { execFileSync } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MediaPort } from '../../electron/domain/ports/index.ts'
import { defaultLimits } from '../../electron/media/fixtures/call.ts'
import { createMedia } from '../../electron/media/media.ts'
import { pgsFile, type StripedCaption, writeVobSub } from '../../electron/media/text/fixtures/picture-captions.ts'
import { type ByteRange, damaged, randomNumbers } from '../codecs/mutate.ts'
import { processesOn } from './library-state.ts'
import { noCounts, type TortureCounts, type TortureOptions, type TorturePart } from './part.ts'

const atOnce = 2
const keepIn = join(tmpdir(), 'goodclips-torture-failed')
const captions: readonly StripedCaption[] = [
  { startMs: 1000, endMs: 2500, stripes: 4 },
  { startMs: 3000, endMs: 4000, stripes: 9 },
  { startMs: 6000, endMs: 7500, stripes: 2 },
]
const packetBytes = 188

const run = (...args: readonly string[]): void => {
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...args])
}

/** Payloads of the packets of one stream of an MPEG transport stream. */
const packetsOf = (stream: Buffer, pid: number): readonly ByteRange[] => {
  const ranges: ByteRange[] = []
  for (let at = 0; at + packetBytes <= stream.length; at += packetBytes) {
    if ((stream.readUInt16BE(at + 1) & 0x1fff) !== pid) continue
    ranges.push({ offset: at + 4, length: packetBytes - 4 })
  }
  return ranges
}

/** Captions that are pictures, of each kind, and where their own bytes lie. */
interface Seeds {
  readonly film: string
  readonly pgs: Buffer
  readonly vobSub: { readonly index: Buffer; readonly pictures: Buffer }
  readonly dvb: { readonly film: Buffer; readonly ranges: readonly ByteRange[] }
}

/** The id of a broadcast's first stream is 0x100: captions come second. */
const captionPid = 0x101

const makeSeeds = async (folder: string): Promise<Seeds> => {
  const film = join(folder, 'film.mkv')
  const grey = (size: string): readonly string[] => ['-f', 'lavfi', '-i', `color=c=gray:s=${size}:r=5:d=10`]
  run(...grey('64x36'), '-c:v', 'ffv1', film)
  const stem = join(folder, 'seed')
  writeVobSub(stem, [{ language: 'de', captions }])
  const pgs = pgsFile(captions)
  await writeFile(`${stem}.sup`, pgs)
  const broadcast = `${stem}.ts`
  const streams = ['-map', '0:v', '-map', '1:s', '-c:v', 'mpeg2video', '-r', '25', '-c:s', 'dvbsub']
  run(...grey('720x576'), '-copyts', '-i', `${stem}.sup`, ...streams, broadcast)
  const dvb = await readFile(broadcast)
  return {
    film,
    pgs,
    vobSub: { index: await readFile(`${stem}.idx`), pictures: await readFile(`${stem}.sub`) },
    dvb: { film: dvb, ranges: packetsOf(dvb, captionPid) },
  }
}

/** What became of captions: what can be said of them in a word, and what is wrong with that. */
interface Outcome {
  readonly said: string
  readonly wrong: string | null
}

interface Failure {
  readonly code: string
  readonly message: string
  readonly remedy?: string | undefined
}

/** Codes of what was stopped because it would not end or took too much. */
const ofLimits = new Set(['timed_out', 'output_limit', 'memory_limit', 'ffmpeg_killed'])

const outcomeOfFailure = ({ code, message, remedy }: Failure): Outcome => {
  const isHelpful = message !== '' && (remedy ?? '') !== ''
  const wrong = ofLimits.has(code) ? `${code}: ${message}` : isHelpful ? null : `${code} without a remedy: ${message}`
  return { said: code, wrong }
}

const kinds = ['pgs', 'vobsub', 'dvb'] as const
type Kind = (typeof kinds)[number]

/** Reads what was written as one turn. */
const readTurn = async (
  media: MediaPort,
  seeds: Seeds,
  kind: Kind,
  stem: string,
  signal: AbortSignal,
): Promise<Outcome> => {
  const call = { limits: defaultLimits, signal }
  const path = kind === 'dvb' ? `${stem}.ts` : seeds.film
  const probed = await media.probe({ ...call, path })
  if (!probed.ok) return outcomeOfFailure(probed.error)
  const probe = probed.value
  const stream = probe.streams.find(({ codec }) => codec === 'dvb_subtitle')
  if (kind === 'dvb' && stream === undefined) return { said: 'no captions left', wrong: null }
  const source =
    kind === 'dvb'
      ? { streamIndex: stream?.index ?? 0 }
      : { file: `${stem}.${kind === 'pgs' ? 'sup' : 'idx'}`, stream: 0 }
  const read = await media.captionPictures({ ...call, path, probe, source, outputPath: `${stem}.pictures` })
  if (!read.ok) return outcomeOfFailure(read.error)
  const misplaced = read.value.filter(({ startMs, endMs }) => !(startMs >= 0 && endMs > startMs))
  if (misplaced.length > 0) return { said: 'misplaced', wrong: JSON.stringify(misplaced[0]) }
  const sizes = read.value.filter(({ slice }) => slice.length <= 0)
  if (sizes.length > 0) return { said: 'empty', wrong: 'a picture without bytes' }
  // What has no pictures the stage tells as such.
  return { said: read.value.length === 0 ? 'no pictures' : 'pictures', wrong: null }
}

/** One in five is cut off, too. */
const harm = (bytes: Buffer, ranges: readonly ByteRange[], next: () => number): Buffer => {
  const copy = damaged(bytes, next() % 4 === 0 ? [{ offset: 0, length: bytes.length }] : ranges, next)
  return next() % 5 === 0 ? copy.subarray(0, next() % copy.length) : copy
}

/** Writes the captions of a turn, damaged; round 0 of each kind is whole. */
const writeTurn = async ({ pgs, vobSub, dvb }: Seeds, kind: Kind, stem: string, next: (() => number) | null) => {
  const broken = (bytes: Buffer, ranges: readonly ByteRange[] = [{ offset: 0, length: bytes.length }]): Buffer =>
    next === null ? bytes : harm(bytes, ranges, next)
  switch (kind) {
    case 'pgs':
      return writeFile(`${stem}.sup`, broken(pgs))
    case 'vobsub':
      await writeFile(`${stem}.sub`, broken(vobSub.pictures))
      return writeFile(`${stem}.idx`, next !== null && next() % 3 === 0 ? broken(vobSub.index) : vobSub.index)
    case 'dvb':
      return writeFile(`${stem}.ts`, broken(dvb.film, dvb.ranges))
  }
}

/** `rounds` damages of captions that are pictures, the same for the same seed. */
export const runPictureCaptions = async ({
  folder,
  rounds,
  seed,
  signal,
  say,
}: TortureOptions): Promise<TortureCounts> => {
  const seeds = await makeSeeds(folder)
  const media = createMedia({})
  const outcomes = new Map<string, number>()
  let [turn, tried, broken, silent] = [0, 0, 0, 0]
  const work = async (): Promise<void> => {
    // The first of each kind is whole.
    while (turn < rounds + kinds.length && !signal.aborted) {
      const number = turn
      turn += 1
      const kind = kinds[number % kinds.length] ?? 'pgs'
      const isWhole = number < kinds.length
      const own = join(folder, `turn-${number}`)
      await mkdir(own)
      const stem = join(own, 'captions')
      await writeTurn(seeds, kind, stem, isWhole ? null : randomNumbers(seed * 1_000_003 + number))
      const outcome = await readTurn(media, seeds, kind, stem, signal)
      if (signal.aborted) break
      const wrong = isWhole && outcome.said !== 'pictures' ? `whole, and ${outcome.said}` : outcome.wrong
      if (!isWhole) tried += 1
      const name = `${kind} ${outcome.said}`
      if (!isWhole) outcomes.set(name, (outcomes.get(name) ?? 0) + 1)
      if (wrong !== null) {
        say(`  ${kind} ${number}: ${wrong}`)
        if (wrong.includes('without a remedy')) silent += 1
        else broken += 1
        await mkdir(keepIn, { recursive: true })
        const kept = { pgs: ['sup'], vobsub: ['sub', 'idx'], dvb: ['ts'] }[kind]
        for (const ending of kept)
          await writeFile(join(keepIn, `captions-${seed}-${number}.${ending}`), await readFile(`${stem}.${ending}`))
      }
      await rm(own, { recursive: true, force: true })
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, work))
  } finally {
    await media.close()
  }
  say(
    `  ${[...outcomes]
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')}`,
  )
  return { ...noCounts, tried, broken, silent, leftBehind: processesOn(folder).length }
}

/** Damaged captions that are pictures: PGS, VobSub and DVB. */
export const pictureCaptions: TorturePart = {
  name: 'picture-captions',
  summary: 'damaged captions that are pictures (PGS, VobSub, DVB): crashes, hangs, failures without a remedy',
  rounds: 1000,
  run: runPictureCaptions,
}
