import { describe, test } from 'vitest'
import { faultSuite } from './fixtures/fault-suite.ts'
import { orphanSuite } from './fixtures/orphan-suite.ts'
import { checkoutPython, faultyPythonProgram } from './fixtures/python-program.ts'

if (checkoutPython === null) {
  describe('the Python runner', () => {
    test.skip('needs native-runners/.venv, which npm test sets up', () => {})
  })
} else {
  faultSuite('the Python runner', {
    program: faultyPythonProgram,
    badVector: 'not_finite',
    // Its fd 1 is stderr.
    noiseReachesHost: false,
    startsSlowly: true,
  })
  orphanSuite('the Python runner', faultyPythonProgram)
}
