import type { MediaCall } from '../../domain/ports/index.ts'

/** The part of a call that can be sent to the thread, and where the results go. */
export interface DemuxOrder {
  readonly call: Pick<MediaCall, 'path' | 'limits'>
  readonly ffmpegPath: string
  readonly args: readonly string[]
  readonly durationMs: number
  /** Stream indexes that are listened to. */
  readonly heard: readonly number[]
  /** Folder for `sound.bin`. */
  readonly contentFolder: string
  /** File for the samples themselves; null: they are not kept. */
  readonly pcmPath: string | null
}

/** What came out: samples at 48 kHz, and what ffmpeg complained of last when it did not end well. */
export interface Demuxed {
  readonly sampleCount: number
  readonly complaint: string | null
}
