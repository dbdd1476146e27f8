import type { ModelModality, Problem, StageId } from '../contract/index.ts'
import { noModel } from '../domain/embedding/stage-of-modality.ts'
import type { SceneRecord, VectorStageId } from '../domain/ports/index.ts'
import { ok, type Result } from '../domain/result.ts'
import { type Embeddable, embedBatches, type ItemProblems } from './embed-batches.ts'
import type { Stage, StageOutcome, StageTask } from './stage.ts'
import type { StageParts } from './stage-parts.ts'

/** What one run of an embedding stage fills. */
export interface Filling {
  readonly task: StageTask
  readonly modelId: string
  readonly spaceId: string
}

/** One kind of embedding: what it needs done before, and how it fills a space with what one video misses. */
export interface Embedding {
  readonly id: Extract<VectorStageId, `embed-${string}`>
  readonly modality: ModelModality
  readonly dependsOn: readonly StageId[]
  readonly fill: (filling: Filling) => Promise<Result<ItemProblems>>
}

const pageOfScenes = 500

/** Scenes of a video, by index. */
export const scenesOf = async (parts: StageParts, videoId: string): Promise<readonly SceneRecord[]> => {
  const scenes: SceneRecord[] = []
  let cursor: string | undefined
  do {
    const page = await parts.store.scenes.list(videoId, {
      limit: pageOfScenes,
      ...(cursor === undefined ? {} : { cursor }),
    })
    scenes.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return scenes
}

/** Scenes of a video that still miss their vector in a space, by index. */
export const missingScenesOf = async (
  parts: StageParts,
  spaceId: string,
  videoId: string,
): Promise<readonly SceneRecord[]> => {
  const missing = new Set(await parts.store.vectors.missingScenes(spaceId, videoId))
  return missing.size === 0 ? [] : (await scenesOf(parts, videoId)).filter(({ id }) => missing.has(id))
}

/** Marks scenes that have no vector for a reason. */
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

/** Embeds scenes one item each. A scene that was cut otherwise meanwhile is left to the next run. */
export const embedScenes = async (
  parts: StageParts,
  { task, modelId, spaceId }: Filling,
  items: readonly (Embeddable<string> & { readonly scene: SceneRecord })[],
): Promise<Result<ItemProblems>> => {
  const spans = new Map(items.map(({ scene }) => [scene.id, scene]))
  const isUnchanged = (now: SceneRecord): boolean => {
    const then = spans.get(now.id)
    return then !== undefined && then.startFrame === now.startFrame && then.endFrame === now.endFrame
  }
  return embedBatches({
    embedding: parts.embedding,
    modelId,
    items,
    signal: task.signal,
    write: async ({ vectors, skipped }) => {
      const ids = [...vectors, ...skipped].map(({ key }) => key)
      const same = new Set((await parts.store.scenes.getMany(ids)).filter(isUnchanged).map(({ id }) => id))
      await parts.store.vectors.writeScenes(spaceId, {
        vectors: vectors.filter(({ key }) => same.has(key)),
        skipped: skipped.filter(({ key }) => same.has(key)),
      })
    },
    onProgress: progressOf(task, items.length),
  })
}

/** Reports progress by items done. */
export const progressOf =
  (task: StageTask, total: number): ((done: number) => void) =>
  (done) => {
    const fraction = total === 0 ? 1 : done / total
    task.report({ fraction, positionMs: fraction * task.video.durationMs })
  }

/** Items that are empty by nature (a caption of signs, a sound of no length) are nothing to warn of. */
const harmless = 'empty'

/** One warning for all items that got no vector. */
const warningsOf = (problems: ItemProblems): readonly Problem[] => {
  const told = [...problems].filter(([code]) => code !== harmless)
  if (told.length === 0) return []
  const parts = told.map(([code, { count, message }]) => `${count} × ${code} (${message.replace(/\.$/, '')})`)
  return [{ code: 'not_embedded', message: `Parts of this video cannot be found by this model: ${parts.join(', ')}.` }]
}

/** How a run with one model ended: `switched` when another one was chosen meanwhile. */
type RunEnd = { readonly kind: 'switched' } | { readonly kind: 'ended'; readonly result: Result<StageOutcome> }

const runWith = async (
  parts: StageParts,
  embedding: Embedding,
  modelId: string,
  task: StageTask,
): Promise<Result<StageOutcome>> => {
  const key = await parts.embedding.space(modelId, task.signal)
  if (!key.ok) return key
  const space = await parts.store.vectors.open(key.value)
  if (!space.active && !space.building) await parts.store.vectors.choose(embedding.modality, space.id)
  const problems = await embedding.fill({ task, modelId, spaceId: space.id })
  if (!problems.ok) return problems
  await parts.settleSpaces()
  return ok({ kind: 'done', output: { stage: embedding.id, warnings: warningsOf(problems.value) } })
}

/** Runs with a model for as long as it is the chosen one: nobody waits for vectors of a model that was given up. */
const runWhileChosen = async (
  parts: StageParts,
  embedding: Embedding,
  modelId: string,
  task: StageTask,
): Promise<RunEnd> => {
  const controller = new AbortController()
  const stop = (): void => controller.abort()
  task.signal.addEventListener('abort', stop, { once: true })
  if (task.signal.aborted) stop()
  let isSwitched = false
  const look = async (): Promise<void> => {
    if ((await parts.embedding.chosen(embedding.modality)) === modelId) return
    isSwitched = true
    stop()
  }
  try {
    const result = await runWith(parts, embedding, modelId, {
      ...task,
      signal: controller.signal,
      report: (progress) => {
        task.report(progress)
        // A choice that cannot be read now is read at the end.
        look().catch(() => {})
      },
    })
    if (!task.signal.aborted) await look()
    return isSwitched ? { kind: 'switched' } : { kind: 'ended', result }
  } finally {
    task.signal.removeEventListener('abort', stop)
  }
}

/** The stage of an embedding. Only what is missing is embedded, so running it again changes nothing. */
export const embedStage = (parts: StageParts, embedding: Embedding): Stage => ({
  id: embedding.id,
  version: 1,
  dependsOn: embedding.dependsOn,
  // One resource each: models work side by side, and none holds up probing, decoding or listening.
  resource: embedding.id,
  // Waiting for a model to load or for its turn is no standstill; who runs it has deadlines of its own.
  limitedByRunner: true,
  run: async (task) => {
    for (;;) {
      const modelId = await parts.embedding.chosen(embedding.modality)
      if (modelId === null) return ok({ kind: 'skipped', reason: noModel(embedding.modality) })
      const end = await runWhileChosen(parts, embedding, modelId, task)
      if (end.kind === 'ended') return end.result
    }
  },
})
