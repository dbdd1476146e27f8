import { mkdir, readdir, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Failure } from '../../contract/index.ts'
import { cancelled, diskFull } from '../../domain/failure.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { LoadedModel } from '../runner-arguments.ts'
import { networkEnvironment } from './child-environment.ts'
import {
  type EnvironmentRecord,
  environmentPython,
  lockDigest,
  lockPath,
  writeEnvironmentRecord,
} from './environment-record.ts'
import { explainInstall } from './explain-install.ts'
import { findPython, findUv, hasNvidiaGpu, type Surroundings } from './find-programs.ts'
import { probePython } from './probe.ts'
import { runStep } from './run-step.ts'
import { createInstallMeter, parseUvLine } from './uv-progress.ts'

/** The interpreters that the locked packages have wheels for. */
const pythonRange = '>=3.10,<3.15'
const torchIndex = 'https://download.pytorch.org/whl/cpu/torch/'
const reachMs = 4_000
const wallClockMs = 2 * 3_600_000
/** uv is silent while it unpacks or compiles. */
const noProgressMs = 15 * 60_000

/** What an environment is made from. */
export interface EnvironmentPlan {
  /** Where it lies in the end; what is there now is used until the new one works. */
  readonly target: string
  readonly nativeRunners: string
  /** Where uv may be put. */
  readonly cache: string
  readonly bundledUv: string | null
  /** A folder of wheels: nothing is asked of the network then. */
  readonly wheels: string | null
  /** Embeds once before the new environment is used; null: only its libraries are loaded. */
  readonly smokeModel: LoadedModel | null
  readonly ambient: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  readonly onProgress: (fraction: number | null, message: string) => void
  /** Free disk that is asked for; default what the app's environment takes. */
  readonly neededBytes?: number
  /** Whether an address answers; for tests. */
  readonly reachable?: (url: string, signal: AbortSignal) => Promise<boolean>
}

const answersHttp = async (url: string, signal: AbortSignal): Promise<boolean> => {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(reachMs)])
    return (await fetch(url, { method: 'HEAD', signal: limit })).ok
  } catch {
    return false
  }
}

/** Bytes of disk that an environment takes: torch for NVIDIA comes with 3 GB of libraries. */
export const environmentBytes = (nvidia: boolean, platform: NodeJS.Platform = process.platform): number =>
  nvidia || platform === 'linux' ? 6_000_000_000 : 2_000_000_000

const diskFailure = (needed: number, free: number): Failure => ({
  ...diskFull,
  message: `Python and its libraries need ${(needed / 1e9).toFixed(0)} GB of disk, but only ${(free / 1e9).toFixed(1)} GB are free.`,
  remedy: 'Free some space, then try again.',
})

const noPython: Failure = {
  code: 'python_missing',
  message: 'Neither Python 3.10 or newer nor uv is installed, and uv could not be downloaded.',
  remedy: 'Install Python from https://www.python.org/downloads/ (with pip), then try again.',
}

/** NVIDIA's libraries come with torch for NVIDIA; torch from an index of its own names what it needs itself. */
const withoutNvidia = (requirements: string): string =>
  requirements
    .split('\n')
    .filter((line) => !/^(nvidia|cuda|triton)[-=\s]/.test(line))
    .join('\n')

const discardLeftovers = async (target: string): Promise<void> => {
  const prefix = `${basename(target)}.new-`
  for (const name of await readdir(dirname(target)).catch(() => [])) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN
    if (Number.isInteger(pid) && !isAlive(pid)) await rm(join(dirname(target), name), { recursive: true, force: true })
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The packages, by uv where it can be had, else by venv and pip of the system's Python. */
const fill = async (plan: EnvironmentPlan, surroundings: Surroundings, fresh: string): Promise<Failure | null> => {
  const { signal, onProgress } = plan
  const fromFolder = plan.wheels === null ? [] : ['--no-index', '--find-links', plan.wheels]
  const run = async (command: string, args: readonly string[], onLine?: (line: string) => void) => {
    const end = await runStep({
      command,
      args,
      env: surroundings.env,
      signal,
      ...(onLine === undefined ? {} : { onLine }),
      wallClockMs,
      noProgressMs,
    })
    if (!end.ok) return end.error
    return end.value.code === 0 ? null : explainInstall(end.value)
  }

  onProgress(null, 'Looking for uv')
  const uv = await findUv(surroundings, { bundled: plan.bundledUv, cache: plan.cache })
  if (signal.aborted) return cancelled
  if (uv !== null) {
    const ownIndex =
      plan.wheels === null &&
      process.platform !== 'darwin' &&
      (await (plan.reachable ?? answersHttp)(torchIndex, signal))
    const requirements = `${fresh}.txt`
    const locked = await readFile(lockPath(plan.nativeRunners), 'utf8')
    await writeFile(requirements, ownIndex ? withoutNvidia(locked) : locked)
    const made = await run(uv, ['venv', '--quiet', '--clear', '--relocatable', '--python', pythonRange, fresh])
    if (made !== null) return made
    const meter = createInstallMeter()
    const failed = await run(
      uv,
      [
        ...['pip', 'install', '--python', environmentPython(fresh), '--compile-bytecode', '-r', requirements],
        ...(plan.wheels === null ? [] : ['--offline']),
        ...fromFolder,
        ...(ownIndex ? ['--torch-backend', 'auto'] : []),
      ],
      (text) => {
        const line = parseUvLine(text)
        if (line === null) return
        meter.take(line)
        onProgress(meter.fraction() * 0.9, meter.message())
      },
    )
    await rm(requirements, { force: true })
    return failed
  }
  const python = await findPython(surroundings)
  if (python === null) return noPython
  onProgress(null, 'Installing packages with pip; this takes several minutes')
  const made = await run(python, ['-m', 'venv', '--clear', fresh])
  if (made !== null) return made
  const args = ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '-r', lockPath(plan.nativeRunners)]
  return run(environmentPython(fresh), [...args, ...fromFolder])
}

/**
 * Makes the Python environment beside the one that is in use, proves that it embeds, and only then puts it in its place.
 * Packages that were downloaded by a try that failed are kept by uv, so that the next one goes on.
 */
export const makeEnvironment = async (plan: EnvironmentPlan): Promise<Result<EnvironmentRecord>> => {
  const { target, signal, onProgress } = plan
  const surroundings: Surroundings = { env: networkEnvironment(plan.ambient), ambient: plan.ambient, signal }
  await mkdir(dirname(target), { recursive: true })
  await discardLeftovers(target)
  const needed = plan.neededBytes ?? environmentBytes(await hasNvidiaGpu(surroundings))
  const disk = await statfs(dirname(target))
  const free = disk.bavail * disk.bsize
  if (free < needed) return err(diskFailure(needed, free))

  const fresh = `${target}.new-${process.pid}`
  try {
    const failure = await fill(plan, surroundings, fresh)
    if (failure !== null) return err(failure)
    onProgress(0.92, 'Testing the new environment')
    const { nativeRunners, smokeModel } = plan
    const proven = await probePython({ python: environmentPython(fresh), nativeRunners, model: smokeModel, signal })
    if (!proven.ok) return proven
    const { versions, deviceName } = proven.value
    const record: EnvironmentRecord = {
      lock: await lockDigest(nativeRunners),
      python: versions['python'] ?? null,
      torch: versions['torch'] ?? null,
      device: deviceName,
      tests: false,
    }
    await writeEnvironmentRecord(fresh, record)
    const old = `${target}.old-${process.pid}`
    await rename(target, old).catch(() => undefined)
    await rename(fresh, target)
    await rm(old, { recursive: true, force: true })
    return ok(record)
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}
