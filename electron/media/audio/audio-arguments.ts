import type { MediaCall, ProbeResult } from '../../domain/ports/index.ts'
import { mixingGraph, soundInTime } from '../audio-filters.ts'
import { filmClockOptions } from '../input-clock.ts'
import { inputArguments } from '../safety.ts'

type Call = Pick<MediaCall, 'path' | 'limits'> & { readonly probe: ProbeResult }

/** Arguments up to the input of a pass over the sound of a film, which counts from the film's zero. */
export const audioInput = (call: Call, streams: readonly number[]): readonly string[] => [
  '-hide_banner',
  '-nostats',
  '-loglevel',
  'error',
  ...filmClockOptions(call.probe, [call.probe.videoStreamIndex, ...streams]),
  ...inputArguments(call.path, call.limits),
]

/**
 * Maps one stream, or several that are mixed, as one output at 48 kHz; what is missing before and between is silence.
 * `filter` comes after.
 */
export const filteredSound = (streams: readonly number[], filter?: string): readonly string[] => {
  const after = filter === undefined ? '' : `,${filter}`
  if (streams.length <= 1) {
    return ['-map', `0:${streams[0] ?? 'a'}`, '-af', `${soundInTime}:osr=48000${after}`]
  }
  if (filter === undefined) return ['-filter_complex', mixingGraph(streams), '-map', '[sound]']
  return ['-filter_complex', `${mixingGraph(streams)};[sound]${filter}[filtered]`, '-map', '[filtered]']
}

/** An output that reads the pictures along, undecoded, so that a clock that jumps is set right as in the analysis. */
export const undecodedPictures = ({ videoStreamIndex }: Pick<ProbeResult, 'videoStreamIndex'>): readonly string[] => [
  '-map',
  `0:${videoStreamIndex}`,
  '-c:v',
  'copy',
  '-f',
  'null',
  '-',
]

/**
 * Arguments of the one audio pass over one stream, or over several that are mixed: 48 kHz, mono, 16 bits, on stdout. Gaps
 * are filled with silence, so that sample n is what is heard at n / 48,000 s.
 */
export const audioArguments = (call: Call, streams: readonly number[]): readonly string[] => [
  ...audioInput(call, streams),
  ...filteredSound(streams),
  '-ac',
  '1',
  '-ar',
  '48000',
  '-c:a',
  'pcm_s16le',
  '-f',
  's16le',
  'pipe:1',
  ...undecodedPictures(call.probe),
]
