import { describe, expect, it } from 'vitest'
import {
  allPassed,
  junitCounts,
  playwrightCounts,
  type StepReport,
  summaryText,
  vitestCounts,
  withExitCode,
} from './step-report.ts'

const file = (name: string, status: string, ...tests: string[]) => ({
  name,
  status,
  assertionResults: tests.map((test) => ({ status: test, title: 'x' })),
})

describe('vitestCounts', () => {
  const report = {
    testResults: [
      file('/a.test.ts', 'failed', 'passed', 'failed', 'pending'),
      file('/broken.test.ts', 'failed'),
      file('/b.real-media.test.ts', 'passed', 'passed', 'skipped'),
    ],
  }

  it('adds up tests, and counts a file that could not load as failed', () => {
    expect(vitestCounts(report, (name) => !name.includes('real-media'))).toEqual({ passed: 1, failed: 2, skipped: 1 })
  })

  it('keeps to the chosen files', () => {
    expect(vitestCounts(report, (name) => name.includes('real-media'))).toEqual({ passed: 1, failed: 0, skipped: 1 })
  })

  it('refuses what is no report', () => {
    expect(() => vitestCounts({}, () => true)).toThrow()
  })
})

describe('junitCounts', () => {
  it('reads what pytest 9 writes; broken set-ups count as failed', () => {
    const head = '<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests">'
    const suite = '<testsuite name="pytest" errors="1" failures="2" skipped="3" tests="45" time="11.0">'
    expect(junitCounts(`${head}${suite}<testcase name="a" /></testsuite></testsuites>`)).toEqual({
      passed: 39,
      failed: 3,
      skipped: 3,
    })
  })

  it('counts nothing where there is no suite', () => {
    expect(junitCounts('<testsuites />')).toEqual({ passed: 0, failed: 0, skipped: 0 })
  })
})

describe('playwrightCounts', () => {
  it('takes errors outside of tests for failures', () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2, duration: 5 }
    expect(playwrightCounts({ stats, errors: [{ message: 'no server' }] })).toEqual({
      passed: 5,
      failed: 2,
      skipped: 2,
    })
  })
})

describe('withExitCode', () => {
  it('turns a crash without a failed test into one failure', () => {
    expect(withExitCode({ passed: 3, failed: 0, skipped: 0 }, 1).failed).toBe(1)
    expect(withExitCode({ passed: 3, failed: 2, skipped: 0 }, 1).failed).toBe(2)
    expect(withExitCode({ passed: 3, failed: 0, skipped: 0 }, 0).failed).toBe(0)
  })
})

describe('summaryText', () => {
  const reports: readonly StepReport[] = [
    { kind: 'ran', name: 'lint', durationMs: 1200, passed: 1, failed: 0, skipped: 0 },
    { kind: 'ran', name: 'unit', durationMs: 1200, passed: 20, failed: 2, skipped: 3 },
    { kind: 'notRun', name: 'e2e: electron', reason: 'there is no display' },
  ]

  it('ends with the counts alone on the last line', () => {
    expect(summaryText(reports).split('\n').at(-1)).toBe('21 passed, 2 failed')
  })

  it('repeats what failed before the last line', () => {
    const failures = [{ test: 'marks.spec.ts › tags', message: 'no field\nno strip' }]
    const text = summaryText([{ kind: 'ran', name: 'e2e', durationMs: 1, passed: 0, failed: 1, skipped: 0, failures }])
    expect(text).toContain(
      'Failed: e2e\n  ✗ marks.spec.ts › tags\n      no field\n      no strip\n\n0 passed, 1 failed',
    )
  })

  it('says what did not run, and why', () => {
    expect(summaryText(reports)).toContain('e2e: electron  did not run: there is no display')
  })

  it('passes only when nothing failed and something ran', () => {
    expect(allPassed(reports)).toBe(false)
    expect(allPassed(reports.filter((report) => report.name !== 'unit'))).toBe(true)
    expect(allPassed(reports.filter((report) => report.kind === 'notRun'))).toBe(false)
  })
})
