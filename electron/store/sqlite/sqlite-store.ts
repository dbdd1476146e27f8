import type { StorePort } from '../../domain/ports/index.ts'
import { createAlikeQueries } from '../alike/alike-queries.ts'
import { createBinQueries } from '../bins/bins-queries.ts'
import { createCaptionQueries } from '../captions/captions-queries.ts'
import { createExportQueries } from '../exports/exports-queries.ts'
import { createJobQueries } from '../jobs/jobs-queries.ts'
import { createMarkQueries } from '../marks/marks-queries.ts'
import { createPanelQueries } from '../panels/panel-queries.ts'
import { createPeopleQueries } from '../people/people-queries.ts'
import { type SceneWatch, watchScenes } from '../scenes/scene-columns.ts'
import { createSceneFilters } from '../scenes/scene-filters.ts'
import { createSceneQueries } from '../scenes/scenes-queries.ts'
import { createScreenTextQueries } from '../screen-text/screen-text-queries.ts'
import { createSavedSearchQueries } from '../searches/saved-searches-queries.ts'
import { createLibraryQueries, type RepairQueries } from '../settings/library-queries.ts'
import { createTranscriptQueries } from '../transcripts/transcripts-queries.ts'
import { createChangeFeed } from '../vectors/change-feed.ts'
import { createVectorQueries } from '../vectors/vectors-queries.ts'
import { createVideoQueries } from '../videos/videos-queries.ts'
import { createWatchFolderQueries } from '../watch-folders/watch-folders-queries.ts'
import type { Sql, Synchronous } from './sql.ts'

/** The groups of methods of the port. */
export type StoreGroups = Omit<StorePort, 'opening' | 'onDamage' | 'close'>

const noRepairs: RepairQueries = { repairs: () => [], dismissRepair: () => false, filesImported: () => undefined }

/** All queries over one connection; runs on the worker thread. */
export const createSqliteStore = (
  sql: Sql,
  repairs: RepairQueries = noRepairs,
): { readonly [Group in keyof StoreGroups]: Synchronous<StoreGroups[Group]> } => {
  // Not before the first search: a library in which nobody searches pays nothing for it.
  let started: SceneWatch | null = null
  const watch = (): SceneWatch => {
    started ??= watchScenes(sql)
    return started
  }
  return {
    videos: createVideoQueries(sql),
    scenes: createSceneQueries(sql, () => watch().columns()),
    captions: createCaptionQueries(sql, () => watch().columns()),
    transcripts: createTranscriptQueries(sql),
    screenTexts: createScreenTextQueries(sql),
    jobs: createJobQueries(sql),
    vectors: createVectorQueries(sql),
    vectorChanges: createChangeFeed(sql),
    sceneFilters: createSceneFilters(sql, watch),
    searches: createSavedSearchQueries(sql),
    marks: createMarkQueries(sql),
    people: createPeopleQueries(sql),
    alike: createAlikeQueries(sql),
    bins: createBinQueries(sql),
    exports: createExportQueries(sql),
    watchFolders: createWatchFolderQueries(sql),
    panels: createPanelQueries(sql),
    library: createLibraryQueries(sql, repairs),
  }
}
