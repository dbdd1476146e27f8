import type { Waveform, WaveformQuery } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { Result } from '../../domain/result.ts'

/** Bytes to serve: a whole file or a slice of one, with its type. */
export interface MediaSlice {
  readonly path: string
  readonly offset: number
  readonly length: number
  readonly mimeType: string
  /** Changes whenever the bytes change. */
  readonly etag: string
  /** True when the URL names these bytes for ever. */
  readonly immutable: boolean
  /** For a picture of one frame: an URL whose `frame` query names this very frame is immutable too. */
  readonly frameNumber?: number
}

/** One file of an export, under the name to save it by. */
export interface ExportFile {
  readonly fileName: string
  readonly slice: MediaSlice
}

/** The scene vectors of a space as two files of one moment, with their rows in the same order (video, index). */
export interface VectorExport {
  readonly rows: number
  readonly dimension: number
  /** Of the content of both: the same vectors of the same scenes have the same one. */
  readonly etag: string
  /** NumPy, float32, C order. */
  readonly npy: ExportFile
  /** A line a row: `{"sceneId","videoId","index","startMs","endMs"}`. */
  readonly jsonl: ExportFile
}

/** A file that someone sends to search by it; at most 64 MB. */
export interface SearchFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A proxy is made on demand: ready to serve, or still being made. */
export type ProxyState =
  | { readonly state: 'ready'; readonly slice: MediaSlice }
  | { readonly state: 'making'; readonly progress: number }

/** Pictures, sound and films as bytes. */
export interface CoreMedia {
  /** With `frameNumber` that sampled frame of the scene, when it is one. */
  readonly keyframe: (sceneId: string, frameNumber?: number) => Promise<Result<MediaSlice, ApiFailure>>
  readonly poster: (videoId: string) => Promise<Result<MediaSlice, ApiFailure>>
  readonly filmstripSheet: (videoId: string, sheet: number) => Promise<Result<MediaSlice, ApiFailure>>
  readonly stream: (videoId: string) => Promise<Result<MediaSlice, ApiFailure>>
  /** Of the sound that is heard; empty while it has not been read. */
  readonly waveform: (videoId: string, query: WaveformQuery) => Promise<Result<Waveform, ApiFailure>>
  /** Starts making the proxy when there is none. */
  readonly proxy: (videoId: string) => Promise<Result<ProxyState, ApiFailure>>
}
