import { execFile } from 'node:child_process'
import type { Page } from '@playwright/test'
import { numberedFilm } from '../../build/fixtures/numbered-films.ts'
import { type PictureSize, readPictureNumber } from '../../build/fixtures/numbered-pictures.ts'

const { size } = numberedFilm
/** As much of a picture on show as its number needs: every look crosses from the browser to the test. */
const glance: PictureSize = { width: 48, height: 30 }

/** Brightness of picture files (JPEG) of one size, each scaled to `width` × `height`, one after the other. */
const lumaOf = (pictures: readonly Uint8Array[], { width, height }: PictureSize): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const child = execFile(
      'ffmpeg',
      [
        ...['-v', 'error', '-f', 'image2pipe', '-c:v', 'mjpeg', '-i', '-', '-vsync', 'passthrough'],
        ...['-vf', `scale=${width}:${height}:out_range=full`, '-pix_fmt', 'gray', '-f', 'rawvideo', '-'],
      ],
      { encoding: 'buffer', maxBuffer: 1 << 24 },
      (error, stdout) => (error === null ? resolve(stdout) : reject(error)),
    )
    child.stdin?.end(Buffer.concat(pictures))
  })

/** The numbers that keyframes carry, of one film: starting ffmpeg for each would take longer than reading them. */
export const numbersOfPictures = async (pictures: readonly Uint8Array[]): Promise<readonly (number | null)[]> => {
  const luma = await lumaOf(pictures, size)
  const length = size.width * size.height
  return pictures.map((_, index) => readPictureNumber(luma.subarray(index * length, (index + 1) * length), size))
}

/** Numbers of the tiles of a sprite sheet, row by row. */
export const numbersOfSheet = async (
  sheet: Uint8Array,
  layout: { readonly tileWidth: number; readonly tileHeight: number; readonly columns: number; readonly rows: number },
): Promise<readonly (number | null)[]> => {
  const { tileWidth: width, tileHeight: height, columns, rows } = layout
  const luma = await lumaOf([sheet], { width: width * columns, height: height * rows })
  return Array.from({ length: columns * rows }, (_, tile) => {
    const left = (tile % columns) * width
    const top = Math.floor(tile / columns) * height
    const pixels = new Uint8Array(width * height)
    for (let y = 0; y < height; y += 1) {
      const from = (top + y) * width * columns + left
      pixels.set(luma.subarray(from, from + width), y * width)
    }
    return readPictureNumber(pixels, { width, height })
  })
}

/** The number on show in the page's video element; null while there is none that can be read. */
export const numberOnShow = async (page: Page): Promise<number | null> => {
  const luma = await page
    .locator('video')
    .first()
    .evaluate((element, { width, height }) => {
      if (!(element instanceof HTMLVideoElement) || element.readyState < 2 || element.seeking) return null
      const canvas = document.createElement('canvas')
      canvas.width = width
      canvas.height = height
      const context = canvas.getContext('2d')
      if (context === null) return null
      context.drawImage(element, 0, 0, width, height)
      const { data } = context.getImageData(0, 0, width, height)
      return Array.from({ length: width * height }, (_, index) => data[index * 4 + 1] ?? 0)
    }, glance)
  return luma === null ? null : readPictureNumber(luma, glance)
}
