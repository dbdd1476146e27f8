import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { detectBoundaries } from '../electron/domain/cuts/detect.ts'
import { readVideo } from '../electron/media/kernel/fixtures/read-video.ts'
import { hardCases, makeHardCase, truthOf } from './cuts/hard-cases.ts'
import { runSceneDetect } from './cuts/scene-detect.ts'
import { type CutScore, type CutTruth, f1, readTruth, scoreCuts } from './cuts/truth.ts'

// npm run bench -- cuts [--hard] [--no-peers] [NAME…]: finds the cuts of every film with truth and prints how well.
const repository = path.resolve(import.meta.dirname, '..')
const media = path.resolve(repository, '../shared/media')
const cache = path.join(repository, '.cache')

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

interface Film {
  readonly name: string
  readonly file: string
  readonly truth: CutTruth
}

/** Films of the media folder that have truth. */
const realFilms = async (): Promise<readonly Film[]> => {
  const folder = path.join(media, 'truth')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5))
  const found = await Promise.all(
    ['edited', 'subs', 'single'].map(async (part) =>
      (await readdir(path.join(media, part))).map((file) => path.join(media, part, file)),
    ),
  )
  return Promise.all(
    names.map(async (name) => {
      const file = found.flat().find((candidate) => path.parse(candidate).name === name)
      if (file === undefined) throw new Error(`no film for the truth of ${name}`)
      return { name, file, truth: await readTruth(path.join(folder, `${name}.json`)) }
    }),
  )
}

const hardFilms = async (wanted: readonly string[]): Promise<readonly Film[]> => {
  const films: Film[] = []
  for (const hardCase of hardCases) {
    if (wanted.length > 0 && !wanted.includes(hardCase.name)) continue
    const file = await makeHardCase(hardCase, path.join(media, 'single'), path.join(cache, 'bench', 'cuts'))
    films.push({ name: hardCase.name, file, truth: truthOf(hardCase) })
  }
  return films
}

interface Total {
  hits: number
  falseCuts: number
  missed: number
  gradualHits: number
  gradual: number
}
const totals = new Map<string, Total>()

const report = (detector: string, film: Film, score: CutScore): void => {
  const total = totals.get(detector) ?? { hits: 0, falseCuts: 0, missed: 0, gradualHits: 0, gradual: 0 }
  total.hits += score.hits
  total.falseCuts += score.falseCuts.length
  total.missed += score.missed.length
  total.gradualHits += score.gradualHits
  total.gradual += film.truth.gradual.length
  totals.set(detector, total)
  const value = f1(score.hits, score.falseCuts.length, score.missed.length)
  const counts = `${score.hits} hit, ${score.falseCuts.length} false, ${score.missed.length} missed`
  const lists = [
    score.falseCuts.length > 0 ? `false ${score.falseCuts.join(' ')}` : '',
    score.missed.length > 0 ? `missed ${score.missed.join(' ')}` : '',
    film.truth.gradual.length > 0 ? `transitions ${score.gradualHits}/${film.truth.gradual.length}` : '',
  ].filter((text) => text !== '')
  say(`  ${detector.padEnd(26)} F1 ${value.toFixed(3)}  ${counts}${lists.length > 0 ? `  (${lists.join('; ')})` : ''}`)
}

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'))
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))

const main = async (): Promise<void> => {
  if (!existsSync(path.join(media, 'truth'))) {
    say(`Nothing to measure: the folder of real films with truth is not at ${media}.`)
    return
  }
  const films = flags.includes('--hard')
    ? await hardFilms(wanted)
    : (await realFilms()).filter(({ name }) => wanted.length === 0 || wanted.includes(name))
  let kernelMs = 0
  let frames = 0
  const peers = flags.includes('--no-peers')
    ? 'switched off'
    : await runSceneDetect(
        films.map(({ file }) => file),
        cache,
      )
  for (const film of films) {
    const { features, kernelMs: spent } = await readVideo(film.file)
    kernelMs += spent
    frames += features.frameCount
    say(
      `${film.name} (${features.frameCount} frames, ${features.width} × ${features.height}, ${(spent / features.frameCount).toFixed(2)} ms a frame)`,
    )
    for (const detector of ['persistent', 'content', 'adaptive'] as const) {
      const minSceneFrames = detector === 'persistent' ? 5 : 15
      const found = detectBoundaries(features, { detector, threshold: null, minSceneFrames })
      report(
        detector,
        film,
        scoreCuts(
          found.map(({ frame }) => frame),
          film.truth,
        ),
      )
    }
    const peer = typeof peers === 'string' ? undefined : peers.find((cuts) => cuts.path === film.file)
    if (peer === undefined) continue
    report('PySceneDetect content', film, scoreCuts(peer.content, film.truth))
    report('PySceneDetect adaptive', film, scoreCuts(peer.adaptive, film.truth))
  }
  if (typeof peers === 'string') say(`PySceneDetect 0.7.2 itself was not run: ${peers}`)
  say(
    `\nAll ${films.length} films, kernel ${(kernelMs / frames).toFixed(2)} ms a frame (wall clock, beside the decoder):`,
  )
  for (const [detector, { hits, falseCuts, missed, gradualHits, gradual }] of totals) {
    const counts = `${hits} hit, ${falseCuts} false, ${missed} missed`
    say(
      `  ${detector.padEnd(26)} micro F1 ${f1(hits, falseCuts, missed).toFixed(3)}  ${counts}; transitions ${gradualHits}/${gradual}`,
    )
  }
}

await main()
