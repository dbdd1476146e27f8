import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { Failure, Runtime } from '../../contract/index.ts'
import { cancelled } from '../../domain/failure.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { environmentPython, lockDigest, readEnvironmentRecord } from './environment-record.ts'
import { type EnvironmentPlan, environmentBytes, makeEnvironment } from './make-environment.ts'

/** The Python environment of the app: made on first need, once, however many ask. */
export interface PythonRuntime {
  readonly get: () => Promise<Runtime>
  /** Path of the interpreter; sets the environment up first when there is none. The signal stops the waiting, not the set-up. */
  readonly python: (signal: AbortSignal) => Promise<Result<string>>
  /** Begins to set it up (again). */
  readonly install: () => void
  /** Stops setting it up; what uses it now goes on. */
  readonly cancel: () => void
  readonly close: () => Promise<void>
}

/** What the runtime is made of. */
export interface PythonRuntimeOptions
  extends Pick<EnvironmentPlan, 'nativeRunners' | 'cache' | 'bundledUv' | 'wheels' | 'ambient'> {
  /** Folder of the environment; a digest of the locked packages is put below it when `perLock` is set. */
  readonly folder: string
  readonly perLock: boolean
  /** What a new environment embeds with before it is used. */
  readonly smokeModel: () => Promise<EnvironmentPlan['smokeModel']>
  readonly onChange: () => void
  readonly log: (level: 'info' | 'warn', message: string) => void
  readonly make?: typeof makeEnvironment
}

const digestLength = 16

const noSources = (nativeRunners: string): Failure => ({
  code: 'environment',
  message: `The Python side of GoodCLIPS is not where it should be: ${nativeRunners}`,
  remedy: 'Install GoodCLIPS again.',
})

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** The environment in this folder; nothing is done before it is asked for. */
export const createPythonRuntime = (options: PythonRuntimeOptions): PythonRuntime => {
  const make = options.make ?? makeEnvironment
  let installing: { readonly done: Promise<Result<string>>; readonly stop: AbortController } | null = null
  let progress: Runtime['progress'] = null
  let failure: Failure | null = null

  /** Null when the sources are not there. */
  const place = async (): Promise<{ readonly target: string; readonly lock: string } | null> => {
    try {
      const lock = await lockDigest(options.nativeRunners)
      return { target: options.perLock ? join(options.folder, lock.slice(0, digestLength)) : options.folder, lock }
    } catch {
      return null
    }
  }

  const present = async () => {
    const found = await place()
    if (found === null) return null
    const record = await readEnvironmentRecord(found.target)
    const python = environmentPython(found.target)
    return record !== null && record.lock === found.lock && (await exists(python)) ? { ...found, record, python } : null
  }

  const begin = (): Promise<Result<string>> => {
    if (installing !== null) return installing.done
    const stop = new AbortController()
    failure = null
    progress = { fraction: null, message: 'Setting up Python' }
    const work = async (): Promise<Result<string>> => {
      const found = await place()
      if (found === null) return err(noSources(options.nativeRunners))
      options.log('info', `setting up Python in ${found.target}`)
      const made = await make({
        ...options,
        target: found.target,
        smokeModel: await options.smokeModel(),
        signal: stop.signal,
        onProgress: (fraction, message) => {
          progress = { fraction, message }
          options.onChange()
        },
      })
      return made.ok ? ok(environmentPython(found.target)) : made
    }
    const done = work()
      .catch((cause: unknown): Result<string> => {
        const message = cause instanceof Error ? cause.message : String(cause)
        return err({
          code: 'environment',
          message: `Python could not be set up: ${message}`,
          remedy: 'Check the permissions of the folder and the disk, then try again.',
        })
      })
      .then((result) => {
        installing = null
        progress = null
        failure = result.ok || result.error.code === cancelled.code ? null : result.error
        if (!result.ok && failure !== null) options.log('warn', `Python could not be set up: ${failure.message}`)
        options.onChange()
        return result
      })
    installing = { done, stop }
    options.onChange()
    return done
  }

  return {
    get: async () => {
      const found = await present()
      const { target = null } = found ?? (await place()) ?? {}
      return {
        state: installing !== null ? 'installing' : found !== null ? 'ready' : failure === null ? 'absent' : 'failed',
        path: found === null ? null : target,
        python: found?.record.python ?? null,
        torch: found?.record.torch ?? null,
        device: found?.record.device ?? null,
        progress,
        diskNeededBytes: environmentBytes(false),
        error: failure,
      }
    },
    python: async (signal) => {
      const found = installing === null ? await present() : null
      if (found !== null) return ok(found.python)
      if (signal.aborted) return err(cancelled)
      const waiting = Promise.withResolvers<Result<string>>()
      const stop = (): void => waiting.resolve(err(cancelled))
      signal.addEventListener('abort', stop, { once: true })
      void begin().then(waiting.resolve)
      const result = await waiting.promise
      signal.removeEventListener('abort', stop)
      return result
    },
    install: () => void begin(),
    cancel: () => installing?.stop.abort(),
    close: async () => {
      installing?.stop.abort()
      await installing?.done
    },
  }
}
