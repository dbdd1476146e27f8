/**
 * How a stream's cues leave a film: by ffmpeg as one of three text formats (copied where no decoder has to touch it), as the
 * packets themselves, or by ffmpeg's teletext decoder. Null for streams that are listed and not read.
 */
export type StreamReading = 'srt' | 'srt-decoded' | 'ass' | 'webvtt' | 'packets' | 'teletext' | null

/** A codec of subtitle streams, as ffprobe names it. */
export interface CaptionStreamCodec {
  readonly codec: string
  /** ffmpeg's decoders of it, where their names differ: `-codec_whitelist` compares these. */
  readonly decoders: readonly string[]
  readonly reading: StreamReading
}

/**
 * How a caption file is read: by a parser of its text or of its bytes, by ffmpeg, or not at all. `film` formats have no
 * files of their own.
 */
export type FileReading = 'text' | 'bytes' | 'ffmpeg' | 'film' | 'unread'

/** A kind of captions: how it is recognised, and who reads it. */
export interface CaptionFormatRow {
  /** The `codec` of a track. */
  readonly id: string
  /** Its name for people. */
  readonly title: string
  /** Endings of its files. Those that other files share count only beside a video of the same name. */
  readonly endings: readonly string[]
  readonly sharedEndings?: readonly string[]
  /** What the first characters of a file (`headLength`) show; of binary files, its first bytes as Latin-1. */
  readonly sign?: RegExp
  readonly binarySign?: RegExp
  /** Whether any text is worth trying: there is no sign, only times in a certain form. */
  readonly tried?: true
  readonly file: FileReading
  /** ffmpeg's demuxer and decoder of the files, where that reads them, and whether it has to be told the frames a second. */
  readonly ffmpeg?: { readonly demuxer: string; readonly decoder: string; readonly takesRate?: true }
  readonly streams: readonly CaptionStreamCodec[]
  /** Cues are pictures, which only a recogniser of text can read. */
  readonly pictures?: true
  /** Why it is not read. */
  readonly unread?: string
}
