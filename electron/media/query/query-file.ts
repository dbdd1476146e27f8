import { stat } from 'node:fs/promises'
import type { MediaCall } from '../../domain/ports/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { ProcessExit } from '../../process/process-spec.ts'
import { runProcess } from '../../process/run-process.ts'
import { failure, failureOfExit } from '../failures.ts'
import { queryMemory } from '../memory-limits.ts'
import { fileUrl, inputArguments, pictureArguments } from '../safety.ts'

/** A file that someone searches by, and where to put what a model reads of it. */
export interface QueryFileCall extends MediaCall {
  readonly ffmpegPath: string
  readonly outputPath: string
}

/** Longer sides are made this long; models look at far fewer pixels. */
const longestSide = 1024
/** At most this many seconds of a sound are used; more would not change the result. */
const longestSoundSeconds = 300
const maxOutputBytes = 64 * 1024 ** 2

const notRead = (what: string, remedy: string) =>
  err({ code: 'not_decodable', message: `This is no ${what} that can be read.`, remedy })

const tooMuchMemory = failure(
  'memory_limit',
  'Reading this file takes more memory than is given to it.',
  'Send a smaller one, or one that was saved anew by another program.',
)

/** Whether the kernel refused it memory, which it then says last. */
const ranOutOfMemory = (exit: ProcessExit): boolean =>
  'stderrTail' in exit &&
  !(exit.kind === 'exited' && exit.code === 0) &&
  exit.stderrTail.some((line) => line.includes('Cannot allocate memory'))

const convert = async (
  call: QueryFileCall,
  args: readonly string[],
  unreadable: Result<never>,
): Promise<Result<{ readonly sizeBytes: number }>> => {
  const exit = await runProcess({
    command: call.ffmpegPath,
    args: ['-hide_banner', '-nostats', '-loglevel', 'error', ...args, '-y', fileUrl(call.outputPath)],
    stdout: { kind: 'ignore' },
    limits: {
      wallClockMs: call.limits.wallClockMs,
      noProgressMs: call.limits.noProgressMs,
      maxFileBytes: maxOutputBytes,
      memory: queryMemory(),
    },
    signal: call.signal,
    // Normal priority, because a person is waiting.
    niceness: 0,
  }).done
  if (exit.kind === 'memory-limit' || ranOutOfMemory(exit)) return err(tooMuchMemory)
  const failed = failureOfExit(exit)
  if (failed !== null) return err(failed)
  const sizeBytes = await stat(call.outputPath).then(
    (found) => found.size,
    () => 0,
  )
  return sizeBytes > 0 ? ok({ sizeBytes }) : unreadable
}

/** Writes a picture (JPEG, PNG, WebP, BMP, TIFF, GIF, AVIF) upright as a JPEG of at most 1024 pixels a side. */
export const convertPicture = (call: QueryFileCall): Promise<Result<{ readonly sizeBytes: number }>> => {
  const side = String(longestSide)
  const scale = `scale=w='min(${side},iw)':h='min(${side},ih)':force_original_aspect_ratio=decrease:out_range=pc,format=yuvj444p`
  return convert(
    call,
    [...pictureArguments(call.path, call.limits), '-map', '0:v:0', '-frames:v', '1', '-vf', scale].concat([
      '-c:v',
      'mjpeg',
      '-q:v',
      '2',
      '-f',
      'mjpeg',
    ]),
    notRead('picture', 'Send a JPEG, PNG or WebP file.'),
  )
}

/** Writes the first sound of a file (at most five minutes) as 48 kHz mono signed 16-bit samples. */
export const convertSound = (call: QueryFileCall): Promise<Result<{ readonly sizeBytes: number }>> =>
  convert(
    call,
    [
      ...inputArguments(call.path, call.limits),
      '-map',
      '0:a:0',
      '-t',
      String(longestSoundSeconds),
      '-ac',
      '1',
      '-ar',
      '48000',
      '-c:a',
      'pcm_s16le',
      '-f',
      's16le',
    ],
    notRead('sound', 'Send a WAV, MP3, FLAC, AAC or Ogg file, or a film with sound.'),
  )
