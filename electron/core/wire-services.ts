import { modalityOf } from '../contract/index.ts'
import { systemClock } from '../pipeline/clock.ts'
import { screenTextOff } from '../pipeline/read-text.ts'
import { createDuplicates } from './alike/duplicates.ts'
import { appResources } from './app-resources.ts'
import { createBins } from './bins/bins.ts'
import type { Core } from './core-api.ts'
import { createEventStream, type EventStream } from './events/event-stream.ts'
import { createExports, type Exports } from './exports/exports.ts'
import type { ChangedFiles } from './library/changed-files.ts'
import { examine } from './library/doctor.ts'
import { createJobService } from './library/job-service.ts'
import type { MissingVectors } from './library/missing-vectors.ts'
import { createProblems } from './library/problems.ts'
import type { RemovedVideos } from './library/removed-videos.ts'
import { queueStage } from './library/requeue.ts'
import { createSceneDetails } from './library/scene-details.ts'
import { createSceneEdits } from './library/scene-edits.ts'
import { createStatistics, type Statistics } from './library/statistics.ts'
import { createWorkStandings } from './library/work-standing.ts'
import { createFileMetadata } from './marks/file-metadata.ts'
import { createMarks } from './marks/marks.ts'
import { createWaveforms } from './media/waveforms.ts'
import { createSpaces } from './models/spaces.ts'
import { createPanels } from './panels/panels.ts'
import { createPeople, peopleSwitched } from './people/people.ts'
import { presentVideo } from './present.ts'
import { createRanges } from './ranges.ts'
import { createLibrarySearch } from './search/search.ts'
import { createWatchFolders, type WatchFolderService } from './watch-folders/watch-folders.ts'
import { wireLists } from './wire-lists.ts'
import { wireVideos } from './wire-videos.ts'
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
