import { type Problem, type StageId, type StageRow, stageResources, stages } from '../contract/index.ts'
import { cancelled } from '../domain/failure.ts'
import { pauseCodeOf } from '../domain/jobs/pause.ts'
import { err, ok } from '../domain/result.ts'
import { embedCaptions } from './embed-captions.ts'
import { embedClips, embedFrames } from './embed-pictures.ts'
import { embeddingStage } from './embed-stage.ts'
import { findFacesStage } from './find-faces.ts'
import { readTextStage } from './read-text.ts'
import { audioStage, embedSounds, loudnessStage } from './sound-stages.ts'
import { probedFileOf, type Stage, type StageOf, type StageParts } from './stage.ts'
import { transcribeStage } from './transcribe.ts'

const probe: StageOf = (parts) => async (task) => {
  const path = await parts.locate(task)
  if (!path.ok) return path
  const probed = await parts.media.probe({ path: path.value, limits: task.limits, signal: task.signal })
  if (!probed.ok) return probed
  const apart = await parts.whyApart(path.value, task.signal)
  const probe = apart === null ? probed.value : { ...probed.value, warnings: [...probed.value.warnings, apart] }
  return ok({ kind: 'done', output: { stage: 'probe', probe } })
}

const noFirstPoster: Problem = {
  code: 'no_first_poster',
  message: 'No picture was found by a quick look. The analysis takes one.',
}

/** A picture to look at until the analysis has chosen one. It is worth no failure: what ails the film, the analysis says. */
const firstPoster: StageOf = (parts) => async (task) => {
  const file = await probedFileOf(parts, task)
  if (!file.ok) return file
  const contentFolder = parts.contentFolder(task.video.contentId)
  const taken =
    task.video.posterFrame === null
      ? await parts.media.firstPoster({ ...file.value, limits: task.limits, signal: task.signal, contentFolder })
      : null
  if (taken?.ok === true) return ok({ kind: 'done', output: { stage: 'poster', timeMs: taken.value.timeMs } })
  if (taken !== null && pauseCodeOf(taken.error.code) !== null) return taken
  return task.signal.aborted ? err(cancelled) : ok({ kind: 'skipped', reason: noFirstPoster })
}

const analyse: StageOf = (parts) => async (task) => {
  const file = await probedFileOf(parts, task)
  if (!file.ok) return file
  const { contentId } = task.video
  const analysis = await parts.media.analyse({
    ...file.value,
    limits: task.limits,
    signal: task.signal,
    contentFolder: parts.contentFolder(contentId),
    cuts: task.video.cuts ?? task.settings.cuts,
    onProgress: (progress) => {
      if (progress.filmstrip !== undefined) parts.filmstripGrew(contentId, progress.filmstrip)
      task.report(progress)
    },
  })
  parts.filmstripGrew(contentId, null)
  return analysis.ok ? ok({ kind: 'done', output: { stage: 'analyse', analysis: analysis.value } }) : analysis
}

const readCaptions: StageOf = (parts) => async (task) => {
  const file = await probedFileOf(parts, task)
  if (!file.ok) return file
  const captions = await parts.media.captions({
    ...file.value,
    otherPaths: [
      ...task.video.locations.map(({ path }) => path).filter((path) => path !== file.value.path),
      parts.captionPlace(task.video),
    ],
    choices: task.video.captionChoices,
    limits: task.limits,
    signal: task.signal,
    onProgress: task.report,
  })
  return captions.ok ? ok({ kind: 'done', output: { stage: 'captions', captions: captions.value } }) : captions
}

/** The implementation of each stage in the table of stages. */
const implementations: Readonly<Record<StageId, StageOf>> = {
  probe,
  analyse,
  poster: firstPoster,
  captions: readCaptions,
  audio: audioStage,
  loudness: loudnessStage,
  transcribe: transcribeStage,
  'read-text': readTextStage,
  'find-faces': findFacesStage,
  'embed-visual': embeddingStage('visual', embedFrames),
  'embed-audio': embeddingStage('audio', embedSounds),
  'embed-captions': embeddingStage('captions', embedCaptions),
  'embed-likeness': embeddingStage('likeness', embedClips),
}

/**
 * Name by which the scheduler counts slots. A resource that gives slots to every stage (`perStage`) is counted under the stage's own
 * name.
 */
const resourceOf = ({ id, resource }: StageRow<StageId>): string => (stageResources[resource].perStage ? id : resource)

const slotsByResource = new Map<string, number | 'decodeSlots'>(
  stages.map((row) => [resourceOf(row), stageResources[row.resource].slots]),
)

/**
 * How many jobs may use a resource at a time; 0 for a resource that no stage uses. `decodeSlots` comes from the
 * settings.
 */
export const slotsOf = (resource: string, decodeSlots: number): number => {
  const slots = slotsByResource.get(resource) ?? 0
  return slots === 'decodeSlots' ? decodeSlots : slots
}

/** The stages of the table with their implementations. */
export const builtInStages = (parts: StageParts): readonly Stage[] =>
  stages.map((row) => ({
    id: row.id,
    version: row.version,
    dependsOn: row.dependsOn,
    resource: resourceOf(row),
    ...(stageResources[row.resource].perStage ? { limitedByRunner: true as const } : {}),
    ...(stageResources[row.resource].short ? { isShort: true as const } : {}),
    run: implementations[row.id](parts),
  }))
