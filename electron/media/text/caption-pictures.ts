import { createHash } from 'node:crypto'
import { extname } from 'node:path'
import { captionFormatRows } from '../../domain/captions/index.ts'
import { cancelled, diskFull, isDiskFull } from '../../domain/failure.ts'
import type { CaptionPicture, CaptionPicturesCall } from '../../domain/ports/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { runProcess } from '../../process/run-process.ts'
import { streamClock } from '../captions/extract-streams.ts'
import { vobSubPictures } from '../captions/picture-files.ts'
import { failure, failureOfExit, messageOf } from '../failures.ts'
import { readingMemory } from '../memory-limits.ts'
import { captionPictureArguments, captionStreamArguments } from '../safety.ts'
import { createPictureFile, createTimeReader } from './picture-file.ts'
import { createPngSplitter } from './png-splitter.ts'

/** More pictures than the captions of ten hours have. */
const mostPictures = 20_000
/** A caption whose end nothing tells is shown this long. */
const defaultLengthMs = 5000

/** ffmpeg's decoders of captions that are pictures. */
export const captionPictureDecoders = captionFormatRows.flatMap(({ pictures, streams }) =>
  pictures === true ? streams.flatMap(({ decoders: named }) => named) : [],
)

/**
 * ffmpeg draws captions that are pictures on a clear canvas and gives it again whenever it changes. Their colours are put
 * on black, as most captions are light; a clear canvas is black, so that it tells when a caption goes.
 */
export const captionCanvas =
  'format=gbrap,premultiply=inplace=1,format=gray,mpdecimate=hi=64:lo=32:frac=0.001,showinfo=checksum=0'

const pictureArguments = async (call: CaptionPicturesCall): Promise<readonly string[]> => {
  const { probe, source } = call
  const output = ['-map', '[pictures]', '-c:v', 'png', '-f', 'image2pipe', '-vsync', 'passthrough', 'pipe:1']
  const start = ['-hide_banner', '-nostats', '-loglevel', 'repeat+level+info']
  if ('file' in source) {
    const isIndex = extname(source.file).toLowerCase() === '.idx'
    const pictures = isIndex ? await vobSubPictures(source.file) : null
    const input = captionPictureArguments(source.file, call.limits, captionPictureDecoders, pictures)
    // The times of such a file are those of the film; ffmpeg would count from its first caption.
    return [
      ...start,
      '-copyts',
      ...input,
      '-filter_complex',
      `[0:s:${source.stream}]${captionCanvas}[pictures]`,
      ...output,
    ]
  }
  const stream = probe.streams.filter(({ index }) => index === source.streamIndex)
  return [
    ...start,
    ...streamClock(probe, stream).options,
    ...captionStreamArguments(call.path, call.limits, captionPictureDecoders),
    '-filter_complex',
    `[0:${source.streamIndex}]${captionCanvas}[pictures]`,
    ...output,
    // The packets of the film are what tells ffmpeg that time goes by.
    ...['-map', `0:${probe.videoStreamIndex}`, '-c:v', 'copy', '-f', 'null', '-'],
  ]
}

interface Drawn {
  readonly slice: CaptionPicture['slice']
  readonly digest: string
}

/** Puts times to pictures: each is shown until the next one that is another; the same picture twice is one. */
const inTime = (drawn: readonly Drawn[], times: readonly number[], durationMs: number): readonly CaptionPicture[] => {
  const pictures: CaptionPicture[] = []
  for (const [index, { slice, digest }] of drawn.entries()) {
    const startMs = Math.max(0, Math.round(times[index] ?? 0))
    const last = pictures.at(-1)
    if (last?.digest === digest) continue
    if (last !== undefined) pictures[pictures.length - 1] = { ...last, endMs: Math.max(last.startMs, startMs) }
    pictures.push({ slice, digest, startMs, endMs: Math.max(startMs, Math.min(durationMs, startMs + defaultLengthMs)) })
  }
  const track = createHash('sha256')
  return pictures
    .filter(({ startMs, endMs }) => endMs > startMs)
    .map((picture) => ({ ...picture, digest: track.update(picture.digest).copy().digest('hex') }))
}

/**
 * The pictures of a caption track in the order of time, clear ones between captions included (nothing is read in them). Captions
 * that damage cuts short give what could be decoded. Fails with `cancelled`, `disk_full`, or when ffmpeg cannot be run
 * within the limits.
 */
export const captionPictures = async (
  call: CaptionPicturesCall,
  tools: { readonly ffmpegPath: string },
): Promise<Result<readonly CaptionPicture[]>> => {
  try {
    const file = await createPictureFile(call.outputPath)
    const drawn: Drawn[] = []
    const times: number[] = []
    const readTime = createTimeReader()
    let last = ''
    const splitter = createPngSplitter(async (png) => {
      const digest = createHash('sha256').update(png).digest('hex')
      const before = drawn.at(-1)
      if (drawn.length >= mostPictures) return
      // What was drawn before is not kept twice.
      drawn.push({ digest, slice: digest === last && before !== undefined ? before.slice : await file.add(png) })
      last = digest
    })
    const exit = await runProcess({
      command: tools.ffmpegPath,
      args: await pictureArguments(call),
      stdout: { kind: 'stream', onData: splitter.push },
      onStderrLine: (line) => {
        const time = readTime(line)
        if (time !== null) times.push(time)
      },
      limits: { ...call.limits, memory: readingMemory() },
      signal: call.signal,
    }).done
    await file.close()
    const failed = failureOfExit(exit)
    if (failed !== null && exit.kind !== 'signalled') return err(failed)
    return ok(inTime(drawn, times, call.probe.durationMs))
  } catch (cause) {
    if (call.signal.aborted) return err(cancelled)
    if (isDiskFull(cause)) return err({ ...diskFull, cause })
    return err({ ...failure('ffmpeg_failed', `Pictures could not be written: ${messageOf(cause)}.`), cause })
  }
}
