import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { checkLayering } from '../layering/cruise.ts'
import { electronBinary, hasDisplay } from '../setup/electron-binary.mjs'
import { inRoot, rootPath } from '../setup/paths.mjs'
import { ensureProduct, kernel, renderer, scanKernel } from '../setup/products.mjs'
import { apiStep } from './api-step.ts'
import { errorsOfVitest, type Failure, playwrightFailures, vitestFailures } from './failures.ts'
import { pythonSteps } from './python-steps.ts'
import { stepLimitMs } from './step-limit.ts'
import { type Counts, playwrightCounts, type StepReport, vitestCounts, withExitCode } from './step-report.ts'
import { errorsVariable } from './vitest-errors.ts'

/** Steps of a check of everything, in the order in which it begins them, the longest first. */
export const stepsOfAll = ['unit', 'types', 'lint', 'layers', 'python', 'e2e', 'media', 'api'] as const
/** Names of all steps, as `--only` takes them: what fetches models and takes minutes runs only when it is asked for. */
export const stepNames = [...stepsOfAll, 'words'] as const
export type StepName = (typeof stepNames)[number]

const typeProjects = ['pure', 'pipeline', 'node', 'desktop', 'renderer', 'e2e'] as const
const cacheFolder = inRoot('node_modules', '.cache', 'goodclips')
/** Threads and programs that tests start load hundreds of modules each time: compiled once, that costs half. */
const compiledModules = { NODE_COMPILE_CACHE: join(cacheFolder, 'compiled') }

/** Runs a tool of node_modules with this Node; its output is shown as it comes. Resolves with the exit code. */
const runTool = (script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  new Promise<number>((resolve) => {
    const child = spawn(process.execPath, [inRoot('node_modules', script), ...args], {
      cwd: rootPath,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...compiledModules, ...env },
      timeout: stepLimitMs,
    })
    child.on('error', () => resolve(127))
    child.on('exit', (code) => resolve(code ?? 1))
  })

const readReport = (path: string): unknown => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null)

const freshReport = (name: string): string => {
  mkdirSync(cacheFolder, { recursive: true })
  const path = join(cacheFolder, name)
  rmSync(path, { force: true })
  return path
}

const crashed: Counts = { passed: 0, failed: 1, skipped: 0 }

interface Outcome extends Counts {
  readonly failures?: Failure[]
}

const timed = async (name: string, work: () => Promise<Outcome>): Promise<StepReport> => {
  process.stdout.write(`\n── ${name}\n`)
  const startedAt = performance.now()
  const outcome = await work()
  return { kind: 'ran', name, durationMs: performance.now() - startedAt, ...outcome }
}

/** What a run of Vitest came to: its JSON report (null if it has none), and what failed outside of tests. */
interface VitestRun {
  readonly code: number
  readonly report: unknown
  readonly errors: readonly Failure[]
}

/** Runs the tests of a step of the check (`unit`: those that have no step of their own). */
const runVitest = async (step: 'unit' | 'media' | 'words', args: readonly string[]): Promise<VitestRun> => {
  const [reportPath, errorsPath] = [freshReport(`vitest-${step}.json`), freshReport(`vitest-${step}-errors.json`)]
  const config = inRoot('build', 'vitest.config.ts')
  const reporters = ['default', 'json', inRoot('build', 'check', 'vitest-errors.ts')].map(
    (name) => `--reporter=${name}`,
  )
  const options = ['run', '--config', config, ...reporters, `--outputFile.json=${reportPath}`, ...args]
  const environment = { GOODCLIPS_CHECK_STEP: step, [errorsVariable]: errorsPath }
  const code = await runTool('vitest/vitest.mjs', options, environment)
  return { code, report: readReport(reportPath), errors: errorsOfVitest(readReport(errorsPath)) }
}

/** Counts and failures of the chosen files; a run that ended with another code than 0 failed once at least. */
const vitestOutcome = ({ report, errors, code }: VitestRun, keep: (file: string) => boolean): Outcome =>
  report === null
    ? { ...crashed, failures: [...errors] }
    : { ...withExitCode(vitestCounts(report, keep), code), failures: [...vitestFailures(report, keep), ...errors] }

const checkTypes = () =>
  timed('type check', async () => {
    let passed = 0
    for (const project of typeProjects) {
      const code = await runTool('typescript-native/bin/tsc', [
        '--project',
        inRoot('build', `tsconfig.${project}.json`),
        '--incremental',
        '--tsBuildInfoFile',
        join(cacheFolder, `${project}.tsbuildinfo`),
      ])
      if (code === 0) passed += 1
      else process.stdout.write(`type errors in build/tsconfig.${project}.json\n`)
    }
    return { passed, failed: typeProjects.length - passed, skipped: 0 }
  })

