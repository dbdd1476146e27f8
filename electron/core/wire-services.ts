import { modalityOf } from '../contract/index.ts'
import { ok } from '../domain/result.ts'
import { systemClock } from '../pipeline/clock.ts'
import { screenTextOff } from '../pipeline/read-text.ts'
import { createDuplicates } from './alike/duplicates.ts'
import { appResources } from './app-resources.ts'
import { createBins } from './bins/bins.ts'
import type { Core } from './core-api.ts'
import { createEventStream, type EventStream } from './events/event-stream.ts'
import { createExports, type Exports } from './exports/exports.ts'
import { notFound } from './failures.ts'
import { createAttachedCaptions, dropLoneCaptions } from './imports/attached-captions.ts'
import { createImports } from './imports/imports.ts'
import { beginsLikeVideo } from './imports/read-head.ts'
import { createUploads } from './imports/uploads.ts'
import { type ChangedFiles, createChangedFiles } from './library/changed-files.ts'
import { createCutting } from './library/cutting.ts'
import { examine } from './library/doctor.ts'
import { createJobService } from './library/job-service.ts'
import { createMissingVectors, type MissingVectors } from './library/missing-vectors.ts'
import { createProblems } from './library/problems.ts'
import { createRemovedVideos, type RemovedVideos } from './library/removed-videos.ts'
import { createReplacedFiles } from './library/replaced-files.ts'
import { createReplacements } from './library/replacements.ts'
import { queueStage } from './library/requeue.ts'
import { createSceneDetails } from './library/scene-details.ts'
import { createSceneEdits } from './library/scene-edits.ts'
import { createSpeechService } from './library/speech.ts'
import { createStatistics, type Statistics } from './library/statistics.ts'
import { createVideos } from './library/videos.ts'
import { createWorkStandings } from './library/work-standing.ts'
import { createFileMetadata } from './marks/file-metadata.ts'
import { createMarks } from './marks/marks.ts'
import { createMediaFiles } from './media/media-files.ts'
import { createProxies } from './media/proxies.ts'
import { createWaveforms } from './media/waveforms.ts'
import { createSpaces } from './models/spaces.ts'
import { createPanels } from './panels/panels.ts'
import { createPeople, peopleSwitched } from './people/people.ts'
import { presentVideo } from './present.ts'
import { createRanges } from './ranges.ts'
import { createLibrarySearch } from './search/search.ts'
import { createUndoLog } from './undo/undo-log.ts'
import { createWatchFolders, type WatchFolderService } from './watch-folders/watch-folders.ts'
import type { Foundation, Work } from './wire-work.ts'

/** What `Core` consists of besides its beginning and end. */
export interface Services {
  readonly api: Omit<Core, 'libraryPath' | 'version' | 'close'>
  readonly events: EventStream
  readonly missing: MissingVectors
  readonly changedFiles: ChangedFiles
  readonly removedVideos: RemovedVideos
  /** Takes how far the clips of a demo library are. */
  readonly demoProgress: Statistics['setDemo']
  readonly tidyUploads: () => Promise<void>
  readonly resumeExports: Exports['start']
  readonly startWatching: WatchFolderService['start']
  /** Stops everything that still works on its own; the scheduler and the models are stopped besides. */
  readonly close: () => Promise<void>
}

