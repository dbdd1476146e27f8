import { setTimeout as delay } from 'node:timers/promises'
import { createCore } from '../../electron/core/create-core.ts'

/** Models that a library reads its films with: id and folder. */
export type ModelFolders = readonly (readonly [id: string, folder: string])[]

/** On two cores with other work beside it, fifteen films with speech and text on screen took more than half an hour. */
const longestMs = 3 * 3_600_000
const tellEveryMs = 60_000

/** Imports films into a library with these models, and waits until all is done. */
export const makeLibrary = async (
  folders: { readonly libraryPath: string; readonly modelsPath: string },
  models: ModelFolders,
  films: readonly string[],
): Promise<void> => {
  const opened = await createCore({ ...folders, version: '0.0.0', log: () => undefined })
  if (!opened.ok) throw new Error(opened.error.message)
  const core = opened.value
  try {
    for (const [id, folder] of models) {
      const asked = await core.models.import(id, { path: folder })
      if (!asked.ok) throw new Error(asked.error.message)
      for (;;) {
        const model = (await core.models.list()).find((each) => each.id === id)
        if (model?.state === 'failed') throw new Error(model.error?.message ?? `${id} cannot be installed`)
        if (model?.state === 'installed') break
        await delay(200)
      }
    }
    const imported = await core.videos.import(films, AbortSignal.timeout(600_000))
    const refused = imported.filter(({ videoId }) => videoId === undefined)
    if (refused.length > 0) throw new Error(`not imported: ${refused.map(({ path }) => path).join(', ')}`)
    // It resolves when the time is up, too: a library that is not complete would be measured as if its words were missing.
    const patience = AbortSignal.timeout(longestMs)
    for (;;) {
      await core.jobs.idle(AbortSignal.any([patience, AbortSignal.timeout(tellEveryMs)]))
      const failed = (await core.jobs.list({ state: 'failed', limit: 100 })).items
      if (failed.length > 0) {
        throw new Error(`failed: ${failed.map(({ stage, videoTitle }) => `${stage} of ${videoTitle}`).join(', ')}`)
      }
      const { jobs } = await core.stats()
      const left = jobs.waiting + jobs.running
      if (left === 0) break
      if (patience.aborted) throw new Error(`${left} jobs were not done after ${longestMs / 60_000} minutes`)
      process.stderr.write(`${left} jobs left\n`)
    }
  } finally {
    await core.close()
  }
}
