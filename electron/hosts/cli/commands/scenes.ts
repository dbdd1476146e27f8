import { formatClock, formatTimecode, frameAt, idSchema, type Scene } from '../../../contract/index.ts'
import { everyPage } from '../backend.ts'
import { exitCodeOf, exitCodes } from '../exit-codes.ts'
import type { Rate } from '../rates.ts'
import { describeFailure, oneLine, printable } from '../terminal.ts'
import type { Command } from './run.ts'

/**
 * Timecode of a boundary. With a variable rate the label follows the time, because frame numbers do not tell it;
 * without a known rate it is the clock.
 */
export const timecodeOf = ({ frameRate, variableFrameRate }: Rate, frame: number, timeMs: number): string => {
  if (frameRate === null) return formatClock(timeMs)
  return formatTimecode(variableFrameRate ? frameAt(timeMs, frameRate) : frame, frameRate)
}

const sceneLine = (video: Rate, scene: Scene): string =>
  [
    String(scene.index + 1).padStart(5),
    timecodeOf(video, scene.startFrame, scene.startMs),
    timecodeOf(video, scene.endFrame, scene.endMs),
    `${String(scene.endFrame - scene.startFrame).padStart(7)} frames`,
    scene.gradual ? 'fade' : 'cut ',
    oneLine(scene.captionExcerpt ?? ''),
  ]
    .join('  ')
    .trimEnd()

/** `goodclips scenes ID`: the scenes of a video in order, ends exclusive. */
export const scenesCommand: Command<{ readonly id: string }> = async ({ backend, terminal, signal }, { id }) => {
  if (!idSchema.safeParse(id).success) {
    terminal.note(`${printable(id)} is no id of a video; "goodclips videos" lists them.`)
    return exitCodes.notFound
  }
  const video = await backend.video(id)
  if (!video.ok) {
    terminal.note(describeFailure(video.error))
    return exitCodeOf(video.error)
  }
  for await (const scene of everyPage((page) => backend.scenes(id, page))) {
    if (signal.aborted) return exitCodes.interrupted
    if (!scene.ok) {
      terminal.note(describeFailure(scene.error))
      return exitCodeOf(scene.error)
    }
    terminal.result(scene.value, () => sceneLine(video.value, scene.value))
  }
  return exitCodes.ok
}