/** Videos, their files and how they come in. */
const wireVideos = (foundation: Foundation, work: Work) => {
  const { store, media, paths, changes, runJobs, log } = foundation
  const { locations, scheduler, requeue } = work
  const missing = createMissingVectors(store, requeue)
  const proxies = createProxies({ store, media, paths, locations, log })
  const replacements = createReplacements({
    store,
    locations,
    scheduler,
    changes,
    paths,
    forgetProxy: proxies.forget,
  })
  const attachedCaptions = createAttachedCaptions(store, paths, requeue)
  const imports = createImports({
    store,
    media,
    stages: work.stages,
    changes,
    requeue,
    locations,
    paths,
    replacements,
    fillMissing: missing.fillVideo,
    attachedCaptions,
    takes: work.takes,
  })
  const replacedFiles = createReplacedFiles({ store, media, locations, changes, imports })
  const changedFiles = createChangedFiles({
    store,
    locations,
    changes,
    requeue,
    takeFile: imports.takeFile,
    replacedFiles,
    isVideo: beginsLikeVideo,
    log,
  })
  const resume = (videoId: string): void => {
    imports.resume(videoId).catch((thrown: unknown) => log('warn', `a video could not go on: ${String(thrown)}`))
  }
  changes.listen({
    fileImported: changedFiles.watch,
    ...(runJobs ? { fileFound: resume, fileReplaced: changedFiles.notice } : {}),
  })
  const cutting = createCutting({ store, media, changes, paths, requeue, log })
  const uploads = createUploads({ paths, imports, store, media, locations, attachedCaptions })
  const history = createUndoLog()
  const speech = createSpeechService(store, requeue)
  const videos = createVideos({
    store,
    media,
    scheduler,
    changes,
    locations,
    imports,
    takes: work.takes,
    cutting,
    requeue,
    speech,
    undoLog: history,
    originals: paths.originals,
    growingFilmstrips: work.growingFilmstrips,
    onRemove: proxies.forget,
    attachedCaptions,
    uploadedFile: (uploadId) => uploads.file(uploadId),
  })
  const files = createMediaFiles({
    store,
    paths,
    locations,
    changes,
    growingFilmstrips: work.growingFilmstrips,
    recreate: async (videoId) => {
      if (runJobs) await requeue(videoId, 'pictures_lost')
    },
  })
  const removedVideos = createRemovedVideos({ store, paths, changes, log })
  return {
    missing,
    proxies,
    imports,
    changedFiles,
    replacedFiles,
    cutting,
    videos,
    files,
    uploads,
    removedVideos,
    history,
    speech,
  }
}

/** Lists that a person reads and empties. */
const wireLists = ({ store, paths, changes }: Foundation, removedVideos: RemovedVideos) => ({
  importProblems: {
    list: store.library.importProblems,
    dismiss: async (id: string) => {
      await dropLoneCaptions(store, paths, id)
      const dismissed = await store.library.dismissImportProblem(id)
      changes.statsChanged()
      return dismissed ? ok(null) : notFound('entry')
    },
  },
  notices: {
    dismiss: async (id: string) => {
      const dismissed = await store.library.dismissRepair(id)
      changes.statsChanged()
      return dismissed ? ok(null) : notFound('notice')
    },
  },
  leftOut: {
    list: store.library.leftOut,
    dismiss: async (id: string) => ((await store.library.dismissLeftOut(id)) ? ok(null) : notFound('entry')),
  },
  removed: {
    get: removedVideos.get,
    purgeAll: () => removedVideos.purge('all'),
    purge: async (videoId: string) => {
      const freed = await removedVideos.purge({ videoId })
      return freed.videos === 0 ? notFound('removed video') : ok(freed)
    },
  },
})

