import type { Core } from '../../core/core-api.ts'
import { ok } from '../../domain/result.ts'
import type { CliBackend } from './backend.ts'

/** The library opened in this process. */
export const coreBackend = (core: Core): CliBackend => ({
  outlivesCommand: false,
  import: async (paths, signal) => ok(await core.videos.import(paths, signal)),
  videos: async (query) => ok(await core.videos.list(query)),
  video: (id) => core.videos.get(id),
  scenes: (id, page) => core.videos.scenes(id, page),
  jobs: async (query) => ok(await core.jobs.list(query)),
  search: async (query) => ok(await core.search.captions(query)),
  doctor: async () => ok(await core.doctor()),
  events: (signal) => core.events(signal),
  close: () => core.close(),
})
