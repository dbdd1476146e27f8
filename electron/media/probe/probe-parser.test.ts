import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { ProbeResult } from '../../domain/ports/index.ts'
import { outcomeOf, successOf } from '../fixtures/call.ts'
import { needsMeasuredDuration, type ParseContext, parseProbe } from './probe-parser.ts'
import { nearestStandardRate } from './timing.ts'

const context: ParseContext = {
  limits: { maxPixels: 67_108_864, maxStreams: 100 },
  sizeBytes: 3_000_000,
  measuredDurationMs: null,
  index: null,
  silentStreams: [],
  decodedFields: null,
}

/** Real output of ffprobe 5.1, without paths; packets cut to those of the video stream. */
const captured = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'))

const parse = (name: string, changes: Partial<ParseContext> = {}): ProbeResult =>
  successOf(parseProbe(captured(name), { ...context, ...changes }))

const film = (streamChanges: object, formatChanges: object = {}): unknown => ({
  streams: [
    {
      index: 0,
      codec_type: 'video',
      codec_name: 'h264',
      width: 640,
      height: 360,
      pix_fmt: 'yuv420p',
      avg_frame_rate: '25/1',
      r_frame_rate: '25/1',
      time_base: '1/12800',
      disposition: { default: 1 },
      ...streamChanges,
    },
  ],
  format: { format_name: 'mov,mp4,m4a,3gp,3g2,mj2', nb_streams: 1, duration: '10.0', ...formatChanges },
})

describe('parseProbe on real output', () => {
  test('phone clip upside down with variable frame rate', () => {
    expect(parse('dog-living-room-rotated180-vfr-mp4')).toMatchObject({
      rotationDegrees: 180,
      width: 1280,
      height: 720,
      variableFrameRate: true,
      frameCount: 25,
      recordedAt: '2017-01-05T18:32:43.000Z',
      camera: { location: '+54.1843-002.7189/' },
      playsInBrowser: true,
      warnings: [],
    })
  })

  test('HLG clip that is turned by a display matrix: size and direction after turning', () => {
    expect(parse('rooftop-hlg-hevc-rotated-mp4')).toMatchObject({
      hdr: 'hlg',
      rotationDegrees: 90,
      codedWidth: 1920,
      codedHeight: 1080,
      width: 1080,
      height: 1920,
      pixelFormat: 'yuv420p10le',
      variableFrameRate: true,
      playsInBrowser: false,
    })
  })

  test('HDR10 by its transfer characteristic', () => {
    expect(parse('rooftop-hdr10-av1-portrait-mp4')).toMatchObject({ hdr: 'pq', variableFrameRate: false })
  })

  test('iPhone data', () => {
    expect(parse('selfie-rotated90-mov')).toMatchObject({
      camera: { make: 'Apple', model: 'iPhone 4S', software: '5.1', location: '+40.7388-074.0002+035.880/' },
      recordedAt: '2012-05-09T18:46:38.000Z',
      rotationDegrees: 90,
      variableFrameRate: false,
    })
  })

  test('several sound and subtitle tracks; length is that of picture and sound, not of the last cue', () => {
    const probe = parse('elephantsdream-3audio-3srt-mkv')
    expect(probe.streams.map((stream) => [stream.kind, stream.language])).toEqual([
      ['video', 'en'],
      ['audio', 'en'],
      ['audio', 'es'],
      ['audio', 'en'],
      ['subtitle', 'en'],
      ['subtitle', 'pt'],
      ['subtitle', 'sv'],
    ])
    expect(probe.durationMs).toBe(29_999)
    expect(probe.startTimeMs).toBe(47)
  })

  test('cover art is no video, beside a film or beside music', () => {
    const probe = parse('video-with-embedded-png-cover-mp4')
    expect(probe.streams.map((stream) => stream.kind)).toEqual(['video', 'audio', 'cover'])
    expect(probe.videoStreamIndex).toBe(0)
    expect(outcomeOf(parseProbe(captured('podcast-chapters-images-m4a'), context))).toBe('no_video_stream')
  })

  test('a video stream without one picture', () => {
    expect(outcomeOf(parseProbe(captured('zero-video-frames-ts'), context))).toBe('no_video_stream')
  })

  test('frame rates: exact, nonsense in the container, none at all', () => {
    expect(parse('steamboat-willie-mp4').frameRate).toEqual({ num: 24_000, den: 1001 })
    const { num, den } = parse('sample-with-ass-subtitles-mkv').frameRate
    expect(num / den).toBeCloseTo(30, 0)
    expect(parse('aquarium-fish-vc1-wmv').frameRate).toEqual({ num: 25, den: 1 })
  })

  test('a rate next to a standard one is that one, others stay', () => {
    expect(nearestStandardRate({ num: 12_503, den: 521 })).toEqual({ num: 24, den: 1 })
    expect(nearestStandardRate({ num: 2997, den: 100 })).toEqual({ num: 30_000, den: 1001 })
    expect(nearestStandardRate({ num: 810_000, den: 13_487 })).toEqual({ num: 60, den: 1 })
    expect(nearestStandardRate({ num: 179, den: 6 })).toEqual({ num: 179, den: 6 })
    expect(nearestStandardRate({ num: 10, den: 1 })).toEqual({ num: 10, den: 1 })
  })

  test('variable frame rate with three odd frames in six hundred', () => {
    expect(parse('lecture-slides-vfr-mov').variableFrameRate).toBe(true)
    expect(parse('steamboat-willie-mp4').variableFrameRate).toBe(false)
  })

  test('a length that the file does not tell is asked for, and used', () => {
    const raw = captured('annexb-no-duration-mkv')
    expect(needsMeasuredDuration(raw, { ...context, sizeBytes: 1_318_464 })).toBe(true)
    const measured = successOf(parseProbe(raw, { ...context, measuredDurationMs: 35_229 }))
    expect(measured).toMatchObject({ durationMs: 35_229, warnings: [] })
    const unknown = successOf(parseProbe(raw, { ...context, measuredDurationMs: 0 }))
    expect(unknown).toMatchObject({ durationMs: 0, warnings: [{ code: 'missing_duration' }] })
  })

  test('a container that starts late', () => {
    expect(parse('no-initial-keyframe-ts').startTimeMs).toBeGreaterThan(4_000)
  })
})

