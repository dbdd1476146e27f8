import { spawnSync } from 'node:child_process'
import { z } from 'zod'
import { realMedia } from '../../build/fixtures/real-media.ts'
import { wordErrorRate, wordsOfCaptions } from '../../build/fixtures/word-error-rate.ts'
import { inRoot } from '../../build/setup/paths.mjs'
import { environmentPython } from '../../build/setup/python.mjs'

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

/** Speech of one film, transcribed by the runner and by a direct call of faster-whisper with the same settings. */
export interface SpeechMeasure {
  readonly film: string
  readonly seconds: number
  /** Word error rates against the reference. */
  readonly wrong: { readonly runner: number; readonly direct: number }
  /** Of the runner against the direct call: the part of words that differ. */
  readonly differ: number
  /** Fastest of the rounds, in seconds. */
  readonly took: { readonly runner: number; readonly direct: number }
}

/** Transcribes the start of each film (0: all of it) so many times in both ways, with the model of a folder. */
export const measureSpeech = async (
  model: string,
  seconds: string,
  rounds: string,
): Promise<{ readonly films: readonly SpeechMeasure[]; readonly memoryBytes: number }> => {
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
  const measures = measured.films.map(async ({ film, seconds: long, took, texts }, index): Promise<SpeechMeasure> => {
    const reference = await wordsOfCaptions(realMedia(films[index]?.truth ?? ''), long * 1000)
    return {
      film,
      seconds: long,
      wrong: { runner: wordErrorRate(reference, texts.runner), direct: wordErrorRate(reference, texts.direct) },
      differ: wordErrorRate(texts.direct, texts.runner),
      took: { runner: Math.min(...took.runner), direct: Math.min(...took.direct) },
    }
  })
  return { films: await Promise.all(measures), memoryBytes: measured.memoryBytes }
}
