import { z } from 'zod'

const countsSchema = z.object({ passed: z.number(), failed: z.number(), skipped: z.number() })
/** Counts of one step of the check. */
export type Counts = Readonly<z.infer<typeof countsSchema>>

const failureSchema = z.object({ test: z.string(), message: z.string() })

/** A line of the summary; a step that could not run here says why and counts nothing. */
export const stepReportSchema = z.discriminatedUnion('kind', [
  countsSchema.extend({
    kind: z.literal('ran'),
    name: z.string(),
    durationMs: z.number(),
    failures: z.array(failureSchema).default([]),
  }),
  z.object({ kind: z.literal('notRun'), name: z.string(), reason: z.string() }),
])
export type StepReport = Readonly<z.input<typeof stepReportSchema>>

const vitestReportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
})

const playwrightReportSchema = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
  errors: z.array(z.unknown()).default([]),
})

/** Counts in Vitest's JSON report of the files that `keep` chooses. A file that could not even load counts as failed. */
export const vitestCounts = (report: unknown, keep: (file: string) => boolean): Counts => {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const file of vitestReportSchema.parse(report).testResults) {
    if (!keep(file.name)) continue
    const statuses = file.assertionResults.map((test) => test.status)
    const failed = statuses.filter((status) => status === 'failed').length
    const passed = statuses.filter((status) => status === 'passed').length
    counts.passed += passed
    counts.skipped += statuses.length - passed - failed
    counts.failed += file.status === 'failed' ? Math.max(1, failed) : failed
  }
  return counts
}

/** Counts in Playwright's JSON report; errors outside of tests (a set-up that broke) count as failed. */
export const playwrightCounts = (report: unknown): Counts => {
  const { stats, errors } = playwrightReportSchema.parse(report)
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  }
}

/** Counts of a JUnit report, as pytest writes it; an error of a set-up counts as a failed test. */
export const junitCounts = (xml: string): Counts => {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const [suite] of xml.matchAll(/<testsuite [^>]*>/g)) {
    const count = (name: string): number => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0)
    const failed = count('failures') + count('errors')
    counts.failed += failed
    counts.skipped += count('skipped')
    counts.passed += Math.max(0, count('tests') - failed - count('skipped'))
  }
  return counts
}

/** A tool that ended badly without a failed test to show for it (a crash, an error outside of tests) failed once. */
export const withExitCode = (counts: Counts, code: number): Counts =>
  code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts

const seconds = (durationMs: number): string => `${(durationMs / 1000).toFixed(1)} s`

const mostFailures = 20

/** What failed in a step, with its first words: the output of a whole check is long, and often only its end is kept. */
const failureLines = (report: StepReport): readonly string[] => {
  if (report.kind === 'notRun' || report.failures === undefined || report.failures.length === 0) return []
  const left = report.failures.length - mostFailures
  const shown = report.failures
    .slice(0, mostFailures)
    .flatMap(({ test, message }) => [`  ✗ ${test}`, ...message.split('\n').map((line) => `      ${line}`)])
  return ['', `Failed: ${report.name}`, ...shown, ...(left > 0 ? [`  and ${left} more`] : [])]
}

/** The summary: one line a step, what failed, then `N passed, N failed` alone on the last line. */
export const summaryText = (reports: readonly StepReport[]): string => {
  const width = Math.max(...reports.map((report) => report.name.length))
  const lines = reports.map((report) => {
    const name = report.name.padEnd(width)
    if (report.kind === 'notRun') return `  – ${name}  did not run: ${report.reason}`
    const skipped = report.skipped === 0 ? '' : `, ${report.skipped} skipped`
    const mark = report.failed === 0 ? '✓' : '✗'
    return `  ${mark} ${name}  ${report.passed} passed, ${report.failed} failed${skipped}  (${seconds(report.durationMs)})`
  })
  const total = (key: 'passed' | 'failed') =>
    reports.reduce((sum, report) => sum + (report.kind === 'ran' ? report[key] : 0), 0)
  return [
    '',
    'Summary',
    ...lines,
    ...reports.flatMap(failureLines),
    '',
    `${total('passed')} passed, ${total('failed')} failed`,
  ].join('\n')
}

/** Whether every step that ran passed, and something ran at all. */
export const allPassed = (reports: readonly StepReport[]): boolean =>
  reports.some((report) => report.kind === 'ran' && report.passed > 0) &&
  reports.every((report) => report.kind === 'notRun' || report.failed === 0)
