import { fakeProgram } from './fixtures/fake-runner.ts'
import { orphanSuite } from './fixtures/orphan-suite.ts'

orphanSuite('the fake runner', fakeProgram)
