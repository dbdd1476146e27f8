import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { allowedCodecs } from '../electron/media/allow-lists.ts'
import { fuzz, makeSeed, type Tally } from './codecs/fuzz.ts'
import { seeds } from './codecs/seeds.ts'

/**
 * `npm run bench -- codecs [--codec NAME,…] [--films N] [--seed N] [--seconds N] [--log FILE]`: damages small films in every
 * codec that may be decoded, decodes them as the app does, and counts crashes, hangs and allocations out of all proportion.
 * With `--seconds` it stops between two codecs after that time; with `--log`, codecs that are in the file already are
 * passed over, so that a long run can be done in parts.
 */
const { values } = parseArgs({
  options: {
    codec: { type: 'string' },
    films: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '8' },
    seconds: { type: 'string', default: 'Infinity' },
    log: { type: 'string' },
    done: { type: 'string', default: '' },
  },
})
const films = Number(values.films)
const wanted = values.codec?.split(',')
const done = new Set(values.done.split(','))
const keepIn = path.join(tmpdir(), 'goodclips-codecs-failed')
const startedAt = performance.now()

const say = async (line: string): Promise<void> => {
  process.stdout.write(`${line}\n`)
  if (values.log !== undefined) await appendFile(values.log, `${line}\n`)
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`

const sum = (parts: readonly Tally[]): Tally => ({
  films: parts.reduce((total, part) => total + part.films, 0),
  crashes: parts.reduce((total, part) => total + part.crashes, 0),
  hangs: parts.reduce((total, part) => total + part.hangs, 0),
  greedy: parts.reduce((total, part) => total + part.greedy, 0),
  peakBytes: Math.max(0, ...parts.map((part) => part.peakBytes)),
})

const fuzzCodec = async (codec: string, folder: string): Promise<boolean> => {
  const variants = seeds.filter((seed) => seed.codec === codec)
  const parts: Tally[] = []
  for (const [index, seed] of variants.entries()) {
    const file = await makeSeed(seed, folder, `${codec}-${index}`)
    if (file === null) {
      await say(`| ${codec} | cannot be encoded here: ${seed.options.join(' ')} |`)
      continue
    }
    parts.push(await fuzz(seed, file, Math.ceil(films / variants.length), Number(values.seed) + index, keepIn))
  }
  if (parts.length === 0) return true
  const all = sum(parts)
  await say(`| ${codec} | ${all.films} | ${all.crashes} | ${all.hangs} | ${all.greedy} | ${megabytes(all.peakBytes)} |`)
  return all.crashes + all.hangs + all.greedy === 0
}

const folder = await mkdtemp(path.join(tmpdir(), 'goodclips-codecs-'))
try {
  const codecs = [...new Set(seeds.map(({ codec }) => codec))].filter(
    (codec) => (wanted?.includes(codec) ?? true) && !done.has(codec),
  )
  await say('| codec | damaged films | crashes | hangs | over memory | peak of 50 at once |')
  await say('|---|---|---|---|---|---|')
  for (const codec of codecs) {
    if ((performance.now() - startedAt) / 1000 > Number(values.seconds)) break
    if (!(await fuzzCodec(codec, folder))) process.exitCode = 1
  }
  const seeded = new Set(seeds.map(({ codec }) => codec))
  const without = allowedCodecs.filter(
    ({ kind, codec }) => (kind === 'video' || kind === 'audio') && !seeded.has(codec),
  )
  await say(`Not tried, as no film in it can be made here: ${without.map(({ codec }) => codec).join(', ')}.`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
