import { type ClipSpan, type Scene, timecodeText, type VideoDetails } from '../../../contract/index.ts'
import { everyPage } from '../backend.ts'
import { exitCodeOf, exitCodes } from '../exit-codes.ts'
import { findVideo } from '../find-video.ts'
import { describeFailure, oneLine } from '../terminal.ts'
import { writeClip, writeClipHeading } from './clips.ts'
import type { Command } from './run.ts'

const sceneLine = ({ frameRate }: VideoDetails, scene: Scene): string =>
  [
    String(scene.index + 1).padStart(5),
    timecodeText(scene.startMs, frameRate),
    timecodeText(scene.endMs, frameRate),
    `${String(scene.endFrame - scene.startFrame).padStart(7)} frames`,
    scene.gradual ? 'fade' : 'cut ',
    oneLine(scene.captionExcerpt ?? ''),
  ]
    .join('  ')
    .trimEnd()

const spanOf = ({ id, title }: VideoDetails, scene: Scene): ClipSpan => ({
  videoId: id,
  title,
  sceneId: scene.id,
  sceneIndex: scene.index,
  startMs: scene.startMs,
  endMs: scene.endMs,
  startFrame: scene.startFrame,
  endFrame: scene.endFrame,
  score: null,
  words: scene.captionExcerpt ?? '',
})

/** `goodclips scenes VIDEO`: the scenes of a video, named by its id or its title, in order; ends exclusive. */
export const scenesCommand: Command<{ readonly name: string }> = async ({ backend, terminal, signal }, { name }) => {
  const found = await findVideo(backend, name)
  if (!found.ok) {
    terminal.note(describeFailure(found.error))
    return exitCodeOf(found.error)
  }
  const video = found.value
  writeClipHeading(terminal)
  for await (const scene of everyPage((page) => backend.scenes(video.id, page))) {
    if (signal.aborted) return exitCodes.interrupted
    if (!scene.ok) {
      terminal.note(describeFailure(scene.error))
      return exitCodeOf(scene.error)
    }
    const span = spanOf(video, scene.value)
    writeClip(terminal, { span, file: video, answered: scene.value }, () => sceneLine(video, scene.value))
  }
  return exitCodes.ok
}
