import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { modalityOf } from '../contract/index.ts'
import { decodeSlotCount } from '../domain/jobs/wall-clock.ts'
import type { MediaPort, StorePort } from '../domain/ports/index.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { StoreError } from '../domain/store-error.ts'
import { createMedia } from '../media/media.ts'
import { systemClock } from '../pipeline/clock.ts'
import { createScheduler } from '../pipeline/scheduler.ts'
import type { SchedulerEvents } from '../pipeline/scheduler-types.ts'
import { builtInStages, slotsOf } from '../pipeline/stages.ts'
import { type LibraryLock, lockLibrary } from '../store/library-folder/library-folder.ts'
import { openStore } from '../store/open-store.ts'
import { createSceneIndex } from '../vector-index/index.ts'
import { appResources } from './app-resources.ts'
import type { Core, CoreConfig, CreateCore } from './core-api.ts'
import type { CoreError } from './core-error.ts'
import { createEventHub, type EventHub, watchHub } from './events/event-hub.ts'
import { notFound } from './failures.ts'
import { createImports } from './imports/imports.ts'
import { importLostFilms } from './imports/lost-films.ts'
import { beginsLikeFilm } from './imports/read-head.ts'
import { createUploads } from './imports/uploads.ts'
import { createChangedFiles } from './library/changed-files.ts'
import { createCutting } from './library/cutting.ts'
import { examine } from './library/doctor.ts'
import { freeBytes } from './library/free-space.ts'
import { jobOutcomes } from './library/job-outcomes.ts'
import { createJobService } from './library/job-service.ts'
import { createLocations } from './library/locations.ts'
import { createMissingVectors } from './library/missing-vectors.ts'
import { createRefill } from './library/refill.ts'
import { createRemovedVideos } from './library/removed-videos.ts'
import { createReplacements } from './library/replacements.ts'
import { createStatistics } from './library/statistics.ts'
import { steadyStages } from './library/steady-stages.ts'
import { createVideos } from './library/videos.ts'
import { libraryPaths } from './library-paths.ts'
import { createMediaFiles, wholeFile } from './media/media-files.ts'
import { createProxies } from './media/proxies.ts'
import { createModels } from './models/models.ts'
import { createSpaces } from './models/spaces.ts'
import { presentVideo } from './present.ts'
import { createLibrarySearch } from './search/search.ts'

const logToStderr: NonNullable<CoreConfig['log']> = ({ level, message }) => {
  process.stderr.write(`${level}: ${message}\n`)
}

