import type { ProbeResult } from '../domain/ports/index.ts'

/** Containers that are nothing but time-stamped packets: ffmpeg sets their clock right after a jump (`AVFMT_TS_DISCONT`). */
const timeStamped: ReadonlySet<string> = new Set(['mpegts', 'mpeg', 'ogg'])

/** Name that the container of a film of several files has before that of its parts. */
export const joinedContainer = 'concat'

/**
 * Whether the container (ffprobe's `format_name`) has no length or start of its own besides the time stamps of its packets. Films
 * of several files count from the first one's beginning, whatever the parts are.
 */
export const countsByTimeStamps = (formatName: string): boolean => {
  const names = formatName.split(',')
  return !names.includes(joinedContainer) && names.some((name) => timeStamped.has(name))
}

/** Streams that a run of ffmpeg has to read for its clock to be the film's: those that make the film. */
export const clockStreams = (probe: Pick<ProbeResult, 'videoStreamIndex' | 'audio'>): readonly number[] => [
  probe.videoStreamIndex,
  ...probe.audio.heard,
]

/**
 * Options before `-i` that make ffmpeg count from the film's zero. By itself it counts from the container's start, streams
 * that nobody chose included; in containers that count by time stamps, from the first of the streams that this run reads.
 * There it also closes jumps of the clock, and does so alike only in runs that read the same streams: hence `used`.
 */
export const filmClockOptions = (
  probe: Pick<ProbeResult, 'container' | 'containerStartMs' | 'streams'>,
  used: readonly number[],
): readonly string[] => {
  const starts = probe.streams.flatMap(({ index, startMs }) =>
    used.includes(index) && startMs !== null && startMs !== undefined ? [startMs] : [],
  )
  const firstMs =
    countsByTimeStamps(probe.container) && starts.length > 0 ? Math.min(...starts) : probe.containerStartMs
  return firstMs === 0 ? [] : ['-itsoffset', (firstMs / 1000).toFixed(6)]
}
