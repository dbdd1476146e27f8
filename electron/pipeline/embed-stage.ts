import { type ModelModality, type Problem, stageOfModel } from '../contract/index.ts'
import { noModel } from '../domain/embedding/no-model.ts'
import { everySceneOf } from '../domain/every-scene.ts'
import type { SceneRecord, SceneVectorBatch } from '../domain/ports/index.ts'
import { ok, type Result } from '../domain/result.ts'
import { type Embeddable, embedBatches, type ItemProblems } from './embed-batches.ts'
import type { StageOf, StageOutcome, StageParts, StageTask } from './stage.ts'

/**
 * One run of an embedding stage: the task says which video, `modelId` which model makes vectors, `spaceId` where they
 * go.
 */
export interface EmbedRun {
  readonly task: StageTask
  readonly modelId: string
  readonly spaceId: string
}

/**
 * Makes the vectors that a video still lacks in a space. Answers how many items got none, by the code of the reason.
 */
export type EmbedMissing = (parts: StageParts, run: EmbedRun) => Promise<Result<ItemProblems>>

/** Scenes of a video that have no vector in a space yet, and are not marked as skipped; by index. */
export const missingScenesOf = async (
  parts: StageParts,
  spaceId: string,
  videoId: string,
): Promise<readonly SceneRecord[]> => {
  const missing = new Set(await parts.store.vectors.missingScenes(spaceId, videoId))
  return missing.size === 0 ? [] : (await everySceneOf(parts.store.scenes, videoId)).filter(({ id }) => missing.has(id))
}

/** Marks scenes as skipped, so that they are not asked for again. `reason` is the code that is stored. */
export const skipScenes = async (
  parts: StageParts,
  spaceId: string,
  scenes: readonly SceneRecord[],
  reason: string,
): Promise<void> => {
  if (scenes.length === 0) return
  await parts.store.vectors.writeScenes(spaceId, {
    vectors: [],
    skipped: scenes.map(({ id }) => ({ key: id, reason })),
  })
}

/** Writes vectors of scenes, but for those whose frames have changed since these were read: the next run makes them. */
export const sceneWriter = (
  parts: StageParts,
  spaceId: string,
  scenes: readonly SceneRecord[],
): ((batch: SceneVectorBatch) => Promise<void>) => {
  const spans = new Map(scenes.map((scene) => [scene.id, scene]))
  const isUnchanged = (now: SceneRecord): boolean => {
    const then = spans.get(now.id)
    return then !== undefined && then.startFrame === now.startFrame && then.endFrame === now.endFrame
  }
  return async ({ vectors, skipped }) => {
    const ids = [...vectors, ...skipped].map(({ key }) => key)
    const same = new Set((await parts.store.scenes.getMany(ids)).filter(isUnchanged).map(({ id }) => id))
    await parts.store.vectors.writeScenes(spaceId, {
      vectors: vectors.filter(({ key }) => same.has(key)),
      skipped: skipped.filter(({ key }) => same.has(key)),
    })
  }
}

/** Embeds scenes, one item each. */
export const embedScenes = async (
  parts: StageParts,
  { task, modelId, spaceId }: EmbedRun,
  items: readonly (Embeddable<string> & { readonly scene: SceneRecord })[],
): Promise<Result<ItemProblems>> =>
  embedBatches({
    embedding: parts.embedding,
    modelId,
    items,
    signal: task.signal,
    write: sceneWriter(
      parts,
      spaceId,
      items.map(({ scene }) => scene),
    ),
    onProgress: progressOf(task, items.length),
  })

/** Reports progress by items done. */
export const progressOf =
  (task: StageTask, total: number): ((done: number) => void) =>
  (done) => {
    const fraction = total === 0 ? 1 : done / total
    task.report({ fraction, positionMs: fraction * task.video.durationMs })
  }

/**
 * Code of items that hold nothing to embed (a caption of punctuation, a sound of no length): no reason for a warning.
 */
const harmless = 'empty'

/** One warning that sums up all items without a vector; none when only empty items lack one. */
const warningsOf = (problems: ItemProblems): readonly Problem[] => {
  const reported = [...problems].filter(([code]) => code !== harmless)
  if (reported.length === 0) return []
  const parts = reported.map(([code, { count, message }]) => `${count} × ${code} (${message.replace(/\.$/, '')})`)
  return [{ code: 'not_embedded', message: `Parts of this video cannot be found by this model: ${parts.join(', ')}.` }]
}

/** How a run with one model ended: `switched` when another one was chosen meanwhile. */
type RunEnd = { readonly kind: 'switched' } | { readonly kind: 'ended'; readonly result: Result<StageOutcome> }

const runWith = async (
  parts: StageParts,
  modality: ModelModality,
  embedMissing: EmbedMissing,
  modelId: string,
  task: StageTask,
): Promise<Result<StageOutcome>> => {
  const key = await parts.embedding.space(modelId, task.signal)
  if (!key.ok) return key
  const space = await parts.store.vectors.ensureSpace(key.value)
  if (!space.active && !space.building) await parts.store.vectors.setTargetSpace(modality, space.id)
  const problems = await embedMissing(parts, { task, modelId, spaceId: space.id })
  if (!problems.ok) return problems
  await parts.activateCompleteSpaces()
  return ok({ kind: 'done', output: { stage: stageOfModel[modality], warnings: warningsOf(problems.value) } })
}

/** Runs a stage with one model, and stops when another model is chosen: vectors of the old one would not be used. */
const runWhileChosen = async (
  parts: StageParts,
  modality: ModelModality,
  embedMissing: EmbedMissing,
  modelId: string,
  task: StageTask,
): Promise<RunEnd> => {
  const switched = new AbortController()
  const look = async (): Promise<void> => {
    if ((await parts.embedding.chosen(modality)) !== modelId) switched.abort()
  }
  const result = await runWith(parts, modality, embedMissing, modelId, {
    ...task,
    signal: AbortSignal.any([task.signal, switched.signal]),
    report: (progress) => {
      task.report(progress)
      // A failure to read the choice is ignored here; it is read again when the run ends.
      look().catch(() => {})
    },
  })
  if (!task.signal.aborted) await look()
  return switched.signal.aborted ? { kind: 'switched' } : { kind: 'ended', result }
}

/** A stage that embeds with the chosen model. Only what is missing is embedded, so running it again changes nothing. */
export const embeddingStage =
  (modality: ModelModality, embedMissing: EmbedMissing): StageOf =>
  (parts) =>
  async (task) => {
    for (;;) {
      const modelId = await parts.embedding.chosen(modality)
      if (modelId === null) return ok({ kind: 'skipped', reason: noModel(modality) })
      const end = await runWhileChosen(parts, modality, embedMissing, modelId, task)
      if (end.kind === 'ended') return end.result
    }
  }
