/** ffmpeg filter that makes sound start at zero and keep time: gaps are filled with silence. */
export const soundInTime = 'aresample=async=1:min_hard_comp=0.1:first_pts=0'

/**
 * Filter graph that mixes several sound streams of the first input into `[sound]`. The mix is no louder than each of its
 * parts, so it cannot clip; it lasts as long as the longest.
 */
export const mixingGraph = (streams: readonly number[]): string =>
  [
    ...streams.map((index, position) => `[0:${index}]${soundInTime}[track${position}]`),
    `${streams.map((_index, position) => `[track${position}]`).join('')}amix=inputs=${streams.length}:duration=longest[sound]`,
  ].join(';')
