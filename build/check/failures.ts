import { stripVTControlCharacters } from 'node:util'
import { XMLParser } from 'fast-xml-parser'
import { z } from 'zod'

/** A test that failed: where it is and what it said, as the end of a check repeats it. */
export interface Failure {
  readonly test: string
  readonly message: string
}

const mostLines = 12

/** The first lines of a message, without colours: enough to tell what was wrong at the end of thousands of lines. */
const shortened = (message: string): string =>
  stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, mostLines)
    .join('\n')

const vitestSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string().default(''),
          failureMessages: z.array(z.string()).default([]),
        }),
      ),
    }),
  ),
})

/** Failed tests in Vitest's JSON report of the files that `keep` chooses, and files that could not load. */
export const vitestFailures = (report: unknown, keep: (file: string) => boolean): readonly Failure[] =>
  vitestSchema.parse(report).testResults.flatMap(({ name, status, message, assertionResults }) => {
    if (!keep(name)) return []
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (failed.length === 0 && status === 'failed' && message !== '')
      return [{ test: name, message: shortened(message) }]
    return failed.map((test) => ({
      test: `${name}: ${test.fullName}`,
      message: shortened(test.failureMessages.join('\n')),
    }))
  })

const errorsSchema = z.array(z.object({ test: z.string(), message: z.string() }))

/** What Vitest met outside of tests, as `vitest-errors.ts` writes it; null stands for a run that wrote nothing. */
export const errorsOfVitest = (errors: unknown): readonly Failure[] =>
  errorsSchema.parse(errors ?? []).map(({ test, message }) => ({ test, message: shortened(message) }))

const errorSchema = z.object({ message: z.string().default('') })
const suiteSchema = z.object({
  title: z.string(),
  specs: z
    .array(
      z.object({
        title: z.string(),
        ok: z.boolean(),
        tests: z.array(z.object({ results: z.array(z.object({ errors: z.array(errorSchema).default([]) })) })),
      }),
    )
    .default([]),
  get suites() {
    return z.array(suiteSchema).default([])
  },
})
const playwrightSchema = z.object({
  suites: z.array(suiteSchema).default([]),
  errors: z.array(errorSchema).default([]),
})

const suiteFailures = (suite: z.infer<typeof suiteSchema>, titles: readonly string[]): readonly Failure[] => {
  const path = [...titles, suite.title]
  const own = suite.specs
    .filter(({ ok }) => !ok)
    .map(({ title, tests }) => ({
      test: [...path, title].join(' › '),
      message: tests
        .flatMap(({ results }) => results.flatMap(({ errors }) => errors))
        .map(({ message }) => shortened(message))
        .join('\n'),
    }))
  return [...own, ...suite.suites.flatMap((inner) => suiteFailures(inner, path))]
}

/** Failed tests in Playwright's JSON report, and errors outside of tests. */
export const playwrightFailures = (report: unknown): readonly Failure[] => {
  const { suites, errors } = playwrightSchema.parse(report)
  return [
    ...suites.flatMap((suite) => suiteFailures(suite, [])),
    ...errors.map(({ message }) => ({ test: 'outside of the tests', message: shortened(message) })),
  ]
}

const text = z.union([z.string(), z.number()]).transform(String).optional()
const problemSchema = z.object({ '@message': text, '#text': text })
const junitSchema = z.object({
  testsuites: z
    .object({
      testsuite: z
        .array(
          z.object({
            testcase: z
              .array(
                z.object({
                  '@classname': text,
                  '@name': text,
                  failure: z.array(problemSchema).default([]),
                  error: z.array(problemSchema).default([]),
                }),
              )
              .default([]),
          }),
        )
        .default([]),
    })
    .or(z.literal('')),
})

const lists = new Set(['testsuite', 'testcase', 'failure', 'error'])
const junitParser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  alwaysCreateTextNode: true,
  isArray: (tag) => lists.has(tag),
})

/** Failed tests of a JUnit report, as pytest and schemathesis write it. */
export const junitFailures = (xml: string): readonly Failure[] => {
  const { testsuites } = junitSchema.parse(junitParser.parse(xml))
  if (testsuites === '') return []
  return testsuites.testsuite.flatMap(({ testcase }) =>
    testcase.flatMap((test) =>
      [...test.failure, ...test.error].slice(0, 1).map((problem) => ({
        test: [test['@classname'], test['@name']].filter((part) => part !== undefined).join(' › '),
        message: shortened(problem['@message'] ?? problem['#text'] ?? ''),
      })),
    ),
  )
}
