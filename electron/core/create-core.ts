import { join } from 'node:path'
import { type ApiFailure, failureOfStoreError } from '../domain/failure.ts'
import type { MediaPort, StorePort } from '../domain/ports/index.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { createMedia } from '../media/media.ts'
import { type LibraryLock, lockLibrary } from '../store/library-folder/library-folder.ts'
import { openStore } from '../store/open-store.ts'
import { createChanges } from './changes.ts'
import type { Core, CoreConfig, CreateCore } from './core-api.ts'
import { importLostVideos } from './imports/lost-videos.ts'
import { libraryPaths } from './library-paths.ts'
import { type Services, wireServices } from './wire-services.ts'
import { type Foundation, type Work, wireWork } from './wire-work.ts'

const logToStderr: NonNullable<CoreConfig['log']> = ({ level, message }) => {
  process.stderr.write(`${level}: ${message}\n`)
}

/** Work that a start begins and that nobody waits for; ends at an abort. */
const beginInBackground = (
  { config, lock, store, log }: Foundation,
  services: Services,
  signal: AbortSignal,
): readonly Promise<void>[] => {
  const attempt = (what: string, work: Promise<void>): Promise<void> =>
    work.catch((thrown: unknown) => log('warn', `${what}: ${String(thrown)}`))
  const imports = services.api.videos.import
  const demo =
    config.demo === true && config.fillDemo !== undefined
      ? [
          config.fillDemo({
            libraryPath: lock.libraryPath,
            ffmpegPath: config.ffmpegPath ?? 'ffmpeg',
            imports,
            onProgress: services.demoProgress,
            log,
            signal,
          }),
        ]
      : []
  return [
    ...demo,
    attempt('missing vectors could not be found', services.missing.fillAll(signal)),
    attempt('what was left behind could not be tidied up', services.removedVideos.start().then(services.tidyUploads)),
    attempt('exports could not go on', services.resumeExports()),
    attempt('folders could not be watched', services.startWatching()),
    attempt('files could not be checked', services.changedFiles.checkAll(signal)),
    attempt('lost films could not be imported again', importLostVideos({ store, import: imports, signal })),
  ]
}

/**
 * A process that does no work closes the library in order all the same, and with that goes the mark that the one before it
 * died. So it takes over what that one left: else a film that ends the app would never be set aside.
 */
const takeOverWork = async ({ lock, log }: Foundation, { scheduler }: Work): Promise<void> => {
  if (!lock.afterUncleanStop) return
  await scheduler.takeOver().catch((thrown: unknown) => {
    log('warn', `jobs that an earlier process left could not be taken over: ${String(thrown)}`)
  })
}

/** Takes over what an earlier process left, and begins to work. */
const startWork = async ({ log }: Foundation, { scheduler, models }: Work): Promise<void> => {
  const recovered = await scheduler.start()
  if (recovered.resumed > 0) log('info', `${recovered.resumed} interrupted jobs go on`)
  if (recovered.quarantined > 0)
    log('warn', `${recovered.quarantined} jobs were set aside: the app died three times while each was at work alone`)
  await models.resume()
}

const start = async (foundation: Foundation): Promise<Core> => {
  const { config, lock, store, media, runJobs, log } = foundation
  const { vectorExtension } = store.opening
  if (vectorExtension !== null) log('warn', `${vectorExtension.message} ${vectorExtension.remedy}`)
  const work = wireWork(foundation)
  const services = await wireServices(foundation, work)
  const closing = new AbortController()
  let background: readonly Promise<void>[] = []

  const close = async (): Promise<void> => {
    closing.abort()
    const stopped = [services.close(), work.models.close()]
    await services.changedFiles.close()
    await Promise.all([work.scheduler.close(), ...stopped, ...background])
    services.events.close()
    await media.close()
    await store.close()
  }

  try {
    if (runJobs) {
      await startWork(foundation, work)
      background = beginInBackground(foundation, services, closing.signal)
    } else await takeOverWork(foundation, work)
  } catch (thrown) {
    await close()
    throw thrown
  }
  let closed: Promise<void> | null = null
  return {
    libraryPath: lock.libraryPath,
    version: config.version,
    ...services.api,
    close: () => {
      closed ??= close()
      return closed
    },
  }
}

const foundationOf = (config: CoreConfig, lock: LibraryLock, store: StorePort, media: MediaPort): Foundation => {
  const report = config.log ?? logToStderr
  return {
    config,
    lock,
    store,
    media,
    paths: libraryPaths(lock.libraryPath),
    changes: createChanges(),
    runJobs: config.runJobs ?? true,
    log: (level, message) => report({ level, message }),
  }
}

const openLibrary = async (config: CoreConfig, suspected: boolean): Promise<Result<Core, ApiFailure>> => {
  const lock = await lockLibrary(config.libraryPath)
  if (!lock.ok) return lock
  const { libraryPath } = lock.value
  const store = await openStore({ libraryPath, lock: lock.value, suspected })
  if (!store.ok) return store
  const media = createMedia({
    samplesPath: join(libraryPaths(libraryPath).temporary, 'audio'),
    ...(config.ffmpegPath === undefined ? {} : { ffmpegPath: config.ffmpegPath }),
    ...(config.ffprobePath === undefined ? {} : { ffprobePath: config.ffprobePath }),
  })
  try {
    return ok(await start(foundationOf(config, lock.value, store.value, media)))
  } catch (thrown) {
    await media.close()
    await store.value.close()
    const known = failureOfStoreError(thrown)
    if (known === null) throw thrown
    return err(known)
  }
}

/**
 * Opens a library: locks it, migrates it, resumes its jobs. Damage that only shows while jobs are resumed is repaired by
 * opening it once more.
 */
export const createCore: CreateCore = async (config) => {
  const opened = await openLibrary(config, false)
  if (opened.ok || opened.error.code !== 'library_corrupt') return opened
  return await openLibrary(config, true)
}
