import type { SampledFrame } from '../../domain/ports/index.ts'
import { posterFitness } from '../../domain/poster/poster-fitness.ts'
import type { FilmstripSheet } from './filmstrip.ts'
import type { PictureSink } from './frame-pass.ts'
import type { Size } from './frame-size.ts'
import { type JpegEncoder, startJpegEncoder } from './jpeg-encoder.ts'
import { type ResultFolder, sheetName } from './result-folder.ts'

/** Encodes the pictures that a pass keeps, and writes them to files. */
export interface PictureWriter extends PictureSink {
  /** Encodes the last sheet of a filmstrip that still grows, once the sheets before are written; resolves with its file. */
  readonly growing: (sheet: Pick<FilmstripSheet, 'size' | 'pixels'>) => Promise<string>
  /** Resolves when every sheet that was handed over is written. */
  readonly sheetsWritten: () => Promise<void>
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
  let sheetEncoder: JpegEncoder | null = null
  let sheetsInWork: Promise<void> = Promise.resolve()

  return {
    frame: ({ frameNumber, timeMs, quality, pixels }) => {
      frameEncoder ??= start(size)
      // Measured now: the pixels are used again once they are taken.
      const fitness = posterFitness(pixels, size)
      return frameEncoder.write(pixels, async (jpeg) => {
        const offset = await folder.appendFrame(jpeg)
        rows.push({
          frameNumber,
          timeMs: Math.round(timeMs),
          ...size,
          offset,
          length: jpeg.length,
          quality,
          posterFitness: fitness,
        })
      })
    },
    // A sheet covers at least 100 s of video, so each gets a short-lived process, which costs less memory than an idle
    // one. Sheets at the end come together and share a process. Frames are decoded meanwhile; only the next group
    // waits.
    sheet: async ({ index, size: sheetSize, pixels, isFollowed }) => {
      if (sheetEncoder === null) await sheetsInWork
      const encoder = sheetEncoder ?? start(sheetSize)
      sheetEncoder = isFollowed ? encoder : null
      const written = encoder.write(pixels, (jpeg) => folder.writeFile(sheetName(index), jpeg))
      const before = sheetsInWork
      sheetsInWork = Promise.all([before, isFollowed ? written : written.then(encoder.finish)]).then(() => {})
      // `finish` reports a failure; until then it must not count as an unhandled rejection.
      sheetsInWork.catch(() => {})
      if (isFollowed) await written
    },
    sheetsWritten: () => sheetsInWork,
    growing: async (sheet) => {
      await sheetsInWork
      const encoder = start(sheet.size)
      let file = ''
      await encoder.write(sheet.pixels, async (jpeg) => {
        file = await folder.writeGrowing(jpeg)
      })
      await encoder.finish()
      return file
    },
    finish: async () => {
      await Promise.all([frameEncoder?.finish(), sheetsInWork])
      // Pictures are written concurrently and may finish in another order.
      return rows.toSorted((left, right) => left.frameNumber - right.frameNumber)
    },
  }
}
