import type { StorePort } from '../../domain/ports/index.ts'
import { createCaptionQueries } from '../captions/captions-queries.ts'
import { createJobQueries } from '../jobs/jobs-queries.ts'
import { createSceneQueries } from '../scenes/scenes-queries.ts'
import { createSearchQueries } from '../searches/search-queries.ts'
import { createLibraryQueries, type RepairQueries } from '../settings/library-queries.ts'
import { createVectorQueries } from '../vectors/vectors-queries.ts'
import { createVideoQueries } from '../videos/videos-queries.ts'
import type { Sql, Synchronous } from './sql.ts'

/** The groups of methods of the port. */
export type StoreGroups = Omit<StorePort, 'opening' | 'onDamage' | 'close'>

const noRepairs: RepairQueries = { repairs: () => [], dismissRepair: () => false, filesImported: () => undefined }

/** All queries over one connection; runs on the worker thread. */
export const createSqliteStore = (
  sql: Sql,
  repairs: RepairQueries = noRepairs,
): { readonly [Group in keyof StoreGroups]: Synchronous<StoreGroups[Group]> } => ({
  videos: createVideoQueries(sql),
  scenes: createSceneQueries(sql),
  captions: createCaptionQueries(sql),
  jobs: createJobQueries(sql),
  vectors: createVectorQueries(sql),
  search: createSearchQueries(sql),
  library: createLibraryQueries(sql, repairs),
})
