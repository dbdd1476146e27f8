import type { Problem } from '../contract/index.ts'
import { knownLanguage, packCues, scriptOfLanguage, unreadNote } from '../domain/captions/index.ts'
import { noModel } from '../domain/embedding/no-model.ts'
import { cancelled } from '../domain/failure.ts'
import { baseName } from '../domain/import/file-names.ts'
import type {
  CaptionPicture,
  CaptionPicturesCall,
  FinishedScreenText,
  PackedCues,
  PictureTrack,
  ReadKey,
  ReadPicture,
  TextModel,
  TimedPicture,
} from '../domain/ports/index.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { pictureCues, screenCues } from '../domain/screen-text/screen-cues.ts'
import { changeBetween, type TextFrame, textFrames } from '../domain/screen-text/text-frames.ts'
import {
  type ProbedFile,
  probedFileOf,
  type StageOf,
  type StageOutcome,
  type StageParts,
  type StageTask,
} from './stage.ts'
import { whileChosen } from './while-chosen.ts'

/** The settings leave text on screen alone. */
export const screenTextOff: Problem = {
  code: 'screen_text_off',
  message: 'The settings say that text on screen is not read.',
}

/** Frames that are taken, read and written together: what a stop loses. */
const framesPerPiece = 24
/** Most film from the first to the last frame of a piece. */
const longestPieceMs = 60_000
/** Pictures of a request to the model. */
const picturesPerRequest = 8

/** One reading of a video by one model. */
interface Reading {
  readonly parts: StageParts
  readonly task: StageTask
  readonly file: ProbedFile
  readonly model: TextModel
}

const keyOf = ({ task, model }: Reading, trackKey: string | null): ReadKey => ({
  videoId: task.video.id,
  model: model.model,
  revision: model.revision,
  trackKey,
})

/** Reads pictures; `numbers` are those under which they are kept. Pictures that cannot be read count as empty. */
const readPictures = async (
  { parts, task, model }: Reading,
  pictures: readonly (TimedPicture & { readonly number: number })[],
  script: string | null,
): Promise<Result<readonly ReadPicture[]>> => {
  const read: ReadPicture[] = []
  for (let from = 0; from < pictures.length; from += picturesPerRequest) {
    const asked = pictures.slice(from, from + picturesPerRequest)
    const answer = await parts.screenText.readText({
      modelId: model.model,
      pictures: asked.map(({ slice }) => slice),
      script,
      signal: task.signal,
    })
    if (!answer.ok) return answer
    for (const [index, { number, startMs, endMs }] of asked.entries()) {
      read.push({ number, startMs, endMs, lines: answer.value[index] ?? [] })
    }
  }
  return ok(read)
}

/** Parts frames into pieces that are read together. */
const piecesOf = (frames: readonly TextFrame[]): readonly (readonly TextFrame[])[] => {
  const pieces: TextFrame[][] = []
  for (const frame of frames) {
    const piece = pieces.at(-1)
    const first = piece?.[0]
    const fits =
      piece !== undefined &&
      first !== undefined &&
      piece.length < framesPerPiece &&
      frame.timeMs - first.timeMs <= longestPieceMs
    if (fits) piece.push(frame)
    else pieces.push([frame])
  }
  return pieces
}

/** Reads the frames of a piece; one that cannot be decoded any more counts as empty. */
const readFrames = (reading: Reading, frames: readonly TextFrame[]): Promise<Result<readonly ReadPicture[]>> => {
  const { parts, task, file } = reading
  return parts.withTemporaryFile(async (outputPath) => {
    const taken = await parts.media.framePictures({
      ...file,
      limits: task.limits,
      signal: task.signal,
      timesMs: frames.map(({ timeMs }) => timeMs),
      outputPath,
    })
    if (!taken.ok) return taken
    const numberAt = new Map(frames.map(({ frameNumber, timeMs }) => [timeMs, frameNumber]))
    const numbered = taken.value.flatMap((picture) => {
      const number = numberAt.get(picture.startMs)
      return number === undefined ? [] : [{ ...picture, number }]
    })
    const read = await readPictures(reading, numbered, null)
    if (!read.ok) return read
    const lines = new Map(read.value.map((picture) => [picture.number, picture.lines]))
    return ok(
      frames.map(({ frameNumber, timeMs }) => {
        const ms = Math.round(timeMs)
        return { number: frameNumber, startMs: ms, endMs: ms, lines: lines.get(frameNumber) ?? [] }
      }),
    )
  })
}

/** The text of the film's own frames, of which those that are missing are read piece by piece. */
const readFilm = async (reading: Reading): Promise<Result<PackedCues>> => {
  const { parts, task, file } = reading
  const features = await parts.media.features(parts.contentFolder(task.video.contentId))
  if (!features.ok) return features
  const plan = textFrames(features.value)
  const key = keyOf(reading, null)
  const known = new Map((await parts.store.screenTexts.pictures(key)).map((picture) => [picture.number, picture]))
  const missing = plan.filter(({ frameNumber }) => !known.has(frameNumber))
  const { durationMs } = task.video
  for (const piece of piecesOf(missing)) {
    if (task.signal.aborted) return err(cancelled)
    const positionMs = piece[0]?.timeMs ?? 0
    task.report({ positionMs, fraction: durationMs > 0 ? Math.min(1, positionMs / durationMs) : 0 })
    const read = await readFrames(reading, piece)
    if (!read.ok) return read
    await parts.store.screenTexts.writePictures(key, read.value)
    for (const picture of read.value) known.set(picture.number, picture)
  }
  const frames = plan.flatMap(({ frameNumber }) => known.get(frameNumber) ?? [])
  return ok(
    packCues(
      screenCues(frames, {
        aspect: aspectOf(file),
        durationMs,
        changeBetween: (before, after) => changeBetween(features.value, before, after),
      }),
    ),
  )
}

