import { availableParallelism } from 'node:os'
import { machineMemoryBytes } from '../process/memory-watch.ts'
import type { MemoryLimit } from '../process/process-spec.ts'

const mebibyte = 2 ** 20
/** The program itself, its threads, and the tables of a film of a day. */
const baseBytes = 1024 * mebibyte
/** A decoded pixel: four components of 16 bits. */
const bytesPerPixel = 8
/** Pictures that H.264 and HEVC let refer to each other. */
const referencePictures = 16
/** Pictures on their way through filters, some of them in floating point. */
const filteredPictures = 6
const mostDecoderThreads = 16
/**
 * Largest share of the machine's memory that a child may use; the rest is for the system, the app and other programs.
 */
const shareOfMachine = 0.75

const limitOf = (bytes: number): MemoryLimit => ({
  maxBytes: Math.ceil(Math.min(bytes, Math.max(baseBytes, machineMemoryBytes() * shareOfMachine))),
  isHard: true,
})

/** For an ffmpeg that decodes pictures of a size: as many as it may hold at once, twice that for a copy that is encoded, too. */
export const decodingMemory = (picture: { readonly codedWidth: number; readonly codedHeight: number }): MemoryLimit => {
  const atOnce = referencePictures + Math.min(mostDecoderThreads, availableParallelism() + 1) + filteredPictures
  return limitOf(baseBytes + picture.codedWidth * picture.codedHeight * bytesPerPixel * atOnce)
}

/** For an ffprobe on a file of unknown kind: it decodes single pictures of at most `maxPixels` on one thread. */
export const probingMemory = ({ maxPixels }: { readonly maxPixels: number }): MemoryLimit =>
  limitOf(baseBytes + maxPixels * bytesPerPixel * 3)

/** For an ffmpeg or ffprobe that only reads packets, sound or words. */
export const readingMemory = (): MemoryLimit => limitOf(baseBytes + 512 * mebibyte)

/** For an ffmpeg that reads one picture or sound which a person searches by. A picture of 100 megapixels needs half of it. */
export const queryMemory = (): MemoryLimit => limitOf(baseBytes)

/** For a program that is asked what it is, or that turns small frames into pictures. */
export const smallToolMemory = (): MemoryLimit => limitOf(512 * mebibyte)
