import { fakeProgram } from './fixtures/fake-runner.ts'
import { faultSuite } from './fixtures/fault-suite.ts'

faultSuite('the fake runner', {
  program: fakeProgram,
  badVector: 'invalid_vector',
  noiseReachesHost: true,
  startsSlowly: false,
})
