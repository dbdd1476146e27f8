import { setTimeout as delay } from 'node:timers/promises'
import { createCore } from '../../electron/core/create-core.ts'

/** Models that a library reads its films with: id and folder. */
export type ModelFolders = readonly (readonly [id: string, folder: string])[]

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
    await core.videos.import(films, AbortSignal.timeout(120_000))
    await core.jobs.idle(AbortSignal.timeout(1_800_000))
  } finally {
    await core.close()
  }
}
