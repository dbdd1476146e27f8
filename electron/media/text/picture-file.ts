import { open } from 'node:fs/promises'
import type { FileSlice } from '../../domain/ports/index.ts'

/** A file that pictures are written into, one behind the other. */
export interface PictureFile {
  readonly add: (picture: Uint8Array) => Promise<FileSlice>
  readonly close: () => Promise<void>
}

/** Begins a file of pictures. */
export const createPictureFile = async (path: string): Promise<PictureFile> => {
  const handle = await open(path, 'w', 0o600)
  let offset = 0
  return {
    add: async (picture) => {
      const slice = { path, offset, length: picture.length }
      await handle.write(picture, 0, picture.length, offset)
      offset += picture.length
      return slice
    },
    close: () => handle.close(),
  }
}

/** Reads the times that ffmpeg's `showinfo` tells, in ms; null for other lines. One reader for each run. */
export const createTimeReader = (): ((line: string) => number | null) => {
  let secondsPerTick = 0
  return (line) => {
    if (!line.includes('showinfo')) return null
    const base = /config in time_base: (\d+)\/(\d+)/.exec(line)
    if (base !== null) secondsPerTick = Number(base[1]) / Number(base[2])
    // Its own seconds have six digits only.
    const pts = /\] n: *\d+ pts: *(-?\d+) /.exec(line)
    return pts === null ? null : Number(pts[1]) * secondsPerTick * 1000
  }
}
