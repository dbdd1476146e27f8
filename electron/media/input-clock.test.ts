import { describe, expect, test } from 'vitest'
import type { MediaStream } from '../contract/index.ts'
import { countsByTimeStamps, filmClockOptions } from './input-clock.ts'

const stream = (index: number, startMs: number | null): MediaStream => ({
  index,
  kind: index === 0 ? 'video' : 'audio',
  codec: 'any',
  profile: null,
  language: null,
  title: null,
  isDefault: false,
  isForced: false,
  width: null,
  height: null,
  pixelFormat: null,
  frameRate: null,
  channels: null,
  sampleRate: null,
  bitRate: null,
  startMs,
})

describe('the clock of a run of ffmpeg', () => {
  const streams = [stream(0, 1521.333), stream(1, 0), stream(2, -400)]

  test('is set to the film where ffmpeg counts from the earliest of all streams', () => {
    const mp4 = { container: 'mov,mp4,m4a,3gp,3g2,mj2', containerStartMs: -400, streams }
    expect(filmClockOptions(mp4, [0])).toEqual(['-itsoffset', '-0.400000'])
    expect(filmClockOptions({ ...mp4, containerStartMs: 0 }, [0])).toEqual([])
  })

  test('is set to the film where ffmpeg counts from the earliest of the streams it reads', () => {
    const broadcast = { container: 'mpegts', containerStartMs: -400, streams }
    expect(filmClockOptions(broadcast, [0])).toEqual(['-itsoffset', '1.521333'])
    expect(filmClockOptions(broadcast, [0, 1])).toEqual([])
    expect(filmClockOptions({ ...broadcast, streams: [stream(0, null)] }, [0])).toEqual(['-itsoffset', '-0.400000'])
  })

  test('containers without a length of their own', () => {
    expect(['mpegts', 'mpeg', 'ogg'].every(countsByTimeStamps)).toBe(true)
    expect(['matroska,webm', 'mov,mp4,m4a,3gp,3g2,mj2', 'avi', 'mxf'].some(countsByTimeStamps)).toBe(false)
  })
})
