import { modelRoleOf, type Problem, type StageId, stageOfModel, stages } from '../contract/index.ts'
import { everySceneOf } from '../domain/every-scene.ts'
import type { AudioCall, SceneRecord } from '../domain/ports/index.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { reachOf } from '../domain/scene-reach.ts'
import { integratedLoudness } from '../domain/sound/loudness.ts'
import { blocksOf, isSilent, samplesOf } from '../domain/sound/scene-samples.ts'
import type { SoundBlocks } from '../domain/sound/sound-blocks.ts'
import { soundTexture, soundTextureSpace } from '../domain/sound/sound-texture.ts'
import { type EmbedMissing, embedScenes, missingScenesOf, skipScenes } from './embed-stage.ts'
import { notProbed, type StageOf, type StageParts, type StageTask } from './stage.ts'

/** Why a stage has nothing to do. */
export const noAudio: Problem = { code: 'no_audio', message: 'This video has no sound.' }

/** What reading the sound of a task's video needs. */
export const soundCallFor = async (parts: StageParts, task: StageTask): Promise<Result<AudioCall>> => {
  const { probe, contentId, durationMs } = task.video
  if (probe === null) return err(notProbed)
  const path = await parts.locate(task)
  if (!path.ok) return path
  return ok({
    path: path.value,
    probe,
    contentId,
    contentFolder: parts.contentFolder(contentId),
    durationMs,
    limits: task.limits,
    signal: task.signal,
    onProgress: task.report,
  })
}

/** Stream indexes of the sound that is heard and indexed. */
export const streamsHeard = ({ video }: StageTask): readonly number[] => video.probe?.audio.heard ?? []

/** Why a scene's sound cannot be described: the sound ends before the scene, or is silent. Null when it can. */
const silence = (scene: SceneRecord, sound: SoundBlocks): 'no_audio' | 'silent' | null => {
  const blocks = blocksOf(reachOf(scene), sound)
  if (blocks === null) return 'no_audio'
  return isSilent(sound, blocks) ? 'silent' : null
}

const sampleStages: ReadonlySet<StageId> = new Set(
  stages.flatMap(({ id, readsSamples }) => (readsSamples === true ? [id] : [])),
)

/** The stages that would ask for samples if they ran now; one without a model is skipped and asks for nothing. */
const stagesThatAsk = async (parts: StageParts, task: StageTask): Promise<ReadonlySet<StageId>> => {
  const [sound, speech] = await Promise.all([parts.embedding.chosen('audio'), parts.speech.chosen()])
  const asking = new Set(sampleStages)
  if (sound === null) asking.delete(stageOfModel.audio)
  if (!speech.ok || speech.value === null || task.settings.speech === 'never')
    asking.delete(modelRoleOf.transcribe.stage)
  return asking
}

/** Jobs that are done with the samples of their video although they still run: two that end together would each leave them to the other. */
const doneWithSamples = new Set<string>()

/** Whether another stage of the video has yet to read its samples: they are dropped by the last one. */
const samplesAreWanted = async (parts: StageParts, task: StageTask): Promise<boolean> => {
  const jobs = await parts.store.jobs.ofVideo(task.video.id)
  const asking = await stagesThatAsk(parts, task)
  return jobs.some(
    ({ id, stage, state }) =>
      id !== task.job.id &&
      asking.has(stage) &&
      (state === 'waiting' || (state === 'running' && !doneWithSamples.has(id))),
  )
}

/** Gives samples back; once they were read to the end, the last stage that reads them drops them. */
export const releaseSamples = async (
  parts: StageParts,
  task: StageTask,
  release: (options: { readonly drop: boolean }) => Promise<void>,
  isComplete: boolean,
): Promise<void> => {
  if (!isComplete) return await release({ drop: false })
  doneWithSamples.add(task.job.id)
  await release({ drop: !(await samplesAreWanted(parts, task)) })
}

/** A stage begins to read samples, perhaps not for the first time. */
export const beginsWithSamples = (task: StageTask): void => {
  doneWithSamples.delete(task.job.id)
}

const skipSilent = async (
  parts: StageParts,
  spaceId: string,
  scenes: readonly SceneRecord[],
  sound: SoundBlocks | null,
): Promise<readonly SceneRecord[]> => {
  const reasons = new Map(scenes.map((scene) => [scene.id, sound === null ? 'no_audio' : silence(scene, sound)]))
  for (const reason of ['no_audio', 'silent']) {
    await skipScenes(
      parts,
      spaceId,
      scenes.filter(({ id }) => reasons.get(id) === reason),
      reason,
    )
  }
  return scenes.filter(({ id }) => reasons.get(id) === null)
}

