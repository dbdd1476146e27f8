// All checks; every one runs even when an earlier one fails, and one summary ends them. Two run side by side: each waits for
// one of its own programs half of the time.
// `--only types|lint|layers|python|unit|api|media|e2e|words` runs one of them; what follows goes to its test runner. `words` fetches models
// and takes minutes: it runs only so.
import { writeFileSync } from 'node:fs'
import process from 'node:process'
import { reportVariable, runSideBySide } from './check/side-by-side.ts'
import { allPassed, summaryText } from './check/step-report.ts'
import { buildProducts, runCheckStep, type StepName, stepNames, stepsOfAll } from './check/steps.ts'

const isStepName = (name: string | undefined): name is StepName => stepNames.some((known) => known === name)

const reportsOf = async (args: readonly string[]) => {
  if (args.length === 0) {
    buildProducts(stepsOfAll)
    return await runSideBySide(stepsOfAll)
  }
  const [option, name, ...rest] = args
  if (option === '--only' && isStepName(name)) {
    buildProducts([name])
    return await runCheckStep(name, rest)
  }
  process.stderr.write(`Usage: npm test [-- --only ${stepNames.join('|')} [arguments of the test runner]]\n`)
  process.exit(2)
}

const reports = await reportsOf(process.argv.slice(2))
const reportPath = process.env[reportVariable]
if (reportPath === undefined) process.stdout.write(`${summaryText(reports)}\n`)
else writeFileSync(reportPath, JSON.stringify(reports))
process.exitCode = allPassed(reports) ? 0 : 1
