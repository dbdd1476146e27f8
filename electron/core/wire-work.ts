import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { decodeSlotCount } from '../domain/jobs/wall-clock.ts'
import type { MediaPort, SceneIndex, StorePort } from '../domain/ports/index.ts'
import { systemClock } from '../pipeline/clock.ts'
import { createScheduler } from '../pipeline/scheduler.ts'
import type { Scheduler } from '../pipeline/scheduler-types.ts'
import type { Stage } from '../pipeline/stage.ts'
import { builtInStages, slotsOf } from '../pipeline/stages.ts'
import type { LibraryLock } from '../store/library-folder/library-folder.ts'
import { createSceneIndex } from '../vector-index/index.ts'
import type { Changes } from './changes.ts'
import type { CoreConfig } from './core-api.ts'
import { attachedCaptionsPlace } from './imports/attached-captions.ts'
import { type CameraTakes, createCameraTakes } from './imports/camera-takes.ts'
import { type AttentionBoard, createAttention } from './library/attention.ts'
import { freeBytes } from './library/free-space.ts'
import { announceJobs, jobOutcomes } from './library/job-outcomes.ts'
import { createLocations, type Locations } from './library/locations.ts'
import { createRequeue, type Requeue } from './library/requeue.ts'
import { steadyStages } from './library/steady-stages.ts'
import type { LibraryPaths } from './library-paths.ts'
import { createGrowingFilmstrips, type GrowingFilmstrips } from './media/growing-filmstrips.ts'
import { wholeFile } from './media/media-files.ts'
import { temporaryFiles } from './media/temporary-file.ts'
import { createModels, type Models } from './models/models.ts'

/** What everything in a library's core is made from. */
export interface Foundation {
  readonly config: CoreConfig
  readonly lock: LibraryLock
  readonly store: StorePort
  readonly media: MediaPort
  readonly paths: LibraryPaths
  readonly changes: Changes
  /** Whether jobs run in this process. */
  readonly runJobs: boolean
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void
}

/** The parts that work on videos: from the file on the disk to vectors in the index. */
export interface Work {
  readonly index: SceneIndex
  readonly locations: Locations
  readonly takes: CameraTakes
  readonly models: Models
  readonly stages: readonly Stage[]
  readonly scheduler: Scheduler
  readonly attention: AttentionBoard
  readonly requeue: Requeue
  readonly growingFilmstrips: GrowingFilmstrips
}

const wireStages = (
  { store, media, paths, changes }: Foundation,
  { locations, takes, models, growingFilmstrips }: Pick<Work, 'locations' | 'takes' | 'models' | 'growingFilmstrips'>,
): readonly Stage[] =>
  steadyStages(
    builtInStages({
      media,
      store,
      embedding: models.modelRunners,
      speech: models.speech,
      screenText: models.screenText,
      faces: models.faces,
      withTemporaryFile: temporaryFiles(paths.temporary),
      locate: (task) => locations.verified(task.video, task.signal),
      whyApart: async (path, signal) => {
        const take = await takes.of(path, signal)
        return take?.kind === 'apart' ? take.problem : null
      },
      contentFolder: paths.content,
      filmstripGrew: growingFilmstrips.put,
      captionPlace: (video) => attachedCaptionsPlace(paths, video),
      framePack: async (contentId, bytes) => {
        const path = join(paths.content(contentId), 'frames.pack')
        const pack = await wholeFile(path, 'application/octet-stream')
        return pack !== null && pack.length >= bytes ? path : null
      },
      activateCompleteSpaces: async () => {
        await store.vectors.activateCompleteSpaces()
        await models.settled()
        changes.spacesChanged()
      },
    }),
    locations,
  )

/** Makes them in the order in which they need each other; what has to flow back goes over the change bus. */
export const wireWork = (foundation: Foundation): Work => {
  const { config, lock, store, media, paths, changes, runJobs, log } = foundation
  const index = createSceneIndex({
    store,
    folder: paths.index,
    log: (message, details) => log('info', details === undefined ? message : `${message}: ${JSON.stringify(details)}`),
  })
  changes.listen({
    videoChanged: index.changed,
    videoRemoved: index.changed,
    scenesChanged: index.changed,
    spacesChanged: index.changed,
  })
  const locations = createLocations(store, media, changes, join(paths.temporary, 'parts'))
  const takes = createCameraTakes({ media, store })
  const models = createModels({ config, store, changes, libraryPath: lock.libraryPath, runJobs, log })
  const growingFilmstrips = createGrowingFilmstrips()
  const stages = wireStages(foundation, { locations, takes, models, growingFilmstrips })
  const attention = createAttention(systemClock, changes.workQueued)
  const scheduler = createScheduler({
    jobs: store.jobs,
    video: store.videos.get,
    settings: store.library.settings,
    stages,
    slots: (resource, settings) => slotsOf(resource, decodeSlotCount(settings.decodeSlots, availableParallelism())),
    events: announceJobs(changes, log),
    attention: attention.now,
    clock: systemClock,
    freeBytes: () => freeBytes([paths.media, paths.temporary]),
    blameless: !lock.afterUncleanStop || lock.afterRestart,
  })
  changes.listen({ workQueued: scheduler.wake })
  const requeue = createRequeue(store, scheduler, changes)
  changes.afterJobs(jobOutcomes(store, changes, requeue))
  return { index, locations, takes, models, stages, scheduler, attention, requeue, growingFilmstrips }
}
