import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { realMedia, realMediaFolder } from '../build/fixtures/real-media.ts'
import { wordErrorRate, wordsOfCaptions } from '../build/fixtures/word-error-rate.ts'
import { inRoot } from '../build/setup/paths.mjs'
import { ensurePython, environmentPython } from '../build/setup/python.mjs'
import { whisperFolder } from '../electron/runners/fixtures/whisper-folder.ts'
import { benchKills } from './words/kills.ts'
import { benchSearch, benchTuning } from './words/search.ts'

/**
 * `npm run bench -- words [--part speech|search|tuning|kills] [--seconds N] [--rounds N] [--kills N] [--verbose]`: word error rate of Whisper base
 * through the runner and by a direct call of faster-whisper on real films, and how fast both are; how well questions about the shared
 * films are answered by exact words, by meaning and by both joined; the same of the set that the joining is tuned on;
 * whether speech that is transcribed by a process which is killed again and again ends like another.
 */

const aim = 0.9
const films = [
  { file: 'edited/w3c_keyboard_perspective.mp4', truth: 'truth/transcripts/w3c_keyboard_perspective.en.vtt' },
  { file: 'subs/elephantsdream_3audio_3srt.mkv', truth: 'truth/transcripts/elephantsdream.eng.srt' },
] as const

const measuredSchema = z.object({
  memoryBytes: z.number(),
  films: z.array(
    z.object({
      film: z.string(),
      seconds: z.number(),
      took: z.object({ direct: z.array(z.number()), runner: z.array(z.number()) }),
      texts: z.object({ direct: z.string(), runner: z.string() }),
    }),
  ),
})

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}
const percent = (part: number): string => `${(part * 100).toFixed(1)} %`

const benchSpeech = async (seconds: string, rounds: string): Promise<void> => {
  const model = whisperFolder()
  if (model === null) {
    say('Speech not run: the model could not be fetched from the package index.')
    return
  }
  const paths = films.map(({ file }) => realMedia(file))
  const options = ['--model', model, '--seconds', seconds, '--rounds', rounds]
  const run = spawnSync(environmentPython(), ['-m', 'bench.words', ...options, ...paths], {
    cwd: inRoot('native-runners'),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (run.status !== 0) throw new Error(`bench.words ended with ${run.status}`)
  const measured = measuredSchema.parse(JSON.parse(run.stdout.trim().split('\n').at(-1) ?? ''))
  for (const [index, { film, seconds: long, took, texts }] of measured.films.entries()) {
    const truth = films[index]?.truth
    if (truth === undefined) continue
    const reference = await wordsOfCaptions(realMedia(truth), long * 1000)
    const [direct, ours] = [Math.min(...took.direct), Math.min(...took.runner)]
    say(`${path.basename(film)}, ${long.toFixed(0)} s`)
    say(
      `  word error rate: runner ${percent(wordErrorRate(reference, texts.runner))}, direct ${percent(wordErrorRate(reference, texts.direct))}`,
    )
    say(`  words of the runner that differ from the direct call: ${percent(wordErrorRate(texts.direct, texts.runner))}`)
    say(
      `  speed: runner ${(long / ours).toFixed(1)} × real time, direct ${(long / direct).toFixed(1)} ×; ratio ${(direct / ours).toFixed(3)} (aim ≥ ${aim})`,
    )
  }
  say(`memory of the runner: ${(measured.memoryBytes / 1e6).toFixed(0)} MB`)
}

const { values } = parseArgs({
  options: {
    part: { type: 'string' },
    seconds: { type: 'string', default: '120' },
    rounds: { type: 'string', default: '2' },
    kills: { type: 'string', default: '10' },
    verbose: { type: 'boolean', default: false },
  },
})
const parts = values.part === undefined ? ['speech', 'search'] : [values.part]
if (realMediaFolder === null) say('Not run: the folder of real films is not here.')
else {
  ensurePython()
  if (parts.includes('speech')) await benchSpeech(values.seconds, values.rounds)
  if (parts.includes('search')) await benchSearch(values.verbose)
  if (parts.includes('kills')) await benchKills(Number(values.kills), say)
  if (parts.includes('tuning')) await benchTuning(values.verbose)
}
