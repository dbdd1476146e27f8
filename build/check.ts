// All checks in order; every one runs even when an earlier one fails, and one summary ends them.
// `--only types|lint|layers|python|unit|api|media|e2e` runs one of them; what follows goes to its test runner.
import process from 'node:process'
import { allPassed, type StepReport, summaryText } from './check/step-report.ts'
import { runCheckStep, type StepName, stepNames } from './check/steps.ts'

const isStepName = (name: string | undefined): name is StepName => stepNames.some((known) => known === name)

const plan = (args: readonly string[]): { readonly steps: readonly StepName[]; readonly rest: readonly string[] } => {
  if (args.length === 0) return { steps: stepNames, rest: [] }
  const [option, name, ...rest] = args
  if (option === '--only' && isStepName(name)) return { steps: [name], rest }
  process.stderr.write(`Usage: npm test [-- --only ${stepNames.join('|')} [arguments of the test runner]]\n`)
  process.exit(2)
}

const { steps, rest } = plan(process.argv.slice(2))
const reports: StepReport[] = []
for (const step of steps) reports.push(...(await runCheckStep(step, rest)))
process.stdout.write(`${summaryText(reports)}\n`)
process.exitCode = allPassed(reports) ? 0 : 1