/** Makes the services that hosts and the API use, on top of what works on videos. */
export const wireServices = async (foundation: Foundation, work: Work): Promise<Services> => {
  const { config, store, media, paths, changes, log } = foundation
  const { models, scheduler, requeue } = work
  const library = wireVideos(foundation, work)
  const standings = createWorkStandings({ store, changes, scheduler })
  const statistics = createStatistics({
    store,
    media,
    paths,
    changes,
    scheduler,
    work: standings.get,
    modelNotices: models.service.notices,
  })
  store.onDamage(changes.statsChanged)
  const jobs = createJobService(store, scheduler, () => work.attention.now().first)
  const spaces = createSpaces({
    store,
    temporaryFolder: paths.temporary,
    fill: async (modality, videoIds) => {
      const stages = [modalityOf[modality].stage]
      for (const videoId of videoIds) await requeue(videoId, 'space_emptied', { stages })
    },
    changed: changes.spacesChanged,
  })
  const duplicates = createDuplicates({ store, media, paths, changes, history: library.history })
  const search = await createLibrarySearch({
    store,
    copies: duplicates.copies,
    modelRunners: models.modelRunners,
    index: work.index,
    paths,
    log,
    ffmpegPath: config.ffmpegPath ?? 'ffmpeg',
    backgroundTexts: appResources(config.resourcesPath).searchBackground,
  })
  const ranges = createRanges(store)
  const bins = createBins({ store, media, changes, ranges, find: search.api.semantic })
  const exports = createExports({
    store,
    media,
    locations: work.locations,
    paths,
    changes,
    ranges,
    bins,
    log,
  })
  const watchFolders = createWatchFolders({
    store,
    media,
    imports: library.imports,
    takes: work.takes,
    locations: work.locations,
    changes,
    log,
    libraryPath: foundation.lock.libraryPath,
    runJobs: foundation.runJobs,
  })
  const events = createEventStream(
    changes,
    {
      jobs: jobs.some,
      snapshotJobs: jobs.snapshot,
      videos: async (ids) =>
        (await store.videos.getMany(ids)).filter((video) => video.removedAt === null).map(presentVideo),
      stats: statistics.get,
      models: models.service.some,
      runtime: models.runtime.get,
      preferences: store.library.preferences,
    },
    systemClock,
    (message) => log('warn', message),
  )
  const { videos, cutting, proxies, removedVideos, history } = library
  return {
    api: {
      stats: statistics.get,
      videos,
      scenes: { details: createSceneDetails(store), ...createSceneEdits({ store, media, paths, cutting, history }) },
      marks: {
        ...createMarks({ store, changes, history }),
        ...createFileMetadata({ store, locations: work.locations }),
      },
      people: createPeople({ store, changes, history, cancelJob: jobs.cancel }),
      lookAt: work.attention.report,
      jobs,
      search: search.api,
      bins,
      exports: exports.api,
      watchFolders: watchFolders.api,
      panels: createPanels(store),
      duplicates,
      settings: {
        get: store.library.settings,
        patch: async (patch) => {
          const before = await store.library.settings()
          const after = await store.library.patchSettings(patch)
          await library.speech.settingsChanged(before, after)
          if (before.screenText !== after.screenText) {
            const skipped = await store.screenTexts.skippedVideos([screenTextOff.code])
            await queueStage(store, changes, 'read-text', skipped)
          }
          if (before.people !== after.people && after.people === 'on') await peopleSwitched(store, changes)
          if (JSON.stringify(before.cuts) !== JSON.stringify(after.cuts)) cutting.recutAll()
          changes.workQueued()
          return after
        },
      },
      preferences: {
        get: store.library.preferences,
        patch: async (patch) => {
          const saved = await store.library.patchPreferences(patch)
          changes.preferencesChanged()
          return saved
        },
      },
      ...wireLists(foundation, removedVideos),
      problems: createProblems({
        store,
        changes,
        removeVideo: videos.remove,
        answerReplaced: library.replacedFiles.answer,
      }),
      history: { undo: history.undo, redo: history.redo },
      uploads: library.uploads,
      models: models.service,
      runtime: models.runtime,
      spaces,
      media: { ...library.files, proxy: proxies.get, waveform: createWaveforms({ store, media, paths }) },
      events: async function* (signal) {
        try {
          yield* events.subscribe(signal)
        } finally {
          if (events.readers() === 0) work.attention.forget()
        }
      },
      doctor: () =>
        examine(config.version, store, media, paths, { runtime: models.runtime.get, models: models.service.list }),
    },
    events,
    missing: library.missing,
    changedFiles: library.changedFiles,
    removedVideos,
    demoProgress: statistics.setDemo,
    tidyUploads: library.uploads.tidy,
    resumeExports: exports.start,
    startWatching: watchFolders.start,
    close: async () => {
      statistics.close()
      standings.close()
      await Promise.all([
        exports.close(),
        watchFolders.close(),
        proxies.close(),
        cutting.close(),
        spaces.close(),
        search.close(),
        duplicates.close(),
        removedVideos.close(),
      ])
    },
  }
}
