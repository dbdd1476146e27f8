import type { MediaCall } from '../../domain/ports/index.ts'
import { mixingGraph } from '../audio-filters.ts'
import { inputArguments } from '../safety.ts'

/** Sound beyond the pictures by more than this belongs to no scene. */
const tailMs = 1000

/**
 * Arguments of the one audio pass over one stream, or over several that are mixed: 48 kHz, mono, 16 bits, on stdout. ffmpeg makes times zero-based by the start of the
 * container, as everything in the app is; `aresample` then fills what is missing before and between with silence, so that
 * sample n is what is heard at n / 48,000 s.
 */
export const audioArguments = (
  call: Pick<MediaCall, 'path' | 'limits'>,
  streams: readonly number[],
  durationMs: number,
): readonly string[] => [
  '-hide_banner',
  '-nostats',
  '-loglevel',
  'error',
  ...inputArguments(call.path, call.limits),
  ...(streams.length > 1
    ? ['-filter_complex', mixingGraph(streams), '-map', '[sound]']
    : ['-map', `0:${streams[0] ?? 'a'}`, '-af', 'aresample=osr=48000:async=1:min_hard_comp=0.1:first_pts=0']),
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