const aspectOf = ({ probe }: ProbedFile): number => (probe.height > 0 ? probe.width / probe.height : 16 / 9)

const streamKey = /^stream:(\d+)$/
/** Of a file with several languages, each but the first has its number behind the name. */
const fileStreamKey = /\.\w+#(\d+)$/

/** Where the pictures of a track are; null where that is not known. */
const sourceOf = ({ key, file }: PictureTrack): CaptionPicturesCall['source'] | null => {
  const stream = streamKey.exec(key)?.[1]
  if (stream !== undefined) return { streamIndex: Number(stream) }
  return file === null ? null : { file, stream: Number(fileStreamKey.exec(key)?.[1] ?? 0) }
}

const noPictures = (why: string): string =>
  `Its pictures could not be decoded${why}. The file may be damaged or cut off: copy it again, or convert the captions to SRT.`

/** The code of the failure of a model that does not know the letters of a script. */
const scriptUnread = 'script_unread'

const languageNames = new Intl.DisplayNames('en', { type: 'language' })

const unreadScript = (language: string, { model }: TextModel): string =>
  `Pictures of text in ${languageNames.of(knownLanguage(language) ?? 'und') ?? language}, whose letters ${model} does not know. Choose a model that reads them on the Models page.`

/** Pictures of a track are kept under what they look like, too: a file may take the place of another with the same times. */
const pictureKey = (trackKey: string, pictures: readonly CaptionPicture[]): string =>
  `${trackKey}@${pictures.at(-1)?.digest ?? ''}`

type TrackText = FinishedScreenText['pictureTracks'][number]

/** The words of a caption track that is pictures, or why it gives none; null where nothing is to be read. */
const readTrack = async (reading: Reading, track: PictureTrack): Promise<Result<TrackText | null>> => {
  const { parts, task, file } = reading
  const { key: trackKey } = track
  const source = sourceOf(track)
  if (source === null) return ok(null)
  return parts.withTemporaryFile(async (outputPath) => {
    const taken = await parts.media.captionPictures({
      ...file,
      limits: task.limits,
      signal: task.signal,
      source,
      outputPath,
    })
    if (!taken.ok && taken.error.code === cancelled.code) return taken
    if (!taken.ok || taken.value.length === 0) {
      // What was found wrong with the file when it was looked into tells more.
      if (track.note !== null && track.note !== unreadNote(track.codec)) return ok(null)
      const why = taken.ok ? '' : `: ${taken.error.message.replace(/\.$/, '')}`
      return ok({ key: trackKey, cues: packCues([]), note: noPictures(why) })
    }
    const readAs = pictureKey(trackKey, taken.value)
    const key = keyOf(reading, readAs)
    const script = track.language === null ? null : scriptOfLanguage(track.language)
    const before = new Map((await parts.store.screenTexts.pictures(key)).map((picture) => [picture.number, picture]))
    const pictures = taken.value.map((picture, number) => ({ ...picture, number }))
    const missing = pictures.filter(({ number, startMs, endMs }) => {
      const known = before.get(number)
      return known?.startMs !== startMs || known.endMs !== endMs
    })
    for (let from = 0; from < missing.length; from += framesPerPiece) {
      if (task.signal.aborted) return err(cancelled)
      const read = await readPictures(reading, missing.slice(from, from + framesPerPiece), script)
      if (!read.ok && read.error.code === scriptUnread)
        return ok({ key: trackKey, cues: packCues([]), note: unreadScript(track.language ?? '', reading.model) })
      if (!read.ok) return read
      await parts.store.screenTexts.writePictures(key, read.value)
      for (const picture of read.value) before.set(picture.number, picture)
    }
    const read = pictures.flatMap(({ number }) => before.get(number) ?? [])
    return ok({ key: trackKey, readAs, cues: packCues(pictureCues(read, aspectOf(file))) })
  })
}

const readWith = async (
  reading: Reading,
  tracks: readonly PictureTrack[],
  readsFilm: boolean,
): Promise<Result<StageOutcome>> => {
  const { model } = reading
  const pictureTracks: TrackText[] = []
  const warnings: Problem[] = []
  for (const track of tracks) {
    const text = await readTrack(reading, track)
    if (!text.ok) return text
    if (text.value === null) continue
    pictureTracks.push(text.value)
    if (text.value.note === undefined) continue
    const name = track.file === null ? `Captions of stream ${track.key.replace(/\D+/g, '')}` : baseName(track.file)
    warnings.push({ code: 'captions_damaged', message: `${name}: ${text.value.note}` })
  }
  const cues = readsFilm ? await readFilm(reading) : ok(null)
  if (!cues.ok) return cues
  return ok({
    kind: 'done',
    output: { stage: 'read-text', screenText: { ...model, cues: cues.value, pictureTracks }, warnings },
  })
}

/**
 * Reads what is written in a film, and captions that are pictures, with the chosen model. What was read is kept piece by piece: after a
 * stop it goes on where it was, and running it again changes nothing. Another model that is chosen meanwhile takes over at the
 * next piece.
 */
export const readTextStage: StageOf = (parts) => (task) =>
  whileChosen(parts.screenText.chosen, task, async (model, ownTask) => {
    if (model === null) return ok({ kind: 'skipped', reason: noModel('read-text') })
    const readsFilm = task.settings.screenText === 'always'
    const tracks = await parts.store.screenTexts.pictureTracks(task.video.id)
    if (!readsFilm && tracks.length === 0) return ok({ kind: 'skipped', reason: screenTextOff })
    const file = await probedFileOf(parts, task)
    return file.ok ? readWith({ parts, task: ownTask, file: file.value, model }, tracks, readsFilm) : file
  })