describe('parseProbe on edge cases', () => {
  test('a claimed length that the size rules out gives way to the measured one', () => {
    const raw = film({}, { duration: '4294967.0' })
    expect(needsMeasuredDuration(raw, { ...context, sizeBytes: 20_000 })).toBe(true)
    const probe = successOf(parseProbe(raw, { ...context, sizeBytes: 20_000, measuredDurationMs: 1000 }))
    expect(probe).toMatchObject({ durationMs: 1000, frameCount: 25, warnings: [{ code: 'absurd_duration' }] })
    expect(needsMeasuredDuration(film({}), { ...context, sizeBytes: 1_000_000 })).toBe(false)
  })

  test.each([
    ['not_media', 'nonsense'],
    ['not_media', { streams: 'many' }],
    ['container_not_allowed', film({}, { format_name: 'hls' })],
    ['codec_not_allowed', film({ codec_name: 'flashsv' })],
    ['too_many_pixels', film({ width: 60_000, height: 60_000 })],
    ['too_many_streams', film({}, { nb_streams: 1000 })],
    ['no_video_stream', film({ codec_type: 'audio', codec_name: 'aac' })],
    ['no_video_stream', film({ disposition: { attached_pic: 1 } })],
    ['not_media', {}],
  ])('refuses with %s', (code, raw) => {
    expect(outcomeOf(parseProbe(raw, context))).toBe(code)
  })

  test.each([
    [{ side_data_list: [{ rotation: -90 }] }, 90],
    [{ side_data_list: [{ rotation: 90 }] }, 270],
    [{ side_data_list: [{ rotation: -180 }] }, 180],
    [{ tags: { rotate: '90' } }, 90],
    [{ tags: { rotate: '-90' } }, 270],
    [{ side_data_list: [{ rotation: -89.98 }] }, 90],
    [{ side_data_list: [{ rotation: 'nan' }] }, 0],
    [{}, 0],
  ])('rotation of %j is %i clockwise', (changes, degrees) => {
    const probe = successOf(parseProbe(film(changes), context))
    expect(probe.rotationDegrees).toBe(degrees)
    expect(probe.width > probe.height).toBe(degrees % 180 === 0)
  })

  test('pixel aspect ratio stretches the width before turning; damage does not', () => {
    const anamorphic = { width: 720, height: 576, sample_aspect_ratio: '64:45' }
    expect(successOf(parseProbe(film(anamorphic), context))).toMatchObject({ width: 1024, height: 576 })
    const turned = { ...anamorphic, side_data_list: [{ rotation: -90 }] }
    expect(successOf(parseProbe(film(turned), context))).toMatchObject({ width: 576, height: 1024 })
    const damaged = { ...anamorphic, sample_aspect_ratio: '1:9000' }
    expect(successOf(parseProbe(film(damaged), context))).toMatchObject({ width: 720, height: 576 })
  })

  test('clocks that were never set are no recording time', () => {
    const at = (creation_time: string): string | null =>
      successOf(parseProbe(film({ tags: { creation_time } }), context)).recordedAt
    expect(at('1904-01-01T00:00:00.000000Z')).toBeNull()
    expect(at('1970-01-01T00:00:00.000000Z')).toBeNull()
    expect(at('2021-06-01 12:00:00')).toBe('2021-06-01T12:00:00.000Z')
    expect(at('2021-06-01T12:00:00+0200')).toBe('2021-06-01T10:00:00.000Z')
    expect(at('sometime')).toBeNull()
  })

  test('the zero of a film is the start of its picture or sound, not that of other streams', () => {
    const { streams, format } = film({ start_time: '2.9' }, { start_time: '0.4', format_name: 'mpegts' }) as {
      streams: object[]
      format: object
    }
    const sound = {
      index: 1,
      codec_type: 'audio',
      codec_name: 'aac',
      start_time: '1.4',
      sample_rate: '48000',
      channels: 2,
    }
    const data = { index: 2, codec_type: 'data', codec_name: 'bin_data', start_time: '0.4' }
    const probe = successOf(parseProbe({ streams: [...streams, sound, data], format }, context))
    expect(probe).toMatchObject({ startTimeMs: 1400, containerStartMs: -1000 })
    expect(probe.streams.map(({ startMs }) => startMs)).toEqual([1500, 0, -1000])
    // Pictures that are stored behind the first key frame and shown before it.
    const packets = [2.9, 2.86, 2.82].map((seconds) => ({ stream_index: 0, pts: seconds * 12_800 }))
    const early = successOf(parseProbe({ streams, format, packets }, context))
    expect(early.startTimeMs).toBe(2820)
    expect(early.streams[0]?.startMs).toBe(80)
  })

  test('an MP4 whose streams all start late is played from its copy', () => {
    const plays = (start_time: string): boolean =>
      successOf(parseProbe(film({ start_time }, { start_time }), context)).playsInBrowser
    expect([plays('0.0'), plays('0.08'), plays('1.0'), plays('30.0')]).toEqual([true, true, false, false])
  })

  test('fast rates count when packets or the number of frames bear them out', () => {
    const rate = (claimed: string, changes: object): { num: number; den: number } =>
      successOf(parseProbe(film({ avg_frame_rate: claimed, r_frame_rate: claimed, ...changes }), context)).frameRate
    expect(rate('480/1', { nb_frames: '480', duration: '1.0' })).toEqual({ num: 480, den: 1 })
    expect(rate('2000/1', { nb_frames: '2000', duration: '1.0' })).toEqual({ num: 2000, den: 1 })
    expect(rate('1000/1', {})).toEqual({ num: 25, den: 1 })
    expect(rate('90000/1', { nb_frames: '90000', duration: '1.0' }).num).not.toBe(90_000)
  })

  test('chapters are zero-based', () => {
    const raw = {
      ...(film({}, { start_time: '5.0' }) as object),
      chapters: [{ start_time: '5.0', end_time: '7.5', tags: { title: ' One\n' } }],
    }
    expect(successOf(parseProbe(raw, context)).chapters).toEqual([{ startMs: 0, endMs: 2500, title: 'One' }])
  })
})
