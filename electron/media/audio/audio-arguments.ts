import type { MediaStream } from '../../contract/index.ts'
import type { MediaCall, ProbeResult } from '../../domain/ports/index.ts'
import { codecKind, inputArguments } from '../safety.ts'

/** The stream that is listened to: the default one of those that may be decoded, else the first; null when there is none. */
export const audioStreamOf = (probe: Pick<ProbeResult, 'streams'>): MediaStream | null => {
  const streams = probe.streams.filter(({ kind, codec }) => kind === 'audio' && codecKind(codec) === 'audio')
  return streams.find(({ isDefault }) => isDefault) ?? streams[0] ?? null
}

/** Sound beyond the pictures by more than this belongs to no scene. */
const tailMs = 1000

/**
 * Arguments of the one audio pass: 48 kHz, mono, 16 bits, on stdout. ffmpeg makes times zero-based by the start of the
 * container, as everything in the app is; `aresample` then fills what is missing before and between with silence, so that
 * sample n is what is heard at n / 48,000 s.
 */
export const audioArguments = (
  call: Pick<MediaCall, 'path' | 'limits'>,
  stream: MediaStream,
  durationMs: number,
): readonly string[] => [
  '-hide_banner',
  '-nostats',
  '-loglevel',
  'error',
  ...inputArguments(call.path, call.limits),
  '-map',
  `0:${stream.index}`,
  '-af',
  'aresample=osr=48000:async=1:min_hard_comp=0.1:first_pts=0',
  '-ac',
  '1',
  '-ar',
  '48000',
  ...(durationMs > 0 ? ['-t', ((durationMs + tailMs) / 1000).toFixed(3)] : []),
  '-c:a',
  'pcm_s16le',
  '-f',
  's16le',
  'pipe:1',
]
