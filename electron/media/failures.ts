import { cancelled, diskFull, isDiskFull } from '../domain/failure.ts'
import type { MediaFailure } from '../domain/ports/index.ts'
import type { ProcessExit } from '../process/process-spec.ts'

const remedies = {
  file_not_found: 'Check whether the file was moved or its drive unplugged, then import it again or use Locate.',
  name_not_unicode: 'Rename the file with ordinary characters, then import it again.',
  not_a_file: 'Choose a video file, or a folder to import everything in it.',
  empty_file: 'The copy probably never finished: copy the file again from its source.',
  permission_denied: 'Give your user account the right to read this file, then try again.',
  unreadable: 'Check the drive that holds the file, then try again.',
  not_media: 'Check that this is a video. If it plays elsewhere, convert it to MP4 and import that.',
  single_picture: 'Import films. Animated GIF and animated PNG count as films.',
  encrypted:
    'GoodCLIPS reads no protected films. Import a copy without protection, such as one from the disc or shop that you bought it from or from the person who made it.',
  reference_movie:
    'Import the file that it refers to, or save the film as “self-contained” in QuickTime Player or the like.',
  no_video_stream: 'GoodCLIPS needs pictures. Import a file that holds video.',
  codec_not_writable: 'Choose another preset.',
  codec_not_allowed: 'Convert the file to MP4 with H.264 video and import that.',
  container_not_allowed: 'Convert the file to MP4 or MKV and import that.',
  too_many_pixels: 'Scale the video down, or raise the picture size limit in the settings.',
  too_many_streams: 'Copy the streams that you need into a new file, or raise the stream limit in the settings.',
  moov_missing:
    'The recording was cut off before its index was written. Copy it again, or repair it with a tool such as untrunc.',
  truncated: 'The file ends early. Copy it again from its source.',
  timed_out: 'Try again when the machine and the drive are less busy, or raise the time limits in the settings.',
  cancelled: cancelled.remedy,
  ffmpeg_missing: '',
  ffmpeg_failed: 'Try again. If it keeps failing, convert the file to MP4 and import that.',
  ffmpeg_killed: 'Close other programs if memory is short, then retry.',
  memory_limit:
    'Check the file: it asks for far more memory than a video of its size should. If it plays elsewhere, convert it to MP4.',
  parts_differ: 'They stay films of their own. Import them where they lie as the camera wrote them.',
  disk_full: diskFull.remedy,
  output_limit: 'Check the file: it asks for far more room than a video of its length should.',
} as const

/** Every failure code of `media/` that the callers may see (analyse adds its own). */
export type MediaFailureCode = keyof typeof remedies

/** A failure with the standing remedy of its code, unless a better one is known. */
export const failure = (code: MediaFailureCode, message: string, remedy: string = remedies[code]): MediaFailure => ({
  code,
  message,
  remedy,
})

/** How to get ffmpeg on a platform, as a command to paste. */
export const ffmpegInstallRemedy = (platform: NodeJS.Platform): string => {
  if (platform === 'darwin') return 'Run: brew install ffmpeg'
  if (platform === 'win32') return 'Run: winget install --id Gyan.FFmpeg'
  return 'Run: sudo apt install ffmpeg (or the like of your distribution)'
}

/** The failure when ffmpeg or ffprobe is not installed. */
export const ffmpegMissing = (detail: string, platform: NodeJS.Platform = process.platform): MediaFailure =>
  failure('ffmpeg_missing', `ffmpeg is not installed: ${detail}.`, ffmpegInstallRemedy(platform))

/** Whether the last lines of a tool say that the disk is full (the texts of ENOSPC and EDQUOT). */
export const complainsOfFullDisk = (lines: readonly string[]): boolean =>
  lines.some((line) => /no space left on device|disk quota exceeded|not enough space on the disk/i.test(line))

/** What a process that did not end well means; null when it exited, with whatever code. */
export const failureOfExit = (exit: ProcessExit): MediaFailure | null => {
  switch (exit.kind) {
    case 'exited':
      return null
    case 'aborted':
      if (isDiskFull(exit.cause)) return { ...diskFull, cause: exit.cause }
      return exit.cause === undefined
        ? cancelled
        : { ...failure('ffmpeg_failed', `Its output could not be used: ${messageOf(exit.cause)}.`), cause: exit.cause }
    case 'timed-out':
      return failure(
        'timed_out',
        exit.clock === 'wall' ? 'Reading the file took too long.' : 'Reading the file stopped getting anywhere.',
      )
    case 'output-limit':
      return failure('output_limit', 'Reading the file gave more output than is reasonable.')
    case 'memory-limit':
      return failure('memory_limit', `Reading the file took more than ${gigabytes(exit.maxBytes)} of memory.`)
    case 'signalled':
      // A crash says something about the file; a kill says something about the machine and is worth another attempt.
      return failure(
        /^SIG(KILL|TERM|HUP|INT|QUIT)$/.test(exit.signal) ? 'ffmpeg_killed' : 'ffmpeg_failed',
        `ffmpeg was ended by ${exit.signal}.`,
      )
    case 'not-started':
      return ffmpegMissing(exit.reason)
  }
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

/** Message of a caught value of unknown type. */
export const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
