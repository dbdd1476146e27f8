import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Question } from './questions.ts'

/**
 * A set that joining and passages are tuned on, apart from the questions that tell how good they are: talks that nobody of the shared
 * films gives, each shown in films that are cut otherwise.
 */
const tuningSchema = z.strictObject({
  /** Lines of each talk, a cue each. */
  topics: z.record(z.string(), z.array(z.string())),
  films: z.array(z.strictObject({ name: z.string(), sceneSeconds: z.number(), topics: z.array(z.string()) })),
  questions: z.array(
    z.strictObject({
      kind: z.enum(['exact', 'paraphrased', 'none']),
      question: z.string(),
      topic: z.string().optional(),
      line: z.number().int().optional(),
    }),
  ),
})

const lettersASecond = 14
const shortestMs = 1500
const pauseMs = 200

interface Line {
  readonly film: string
  readonly topic: string
  readonly line: number
  readonly startMs: number
  readonly endMs: number
  readonly text: string
}

const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 23).replace('.', ',')

/** Makes the films of the set, each with its captions beside it, and its questions with their places. */
export const makeTuningSet = (
  folder: string,
): { readonly films: readonly string[]; readonly questions: readonly Question[] } => {
  const text = readFileSync(path.join(import.meta.dirname, 'tuning.json'), 'utf8')
  const { topics, films, questions } = tuningSchema.parse(JSON.parse(text))
  const lines: Line[] = []
  const paths = films.map(({ name, sceneSeconds, topics: own }) => {
    const film = `${name}.mp4`
    const first = lines.length
    let atMs = 0
    for (const topic of own) {
      for (const [line, said] of (topics[topic] ?? []).entries()) {
        const endMs = atMs + Math.max(shortestMs, Math.round((said.length * 1000) / lettersASecond))
        lines.push({ film, topic, line, startMs: atMs, endMs, text: said })
        atMs = endMs + pauseMs
      }
    }
    const cues = lines
      .slice(first)
      .map((one, at) => `${at + 1}\n${clock(one.startMs)} --> ${clock(one.endMs)}\n${one.text}\n`)
    writeFileSync(path.join(folder, `${name}.en.srt`), cues.join('\n'))
    const seconds = Math.ceil(atMs / 1000)
    const scene = `floor(T/${sceneSeconds})`
    // Plain colours that change at once: nothing but cuts.
    const picture = `lum='20+mod(${scene}*97,200)':cb='28+mod(${scene}*53,200)':cr='28+mod(${scene}*151,200)'`
    const target = path.join(folder, film)
    const made = spawnSync(
      'ffmpeg',
      [
        '-v',
        'error',
        '-y',
        '-f',
        'lavfi',
        '-i',
        `nullsrc=s=160x90:r=10:d=${seconds},geq=${picture},format=yuv420p`,
        target,
      ],
      { stdio: 'inherit' },
    )
    if (made.status !== 0) throw new Error(`${film} could not be made`)
    return target
  })
  return {
    films: paths,
    questions: questions.map(({ kind, question, topic, line }) => ({
      kind,
      question,
      answers: lines
        .filter((one) => one.topic === topic && one.line === line)
        .map(({ film, startMs, endMs }) => ({ film, fromMs: startMs, toMs: endMs })),
    })),
  }
}
