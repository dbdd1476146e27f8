import path from 'node:path'
import { parseArgs } from 'node:util'
import { realMediaFolder } from '../build/fixtures/real-media.ts'
import { ensurePython } from '../build/setup/python.mjs'
import { whisperFolder } from '../electron/runners/fixtures/whisper-folder.ts'
import { benchKills, killedStageIds } from './words/kills.ts'
import { benchSearch, benchTuning } from './words/search.ts'
import { measureSpeech } from './words/speech.ts'

/**
 * `npm run bench -- words [--part speech|search|tuning|kills] [--seconds N] [--rounds N] [--kills N] [--stage transcribe|read-text] [--minutes N] [--verbose]`: word error rate of Whisper base
 * through the runner and by a direct call of faster-whisper on real films, and how fast both are; how well questions about the shared
 * films are answered by exact words, by meaning and by both joined; the same of the set that the joining is tuned on;
 * whether speech and text that are read by a process which is killed again and again end like others.
 */

const aim = 0.9
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
  const { films, memoryBytes } = await measureSpeech(model, seconds, rounds)
  for (const { film, seconds: long, wrong, differ, took } of films) {
    say(`${path.basename(film)}, ${long.toFixed(0)} s`)
    say(`  word error rate: runner ${percent(wrong.runner)}, direct ${percent(wrong.direct)}`)
    say(`  words of the runner that differ from the direct call: ${percent(differ)}`)
    say(
      `  speed: runner ${(long / took.runner).toFixed(1)} × real time, direct ${(long / took.direct).toFixed(1)} ×; ratio ${(took.direct / took.runner).toFixed(3)} (aim ≥ ${aim})`,
    )
  }
  say(`memory of the runner: ${(memoryBytes / 1e6).toFixed(0)} MB`)
}

const { values } = parseArgs({
  options: {
    part: { type: 'string' },
    seconds: { type: 'string', default: '120' },
    rounds: { type: 'string', default: '2' },
    kills: { type: 'string', default: '10' },
    stage: { type: 'string' },
    minutes: { type: 'string', default: '8' },
    verbose: { type: 'boolean', default: false },
  },
})
const parts = values.part === undefined ? ['speech', 'search'] : [values.part]
if (realMediaFolder === null) say('Not run: the folder of real films is not here.')
else {
  ensurePython()
  if (parts.includes('speech')) await benchSpeech(values.seconds, values.rounds)
  if (parts.includes('search')) await benchSearch(values.verbose)
  if (parts.includes('kills'))
    await benchKills(
      killedStageIds.filter((stage) => values.stage === undefined || values.stage === stage),
      Number(values.kills),
      Number(values.minutes),
      say,
    )
  if (parts.includes('tuning')) await benchTuning(values.verbose)
}
