import { runProcess } from '../../process/run-process.ts'
import { smallToolMemory } from '../memory-limits.ts'
import type { Size } from './frame-size.ts'
import { createJpegSplitter } from './jpeg-splitter.ts'

/** Why pictures could not be encoded. */
export class JpegEncoderError extends Error {}

/** A child process that turns raw frames of one size into JPEGs, in order. */
export interface JpegEncoder {
  /**
   * Hands a frame over; resolves when the child has taken it and `frame` may be used again. `onImage` gets its JPEG some
   * time later, at the latest while `finish` runs.
   */
  readonly write: (frame: Uint8Array, onImage: (jpeg: Uint8Array) => void | Promise<void>) => Promise<void>
  /** Resolves when every JPEG was delivered and the child is gone; rejects with `JpegEncoderError`. */
  readonly finish: () => Promise<void>
}

/** Quantiser of the mjpeg encoder: its tables are finer than libjpeg's at quality 90 (a test compares them). */
const quantiser = '2'

/** Arguments that read full-range 4:2:0 frames on stdin and write concatenated JPEGs (always BT.601) to stdout. */
export const jpegArguments = ({ width, height }: Size, matrix: string | null): readonly string[] => [
  '-hide_banner',
  '-loglevel',
  'error',
  '-f',
  'rawvideo',
  '-pixel_format',
  'yuvj420p',
  '-video_size',
  `${width}x${height}`,
  '-framerate',
  '25',
  '-i',
  'pipe:0',
  ...(matrix === null
    ? []
    : ['-vf', `scale=in_color_matrix=${matrix}:out_color_matrix=bt601:in_range=full:out_range=full`]),
  '-threads',
  '1',
  '-c:v',
  'mjpeg',
  '-q:v',
  quantiser,
  '-pix_fmt',
  'yuvj420p',
  '-flags:v',
  '+bitexact',
  '-flush_packets',
  '1',
  '-f',
  'image2pipe',
  'pipe:1',
]

/** Starts an encoder. It dies with `signal`. `matrix` names the frames' colour matrix when it is not BT.601. */
export const startJpegEncoder = (options: {
  readonly ffmpegPath: string
  readonly size: Size
  readonly matrix: string | null
  readonly wallClockMs: number
  readonly signal: AbortSignal
}): JpegEncoder => {
  const waiting: ((jpeg: Uint8Array) => void | Promise<void>)[] = []
  const splitter = createJpegSplitter(async (jpeg) => waiting.shift()?.(jpeg))
  const { done, stdin } = runProcess({
    command: options.ffmpegPath,
    args: jpegArguments(options.size, options.matrix),
    stdin: 'pipe',
    stdout: { kind: 'stream', onData: splitter.push },
    // It idles while no scene ends, so only the wall-clock limit applies.
    limits: { wallClockMs: options.wallClockMs, noProgressMs: options.wallClockMs, memory: smallToolMemory() },
    signal: options.signal,
  })
  let gone: { readonly cause: unknown } | null = null
  const ended = done.then((exit) => {
    gone = { cause: exit.kind === 'aborted' ? exit.cause : undefined }
    return exit
  })
  if (stdin === null) return refusingEncoder(options.ffmpegPath)

  return {
    write: async (frame, onImage) => {
      if (gone !== null) throw new JpegEncoderError('the picture encoder ended early', gone)
      waiting.push(onImage)
      const taken = new Promise<void>((resolve) => {
        // Errors are reported by `finish`; here only the frame becomes free again.
        stdin.write(frame, () => resolve())
      })
      await Promise.race([taken, ended])
    },
    finish: async () => {
      stdin.end()
      const exit = await ended
      if (exit.kind === 'exited' && exit.code === 0 && waiting.length === 0) return
      const tail = 'stderrTail' in exit ? exit.stderrTail.slice(-3).join('; ') : ''
      const cause = exit.kind === 'aborted' ? exit.cause : undefined
      throw new JpegEncoderError(`the picture encoder failed (${exit.kind}) ${tail}`, { cause })
    },
  }
}

const refusingEncoder = (ffmpegPath: string): JpegEncoder => {
  const refuse = async (): Promise<void> => {
    throw new JpegEncoderError(`${ffmpegPath} could not be started`)
  }
  return { write: refuse, finish: refuse }
}