const lint = () =>
  timed('lint', async () => {
    const code = await runTool('@biomejs/biome/bin/biome', ['ci', '--diagnostic-level=warn', '.'])
    return withExitCode({ passed: code === 0 ? 1 : 0, failed: 0, skipped: 0 }, code)
  })

const layers = () =>
  timed('layering', async () => {
    const folders = ['electron', 'renderer', 'build', 'bench', 'e2e', 'vite.config.ts']
    const present = folders.filter((path) => existsSync(inRoot(path)))
    const { modules, violations } = await checkLayering(rootPath, present)
    for (const { rule, from, to } of violations) process.stdout.write(`${rule}: ${from} → ${to}\n`)
    process.stdout.write(`${modules} modules read, ${violations.length} rules broken\n`)
    return { passed: violations.length === 0 ? 1 : 0, failed: violations.length, skipped: 0 }
  })

const isRealMedia = (file: string): boolean => file.includes('.real-media.test.')

/** Films whose pictures and sounds carry their number, in all containers: read by the core, then in the real page. */
const media = async (args: readonly string[]): Promise<readonly StepReport[]> => {
  const page = await playwright('media', args)
  if (args.length > 0) return [page]
  const sound = await timed('media: sound', async () => vitestOutcome(await runVitest('media', []), () => true))
  return [sound, page]
}

/** Speech and text on screen by real models, held against what is said and written. */
const words = (args: readonly string[]) =>
  timed('words: real models', async () => vitestOutcome(await runVitest('words', args), () => true))

const unit = async (args: readonly string[]): Promise<readonly StepReport[]> => {
  let run: VitestRun = { code: 1, report: null, errors: [] }
  const tests = await timed('unit and contract tests', async () => {
    run = await runVitest('unit', args)
    const real = run.report === null ? crashed : vitestCounts(run.report, isRealMedia)
    return vitestOutcome({ ...run, code: real.failed > 0 ? 0 : run.code }, (file) => !isRealMedia(file))
  })
  const name = 'real-media tests'
  if (!existsSync(inRoot('..', 'shared', 'media'))) {
    return [tests, { kind: 'notRun', name, reason: 'there is no ../shared/media beside this checkout' }]
  }
  if (run.report === null) return [tests]
  return [tests, { kind: 'ran', name, durationMs: 0, ...vitestOutcome({ ...run, code: 0, errors: [] }, isRealMedia) }]
}

const playwright = (project: 'browser' | 'media' | 'electron', args: readonly string[]) =>
  timed(project === 'media' ? 'media: page' : `e2e: ${project}`, async () => {
    const reportPath = freshReport(`playwright-${project}.json`)
    const code = await runTool(
      '@playwright/test/cli.js',
      ['test', '--config', inRoot('e2e', 'playwright.config.ts'), `--project=${project}`, ...args],
      { GOODCLIPS_E2E_REPORT: reportPath },
    )
    const report = readReport(reportPath)
    if (report === null) return crashed
    return { ...withExitCode(playwrightCounts(report), code), failures: [...playwrightFailures(report)] }
  })

const e2e = async (args: readonly string[]): Promise<readonly StepReport[]> => {
  const browser = await playwright('browser', args)
  const absent = electronBinary() === null ? "Electron's program is not here" : 'there is no display'
  if (electronBinary() === null || !hasDisplay()) {
    return [browser, { kind: 'notRun', name: 'e2e: electron', reason: absent }]
  }
  return [browser, await playwright('electron', args)]
}

/** What a step runs that is built from sources; a page that is older than its sources would be tested in their place. */
const productsOf = (name: StepName) => {
  switch (name) {
    case 'types':
    case 'lint':
    case 'layers':
      return []
    case 'python':
    case 'unit':
    case 'api':
    case 'words':
      return [kernel, scanKernel]
    case 'media':
    case 'e2e':
      return [kernel, scanKernel, renderer]
  }
}

/** Builds what these steps run, once. Throws where that fails. */
export const buildProducts = (names: readonly StepName[]): void => {
  for (const product of new Set(names.flatMap(productsOf))) ensureProduct(product, process.execPath)
}

/** Runs one step, whose products are built; `args` go to the test runner of `python`, `unit`, `api` and `e2e`. Never throws: a broken tool is a failed step. */
export const runCheckStep = async (name: StepName, args: readonly string[]): Promise<readonly StepReport[]> => {
  try {
    switch (name) {
      case 'types':
        return [await checkTypes()]
      case 'lint':
        return [await lint()]
      case 'layers':
        return [await layers()]
      case 'python':
        return await pythonSteps(args)
      case 'unit':
        return await unit(args)
      case 'api':
        return [await apiStep(args)]
      case 'media':
        return await media(args)
      case 'e2e':
        return await e2e(args)
      case 'words':
        return [await words(args)]
    }
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return [{ kind: 'ran', name, durationMs: 0, ...crashed }]
  }
}
