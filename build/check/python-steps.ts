import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import process from 'node:process'
import { inRoot } from '../setup/paths.mjs'
import { environmentPython } from '../setup/python.mjs'
import { junitFailures } from './failures.ts'
import { stepLimitMs } from './step-limit.ts'
import { junitCounts, type StepReport, withExitCode } from './step-report.ts'

const reportPath = inRoot('node_modules', '.cache', 'goodclips', 'pytest.xml')

/** Runs a module of the checkout's Python environment; its output is shown as it comes. */
const runModule = (args: readonly string[]) =>
  new Promise<number>((resolve) => {
    const child = spawn(environmentPython(), ['-m', ...args], {
      cwd: inRoot('native-runners'),
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        PYTHONUTF8: '1',
        HF_HUB_OFFLINE: '1',
        TRANSFORMERS_OFFLINE: '1',
        PYRIGHT_PYTHON_IGNORE_WARNINGS: '1',
      },
      timeout: stepLimitMs,
    })
    child.on('error', () => resolve(127))
    child.on('exit', (code) => resolve(code ?? 1))
  })

const timed = async (name: string, work: () => Promise<StepReport>): Promise<StepReport> => {
  process.stdout.write(`\n── ${name}\n`)
  return await work()
}

const tool = (name: string, commands: readonly (readonly string[])[]) =>
  timed(name, async () => {
    const startedAt = performance.now()
    let passed = 0
    for (const command of commands) if ((await runModule(command)) === 0) passed += 1
    const failed = commands.length - passed
    return { kind: 'ran', name, durationMs: performance.now() - startedAt, passed, failed, skipped: 0 }
  })

const tests = (args: readonly string[]) =>
  timed('Python: tests', async () => {
    const startedAt = performance.now()
    rmSync(reportPath, { force: true })
    // Two processes: each may hold a model of real size twice. What shares a model stays in one (tests/conftest.py).
    const sideBySide = args.length === 0 ? ['-n', '2', '--dist', 'loadgroup'] : []
    const code = await runModule(['pytest', `--junitxml=${reportPath}`, ...sideBySide, ...args])
    const xml = existsSync(reportPath) ? readFileSync(reportPath, 'utf8') : null
    const counts = xml === null ? { passed: 0, failed: 1, skipped: 0 } : withExitCode(junitCounts(xml), code)
    const failures = xml === null ? [] : [...junitFailures(xml)]
    return { kind: 'ran', name: 'Python: tests', durationMs: performance.now() - startedAt, ...counts, failures }
  })

/** Lint, types and tests of `native-runners`; `args` go to pytest, and then it alone runs. */
export const pythonSteps = async (args: readonly string[]): Promise<readonly StepReport[]> => {
  if (args.length > 0) return [await tests(args)]
  const lint = await tool('Python: lint', [
    ['ruff', 'check'],
    ['ruff', 'format', '--check'],
  ])
  const types = await tool('Python: type check', [['pyright', '--warnings']])
  return [lint, types, await tests([])]
}
