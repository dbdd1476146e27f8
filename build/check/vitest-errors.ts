import { writeFileSync } from 'node:fs'
import process from 'node:process'
import type { Reporter, SerializedError, TestSuite } from 'vitest/node'
import type { Failure } from './failures.ts'

/** Where Vitest's process writes the errors that it met outside of tests. */
export const errorsVariable = 'GOODCLIPS_CHECK_ERRORS'

/** Writes the errors that Vitest's JSON report leaves out: of hooks of a `describe`, and those that nobody handled. */
// biome-ignore lint/style/noDefaultExport: Vitest takes a reporter from the default export
export default class VitestErrors implements Reporter {
  readonly #failures: Failure[] = []

  onTestSuiteResult(suite: TestSuite): void {
    for (const { message, stack } of suite.errors())
      this.#failures.push({ test: `${suite.module.moduleId}: ${suite.fullName}`, message: stack ?? message })
  }

  onTestRunEnd(_modules: unknown, unhandled: readonly SerializedError[]): void {
    const path = process.env[errorsVariable]
    if (path === undefined) return
    const others = unhandled.map(({ message, stack }) => ({ test: 'outside of the tests', message: stack ?? message }))
    writeFileSync(path, JSON.stringify([...this.#failures, ...others]))
  }
}
