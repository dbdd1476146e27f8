import type { Face, Person } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import { pages } from '../../domain/pages.ts'
import type { FaceRecord, PeopleState, PersonRecord, StorePort } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import { peopleOff } from '../../pipeline/find-faces.ts'
import type { Changes } from '../changes.ts'
import type { Core } from '../core-api.ts'
import { notFound, refuse } from '../failures.ts'
import { queueStage } from '../library/requeue.ts'
import { keyframeUrl } from '../present.ts'
import type { UndoLog } from '../undo/undo-log.ts'

const presentFace = ({ sceneId, box, ...face }: FaceRecord): Face => ({
  ...face,
  sceneId,
  box: [...box],
  frameUrl: sceneId === null ? null : keyframeUrl(sceneId, face.frameNumber),
})

const presentPerson = ({ cover, ...person }: PersonRecord): Person => ({
  ...person,
  cover: cover === null ? null : presentFace(cover),
})

/** Videos that were left out while People was off are looked at now, once it is on. */
export const peopleSwitched = async (store: Pick<StorePort, 'people' | 'jobs'>, changes: Changes): Promise<void> => {
  await queueStage(store, changes, 'find-faces', await store.people.skippedVideos([peopleOff.code]))
}

/** What people are made from. */
export interface PeopleParts {
  readonly store: Pick<StorePort, 'people' | 'jobs' | 'library'>
  readonly changes: Changes
  readonly history: Pick<UndoLog, 'record' | 'forget'>
  /** Ends a job that waits or runs; resolves when it has ended. */
  readonly cancelJob: Core['jobs']['cancel']
}

/** Faces of one library, grouped into people. */
export const createPeople = ({ store, changes, history, cancelJob }: PeopleParts): Core['people'] => {
  const now = (): string => new Date().toISOString()

  /** Ends the jobs that look for faces now: what they found would be written after everything was forgotten. */
  const stopLooking = async (): Promise<void> => {
    for (const state of ['running', 'waiting'] as const) {
      for await (const jobs of pages((position) => store.jobs.list({ state, limit: 500, ...position }))) {
        for (const job of jobs) if (job.stage === 'find-faces') await cancelJob(job.id)
      }
    }
  }

  const restore = (state: PeopleState) => async (): Promise<Result<null, ApiFailure>> => {
    await store.people.restore(state)
    changes.peopleChanged()
    return ok(null)
  }

  return {
    list: async (query) => {
      const { items, nextCursor } = await store.people.list(query)
      return { items: items.map(presentPerson), nextCursor }
    },
    faces: async (personId, page) => {
      const found = await store.people.faces(personId, page)
      return found === null ? notFound('person') : ok({ ...found, items: found.items.map(presentFace) })
    },
    patch: async (change) => {
      if (change.mergeInto === change.id) {
        return refuse('conflict', 'A person cannot be merged into themselves.', 'Choose another person.')
      }
      const result = await store.people.patch(change, now())
      if ('unknown' in result) {
        return result.unknown === change.id || result.unknown === change.mergeInto
          ? notFound('person')
          : refuse('not_found', 'One of these faces is not this person’s.', 'Reload the page and choose them again.')
      }
      changes.peopleChanged()
      const { before, after } = result
      history.record({ kind: 'people-changed', videoIds: [], undo: restore(before), redo: restore(after) })
      return ok(result.changed.map(presentPerson))
    },
    forget: async () => {
      await store.library.patchSettings({ people: 'off' })
      await stopLooking()
      const forgotten = await store.people.forgetAll()
      // Names would live on in what can be taken back.
      history.forget('people-changed')
      changes.peopleChanged()
      changes.workQueued()
      return forgotten
    },
  }
}
