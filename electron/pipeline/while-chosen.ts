import type { TextModel } from '../domain/ports/index.ts'
import type { Result } from '../domain/result.ts'
import type { StageOutcome, StageTask } from './stage.ts'

/**
 * Works with the model that a person has chosen. Where another one is chosen meanwhile, the work stops and begins again with that
 * one. `work` gets null where none is chosen, and the task with a signal that ends it in time.
 */
export const whileChosen = async <Model extends TextModel>(
  chosen: () => Promise<Result<Model | null>>,
  task: StageTask,
  work: (model: Model | null, task: StageTask) => Promise<Result<StageOutcome>>,
): Promise<Result<StageOutcome>> => {
  for (;;) {
    const first = await chosen()
    if (!first.ok) return first
    const model = first.value
    if (model === null) return work(null, task)
    const switched = new AbortController()
    const look = async (): Promise<void> => {
      const now = await chosen()
      if (!now.ok || now.value?.model !== model.model || now.value.revision !== model.revision) switched.abort()
    }
    const result = await work(model, {
      ...task,
      signal: AbortSignal.any([task.signal, switched.signal]),
      report: (progress) => {
        task.report(progress)
        // A failure to read the choice is ignored here; it is read again when the run ends.
        look().catch(() => {})
      },
    })
    if (!task.signal.aborted) await look()
    if (!switched.signal.aborted) return result
  }
}
