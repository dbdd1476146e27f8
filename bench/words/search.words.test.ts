import { expect, test } from 'vitest'
import { realMediaFolder } from '../../build/fixtures/real-media.ts'
import { qualityOf } from './questions.ts'
import { answersOfFilms } from './search.ts'

const longMs = 60 * 60_000
const leastQuestions = 60
/** Of questions without an answer, how many may be told to match, and how many at least weakly. */
const mostFalse = { match: 0.05, weak: 0.1 }

test.skipIf(realMediaFolder === null)(
  'questions about real films are answered by words and meaning joined at least as well as by either alone',
  async (context) => {
    const answered = await answersOfFilms()
    if (answered === null) {
      process.stdout.write('A model could not be fetched from the package index: nothing is asked.\n')
      return context.skip()
    }
    const { answers } = answered
    expect(answers.joined.length).toBeGreaterThanOrEqual(leastQuestions)
    const [exact, meaning, joined] = [answers['exact only'], answers['meaning only'], answers.joined].map(qualityOf)
    process.stdout.write(`${JSON.stringify({ exact, meaning, joined })}\n`)
    for (const measure of ['hitAt1', 'hitAt5', 'mrr'] as const) {
      expect(joined?.[measure], measure).toBeGreaterThanOrEqual(exact?.[measure] ?? 1)
      expect(joined?.[measure], measure).toBeGreaterThanOrEqual(meaning?.[measure] ?? 1)
    }
    expect(joined?.falseAnswers.questions).toBeGreaterThanOrEqual(20)
    expect(joined?.falseAnswers.match).toBeLessThanOrEqual(mostFalse.match)
    expect(joined?.falseAnswers.weak).toBeLessThanOrEqual(mostFalse.weak)
  },
  longMs,
)
