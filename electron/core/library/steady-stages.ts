import { fileChanging } from '../../domain/jobs/retry-policy.ts'
import { err } from '../../domain/result.ts'
import type { Stage } from '../../pipeline/stage.ts'
import type { Locations } from './locations.ts'

/**
 * Stages whose results count only when the file stayed the same while they read it. What came from a file that was
 * written to meanwhile, good or bad, is dropped, and the stage waits until the file has settled.
 */
export const steadyStages = (stages: readonly Stage[], locations: Locations): readonly Stage[] =>
  stages.map((stage) => ({
    ...stage,
    run: async (task) => {
      const result = await stage.run(task)
      if (task.signal.aborted) return result
      return (await locations.unchanged(task.video, task.signal)) ? result : err(fileChanging)
    },
  }))
