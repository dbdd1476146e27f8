import type { SampledFrame } from '../../domain/ports/index.ts'
import type { PictureSink } from './film-pass.ts'
import type { Size } from './frame-size.ts'
import { type JpegEncoder, startJpegEncoder } from './jpeg-encoder.ts'
import { type ResultFolder, sheetName } from './result-folder.ts'

/** Encodes what a pass keeps and writes it down. */
export interface PictureWriter extends PictureSink {
  /** After the pass: resolves with a row for every frame in `frames.pack`, in the order of the frames. */
  readonly finish: () => Promise<readonly SampledFrame[]>
}

/** A writer into `folder`. Encoders start when the first picture comes; `matrix` is asked then. */
export const createPictureWriter = (options: {
  readonly ffmpegPath: string
  readonly size: Size
  readonly matrix: () => string | null
  readonly wallClockMs: number
  readonly signal: AbortSignal
  readonly folder: ResultFolder
}): PictureWriter => {
  const { size, folder } = options
  const rows: SampledFrame[] = []
  const start = (pictures: Size): JpegEncoder =>
    startJpegEncoder({
      ffmpegPath: options.ffmpegPath,
      size: pictures,
      matrix: options.matrix(),
      wallClockMs: options.wallClockMs,
      signal: options.signal,
    })
  let frameEncoder: JpegEncoder | null = null
  let sheetInWork: Promise<void> = Promise.resolve()
  const encodeSheet = async (index: number, sheetSize: Size, pixels: Uint8Array): Promise<void> => {
    const encoder = start(sheetSize)
    await encoder.write(pixels, (jpeg) => folder.writeFile(sheetName(index), jpeg))
    await encoder.finish()
  }

  return {
    frame: ({ frameNumber, timeMs, quality, pixels }) => {
      frameEncoder ??= start(size)
      return frameEncoder.write(pixels, async (jpeg) => {
        const offset = await folder.appendFrame(jpeg)
        rows.push({ frameNumber, timeMs, ...size, offset, length: jpeg.length, quality })
      })
    },
    // Sheets are rare (100 s of film each): a short-lived process each costs less memory than one that waits. The film
    // goes on meanwhile; only the next sheet waits.
    sheet: async ({ index, size: sheetSize, pixels }) => {
      await sheetInWork
      sheetInWork = encodeSheet(index, sheetSize, pixels)
      // Told by `finish` at the latest; until then it is not unhandled.
      sheetInWork.catch(() => {})
    },
    finish: async () => {
      await Promise.all([frameEncoder?.finish(), sheetInWork])
      return rows
    },
  }
}
