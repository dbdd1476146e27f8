import { ok } from '../domain/result.ts'
import { notFound } from './failures.ts'
import { dropLoneCaptions } from './imports/attached-captions.ts'
import type { RemovedVideos } from './library/removed-videos.ts'
import type { Foundation } from './wire-work.ts'

/** Lists that a person reads and empties. */
export const wireLists = ({ store, paths, changes }: Foundation, removedVideos: RemovedVideos) => ({
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
