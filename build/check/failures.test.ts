import { describe, expect, it } from 'vitest'
import { junitFailures, playwrightFailures, vitestFailures } from './failures.ts'

describe('failures of a check', () => {
  it('reads failed tests and files that could not load from a report of Vitest', () => {
    const report = {
      testResults: [
        {
          name: '/a.test.ts',
          status: 'failed',
          assertionResults: [
            { status: 'passed', fullName: 'adds' },
            {
              status: 'failed',
              fullName: 'divides',
              failureMessages: ['\u001b[31mby nothing\u001b[39m\n\n  at a.ts:1'],
            },
          ],
        },
        { name: '/broken.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
        { name: '/b.real-media.test.ts', status: 'failed', message: 'not asked for', assertionResults: [] },
      ],
    }
    expect(vitestFailures(report, (file) => !file.includes('real-media'))).toEqual([
      { test: '/a.test.ts: divides', message: 'by nothing\n  at a.ts:1' },
      { test: '/broken.test.ts', message: 'no such module' },
    ])
  })

  it('reads failed tests of any depth and errors outside of tests from a report of Playwright', () => {
    const spec = (title: string, ok: boolean, ...messages: string[]) => ({
      title,
      ok,
      tests: [{ results: [{ errors: messages.map((message) => ({ message })) }] }],
    })
    const report = {
      suites: [
        {
          title: 'marks.spec.ts',
          specs: [spec('rates', true), spec('tags', false, 'no field')],
          suites: [{ title: 'in the grid', specs: [spec('labels', false, 'no strip', 'no colour')] }],
        },
      ],
      errors: [{ message: 'no browser' }],
    }
    expect(playwrightFailures(report)).toEqual([
      { test: 'marks.spec.ts › tags', message: 'no field' },
      { test: 'marks.spec.ts › in the grid › labels', message: 'no strip\nno colour' },
      { test: 'outside of the tests', message: 'no browser' },
    ])
  })

  it('reads failed tests and broken set-ups from a JUnit report', () => {
    const cases = [
      '<testcase classname="tests.test_a" name="test_x"><failure message="assert 1 &lt; 0">long text</failure></testcase>',
      '<testcase classname="tests.test_a" name="test_y"><error>no model</error></testcase>',
      '<testcase classname="tests.test_a" name="test_z" />',
    ].join('')
    const xml = `<?xml version="1.0"?><testsuites><testsuite name="pytest">${cases}</testsuite></testsuites>`
    expect(junitFailures(xml)).toEqual([
      { test: 'tests.test_a › test_x', message: 'assert 1 < 0' },
      { test: 'tests.test_a › test_y', message: 'no model' },
    ])
    expect(junitFailures('<testsuites />')).toEqual([])
    expect(junitFailures('<testsuites></testsuites>')).toEqual([])
  })

  it('keeps the first lines of a long message', () => {
    const report = { errors: [{ message: Array.from({ length: 99 }, (_, line) => `line ${line}`).join('\n') }] }
    expect(playwrightFailures(report)[0]?.message.split('\n')).toHaveLength(12)
  })
})
