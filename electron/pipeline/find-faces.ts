import type { Problem } from '../contract/index.ts'
import { noModel } from '../domain/embedding/no-model.ts'
import { cancelled } from '../domain/failure.ts'
import type { FaceModel, FacesKey, SampledFrame } from '../domain/ports/index.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { slicesOf } from './embed-pictures.ts'
import type { StageOf, StageOutcome, StageParts, StageTask } from './stage.ts'
import { whileChosen } from './while-chosen.ts'

/** People is switched off, as it is in a new library. */
export const peopleOff: Problem = { code: 'people_off', message: 'People is switched off: no faces are looked for.' }

/** Frames that are looked at and kept together: what a stop loses. */
const framesPerPiece = 16

const lookWith = async (parts: StageParts, task: StageTask, model: FaceModel): Promise<Result<StageOutcome>> => {
  const { contentId, id: videoId } = task.video
  const key: FacesKey = { videoId, model: model.model, revision: model.revision }
  const looked = new Set(await parts.store.people.lookedFrames(key))
  const frames: readonly SampledFrame[] = await parts.store.scenes.frames(contentId)
  const missing = frames.filter(({ frameNumber }) => !looked.has(frameNumber))
  const slice = await slicesOf(parts, contentId, missing)
  if (missing.length > 0 && !slice.ok) return slice
  for (let from = 0; from < missing.length && slice.ok; from += framesPerPiece) {
    if (task.signal.aborted) return err(cancelled)
    const piece = missing.slice(from, from + framesPerPiece)
    task.report({
      positionMs: piece[0]?.timeMs ?? 0,
      fraction: (frames.length - missing.length + from) / frames.length,
    })
    const found = await parts.faces.findFaces({
      modelId: model.model,
      pictures: piece.map(slice.value),
      signal: task.signal,
    })
    if (!found.ok) return found
    await parts.store.people.writeFaces(
      key,
      piece.map(({ frameNumber }, index) => ({ frameNumber, faces: found.value[index] ?? [] })),
    )
  }
  return ok({ kind: 'done', output: { stage: 'find-faces', model: { ...model }, warnings: [] } })
}

/**
 * Looks for faces on the sampled frames of a video, once People is switched on. What was found is kept piece by piece: after a stop it
 * goes on where it was. The faces are grouped into people when all frames were looked at.
 */
export const findFacesStage: StageOf = (parts) => (task) => {
  if (task.settings.people === 'off') return Promise.resolve(ok({ kind: 'skipped', reason: peopleOff }))
  return whileChosen(parts.faces.chosen, task, async (model, ownTask) =>
    model === null ? ok({ kind: 'skipped', reason: noModel('find-faces') }) : lookWith(parts, ownTask, model),
  )
}