/** Writes the sound texture of every scene of a video that has none yet. */
const describeScenes = async (parts: StageParts, videoId: string, sound: SoundBlocks | null): Promise<void> => {
  const { vectors } = parts.store
  const space = await vectors.ensureSpace(soundTextureSpace)
  if (!space.active) await vectors.setTargetSpace('soundTexture', space.id)
  const scenes = await skipSilent(parts, space.id, await missingScenesOf(parts, space.id, videoId), sound)
  if (sound === null || scenes.length === 0) return
  const described = scenes.flatMap((scene) => {
    const blocks = blocksOf(reachOf(scene), sound)
    return blocks === null ? [] : [{ key: scene.id, vector: soundTexture(sound, blocks) }]
  })
  await vectors.writeScenes(space.id, { vectors: described, skipped: [] })
}

/**
 * Reads the sound of a video once and describes each scene's. A summary of the sound is kept, so new cuts need no
 * second reading.
 */
export const audioStage: StageOf = (parts) => async (task) => {
  const folder = parts.contentFolder(task.video.contentId)
  let sound = await parts.media.sound(folder, streamsHeard(task))
  let warnings: readonly Problem[] = []
  if (sound === null) {
    const call = await soundCallFor(parts, task)
    if (!call.ok) return call
    const keepSamples = (await stagesThatAsk(parts, task)).size > 0
    const audio = await parts.media.audio({ ...call.value, keepSamples })
    if (!audio.ok) return audio
    if (audio.value.kind === 'sound') {
      warnings = audio.value.warnings
      sound = await parts.media.sound(folder, streamsHeard(task))
    }
  }
  await describeScenes(parts, task.video.id, sound)
  await parts.activateCompleteSpaces()
  if (sound === null || sound.sampleCount === 0) return ok({ kind: 'skipped', reason: noAudio })
  return ok({ kind: 'done', output: { stage: 'audio', warnings } })
}

/**
 * Measures how loud each scene is, in LUFS. The measurement of the whole video is kept, so new cuts need no decoding.
 */
export const loudnessStage: StageOf = (parts) => async (task) => {
  let momentary = await parts.media.loudness(parts.contentFolder(task.video.contentId), streamsHeard(task))
  if (momentary === null) {
    const call = await soundCallFor(parts, task)
    if (!call.ok) return call
    const measured = await parts.media.measureLoudness(call.value)
    if (!measured.ok) return measured
    momentary = measured.value
  }
  if (momentary.length === 0) return ok({ kind: 'skipped', reason: noAudio })
  const loudness = new Map<string, number>()
  for (const scene of await everySceneOf(parts.store.scenes, task.video.id)) {
    const lufs = integratedLoudness(momentary, reachOf(scene))
    // Meters show tenths of a LUFS, and the method is not more precise than that.
    if (lufs !== null) loudness.set(scene.id, Math.round(lufs * 10) / 10)
  }
  return ok({ kind: 'done', output: { stage: 'loudness', loudness } })
}

/** Embeds the sound of each scene with a model that takes sounds and words. */
export const embedSounds: EmbedMissing = async (parts, run) => {
  const { task, spaceId } = run
  const folder = parts.contentFolder(task.video.contentId)
  const missing = await missingScenesOf(parts, spaceId, task.video.id)
  const known = await parts.media.sound(folder, streamsHeard(task))
  const audible = known === null ? missing : await skipSilent(parts, spaceId, missing, known)
  if (audible.length === 0) return ok(new Map())
  const call = await soundCallFor(parts, task)
  if (!call.ok) return call
  beginsWithSamples(task)
  // Progress is reported by scenes embedded, not by how far the samples are read.
  const held = await parts.media.samples({ ...call.value, onProgress: () => {} })
  if (!held.ok) return held
  const scenes =
    known === null
      ? await skipSilent(parts, spaceId, audible, await parts.media.sound(folder, streamsHeard(task)))
      : audible
  if (held.value === null) return ok(new Map())
  const { path, sampleCount, release } = held.value
  let isComplete = false
  try {
    const items = scenes.flatMap((scene) => {
      const samples = samplesOf(reachOf(scene), sampleCount)
      if (samples === null) return []
      const pcm = { path, offset: samples.from * 2, length: (samples.to - samples.from) * 2 }
      return [{ key: scene.id, scene, item: { kind: 'audio' as const, key: scene.id, pcm } }]
    })
    const problems = await embedScenes(parts, run, items)
    isComplete = problems.ok
    return problems
  } finally {
    await releaseSamples(parts, task, release, isComplete)
  }
}