const wire = async (config: CoreConfig, lock: LibraryLock, store: StorePort, media: MediaPort): Promise<Core> => {
  const { libraryPath } = lock
  const report = config.log ?? logToStderr
  const log: SchedulerEvents['log'] = (level, message) => report({ level, message })
  const paths = libraryPaths(libraryPath)
  const cores = availableParallelism()
  const runJobs = config.runJobs ?? true

  const events: EventHub = createEventHub(
    {
      jobs: (ids) => jobs.some(ids),
      snapshotJobs: () => jobs.snapshot(),
      videos: async (ids) =>
        (await store.videos.getMany(ids)).filter((video) => video.removedAt === null).map(presentVideo),
      stats: () => statistics.get(),
      models: (ids) => models.service.some(ids),
      runtime: () => models.runtime.get(),
    },
    systemClock,
    (message) => log('warn', message),
  )
  const index = createSceneIndex({
    store: store.search,
    folder: paths.index,
    log: (message, details) => log('info', details === undefined ? message : `${message}: ${JSON.stringify(details)}`),
  })
  const hub = watchHub(events, index.changed)
  const locations = createLocations(store, media, {
    onPresence: (videoId, missing) => {
      hub.videoChanged(videoId)
      // What failed for want of the file goes on.
      if (!missing && runJobs) void imports.resume(videoId).catch(() => {})
    },
    onReplaced: (videoId, path) => {
      if (runJobs) changedFiles.notice(videoId, path)
    },
  })
  const refill = createRefill(store, () => scheduler, hub)
  const models = createModels({ config, store, hub, scheduler: () => scheduler, libraryPath, runJobs, log })
  const stages = steadyStages(
    builtInStages({
      media,
      store,
      embedding: models.embedding,
      locate: (task) => locations.verified(task.video, task.signal),
      contentFolder: paths.content,
      framePack: async (contentId, bytes) => {
        const path = join(paths.content(contentId), 'frames.pack')
        const pack = await wholeFile(path, 'application/octet-stream')
        return pack !== null && pack.length >= bytes ? path : null
      },
      settleSpaces: async () => {
        await store.vectors.settle()
        await models.settled()
        hub.spacesChanged()
      },
    }),
    locations,
  )
  const statistics = createStatistics(store, media, paths, hub.statsChanged, models.service.notices, () => scheduler)
  const scheduler = createScheduler({
    jobs: store.jobs,
    video: store.videos.get,
    settings: store.library.settings,
    stages,
    slots: (resource, settings) => slotsOf(resource, decodeSlotCount(settings.decodeSlots, cores)),
    events: jobOutcomes(store, hub, log, statistics.sizeChanged, refill),
    clock: systemClock,
    freeBytes: () => freeBytes([paths.media, paths.temporary]),
    blameless: !lock.afterUncleanStop || lock.afterRestart,
  })
  const jobs = createJobService(store, scheduler)
  const missing = createMissingVectors({ store, hub, wake: () => scheduler.wake() })
  const fillMissing = missing.fillVideo
  const replacements = createReplacements({
    store,
    locations,
    scheduler: () => scheduler,
    hub,
    paths,
    forgetProxy: (videoId) => proxies.forget(videoId),
  })
  const changedFiles = createChangedFiles({
    store,
    locations,
    scheduler: () => scheduler,
    takeFile: (path) => imports.takeFile(path),
    isFilm: beginsLikeFilm,
    onChange: (videoId) => {
      hub.videoChanged(videoId)
      hub.statsChanged()
    },
    log,
  })
  const { notice, watch } = changedFiles
  const imports = createImports({
    store,
    media,
    scheduler,
    stages,
    hub,
    locations,
    paths,
    fillMissing,
    replacements,
    notice,
    watch,
  })
  const cutting = createCutting({ store, media, scheduler, hub, paths, refill, log })
  const proxies = createProxies({ store, media, paths, locations, log })
  const uploads = createUploads(paths, imports, store)
  const removedVideos = createRemovedVideos({
    store,
    paths,
    onFreed: () => {
      statistics.sizeChanged()
      hub.statsChanged()
    },
    log,
  })
  const search = await createLibrarySearch({
    store,
    embedding: models.embedding,
    index,
    paths,
    ffmpegPath: config.ffmpegPath ?? 'ffmpeg',
    backgroundTexts: appResources(config.resourcesPath).searchBackground,
    log,
  })
  const videos = createVideos({
    store,
    media,
    scheduler,
    hub,
    locations,
    imports,
    cutting,
    refill,
    onRemove: proxies.forget,
  })
  const spaces = createSpaces({
    store,
    temporaryFolder: paths.temporary,
    fill: async (modality, videoIds) => {
      for (const videoId of videoIds) await refill(videoId, [modalityOf[modality].stage])
    },
    changed: hub.spacesChanged,
  })
  const files = createMediaFiles({
    store,
    paths,
    locations,
    onReplaced: (videoId, path) => {
      if (runJobs) changedFiles.notice(videoId, path)
    },
    recreate: async (videoId) => {
      const jobs = await store.jobs.ofVideo(videoId)
      const analysed = jobs.some((job) => job.stage === 'analyse' && job.state === 'done')
      if (runJobs && analysed) await scheduler.rerun(videoId, 'analyse')
    },
  })

  store.onDamage(hub.statsChanged)
  const demo = new AbortController()
  const stopFilling = new AbortController()
  let background: readonly Promise<void>[] = []
  const close = async (): Promise<void> => {
    statistics.close()
    demo.abort()
    stopFilling.abort()
    const modelsClosed = models.close()
    await changedFiles.close()
    await Promise.all([
      scheduler.close(),
      modelsClosed,
      proxies.close(),
      cutting.close(),
      spaces.close(),
      search.close(),
      ...background,
      removedVideos.close(),
    ])
    hub.close()
    await media.close()
    await store.close()
  }
  const inBackground = (what: string, work: Promise<void>): Promise<void> =>
    work.catch((thrown: unknown) => log('warn', `${what}: ${String(thrown)}`))
  const begin = async (): Promise<void> => {
    const recovered = runJobs ? await scheduler.start() : { resumed: 0, quarantined: 0 }
    if (recovered.resumed > 0) log('info', `${recovered.resumed} interrupted jobs go on`)
    if (recovered.quarantined > 0)
      log('warn', `${recovered.quarantined} jobs were set aside: the app died three times while each was at work alone`)
    if (runJobs) await models.resume()
    if (!runJobs) return
    background = [
      config.demo === true && config.fillDemo !== undefined
        ? config.fillDemo({
            libraryPath,
            ffmpegPath: config.ffmpegPath ?? 'ffmpeg',
            imports: videos.import,
            log,
            signal: demo.signal,
          })
        : Promise.resolve(),
      inBackground('missing vectors could not be found', missing.fillAll(stopFilling.signal)),
      inBackground('what was left behind could not be tidied up', removedVideos.start().then(uploads.tidy)),
      inBackground('files could not be checked', changedFiles.checkAll(stopFilling.signal)),
      inBackground(
        'lost films could not be imported again',
        importLostFilms({ store, import: videos.import, signal: stopFilling.signal }),
      ),
    ]
  }
  try {
    await begin()
  } catch (thrown) {
    await close()
    throw thrown
  }
  let closing: Promise<void> | null = null

  return {
    libraryPath,
    version: config.version,
    stats: statistics.get,
    videos,
    jobs,
    search: search.api,
    settings: {
      get: store.library.settings,
      patch: async (patch) => {
        const before = await store.library.settings()
        const after = await store.library.patchSettings(patch)
        if (JSON.stringify(before.cuts) !== JSON.stringify(after.cuts)) cutting.recutAll()
        scheduler.wake()
        return after
      },
    },
    importProblems: {
      list: store.library.importProblems,
      dismiss: async (id) => {
        const dismissed = await store.library.dismissImportProblem(id)
        hub.statsChanged()
        return dismissed ? ok(null) : notFound('entry')
      },
    },
    notices: {
      dismiss: async (id) => {
        const dismissed = await store.library.dismissRepair(id)
        hub.statsChanged()
        return dismissed ? ok(null) : notFound('notice')
      },
    },
    leftOut: {
      list: store.library.leftOut,
      dismiss: async (id) => ((await store.library.dismissLeftOut(id)) ? ok(null) : notFound('entry')),
    },
    removed: {
      get: removedVideos.get,
      purgeAll: () => removedVideos.purge('all'),
      purge: async (videoId) => {
        const freed = await removedVideos.purge({ videoId })
        return freed.videos === 0 ? notFound('removed video') : ok(freed)
      },
    },
    uploads,
    models: models.service,
    runtime: models.runtime,
    spaces,
    media: { ...files, proxy: proxies.get },
    events: hub.subscribe,
    doctor: () =>
      examine(config.version, store, media, paths, { runtime: models.runtime.get, models: models.service.list }),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

const openLibrary = async (config: CoreConfig, suspected: boolean): Promise<Result<Core, CoreError>> => {
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
    return ok(await wire(config, lock.value, store.value, media))
  } catch (thrown) {
    await media.close()
    await store.value.close()
    if (!(thrown instanceof StoreError)) throw thrown
    return err({ code: thrown.code, message: thrown.message, remedy: thrown.remedy })
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
