import type { MediaCall, ProbeResult } from '../../domain/ports/index.ts'
import { mixingGraph, soundInTime } from '../audio-filters.ts'
import { filmClockOptions } from '../input-clock.ts'
import { inputArguments } from '../safety.ts'

/**
 * Arguments of the one audio pass over one stream, or over several that are mixed: 48 kHz, mono, 16 bits, on stdout. ffmpeg
 * counts from the film's zero; `aresample` fills what is missing before and between with silence, so that sample n is what is
 * heard at n / 48,000 s. The pictures are read along, undecoded, so that a clock that jumps is set right as in the analysis.
 */
export const audioArguments = (
  call: Pick<MediaCall, 'path' | 'limits'> & { readonly probe: ProbeResult },
  streams: readonly number[],
): readonly string[] => [
  '-hide_banner',
  '-nostats',
  '-loglevel',
  'error',
  ...filmClockOptions(call.probe, [call.probe.videoStreamIndex, ...streams]),
  ...inputArguments(call.path, call.limits),
  ...(streams.length > 1
    ? ['-filter_complex', mixingGraph(streams), '-map', '[sound]']
    : ['-map', `0:${streams[0] ?? 'a'}`, '-af', `${soundInTime}:osr=48000`]),
  '-ac',
  '1',
  '-ar',
  '48000',
  '-c:a',
  'pcm_s16le',
  '-f',
  's16le',
  'pipe:1',
  '-map',
  `0:${call.probe.videoStreamIndex}`,
  '-c:v',
  'copy',
  '-f',
  'null',
  '-',
]
