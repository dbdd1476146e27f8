import { describe, expect, it } from 'vitest'
import { createLogReader } from './decoder-log.ts'

const read = createLogReader({ codec: 'h264', streamIndex: 0 })

describe('decoder log', () => {
  // Captured from ffmpeg 5.1.9.
  it('reads timestamps, time base and colour matrix', () => {
    expect(
      read(
        '[Parsed_showinfo_0 @ 0x55b143a4e840] [info] n:   1 pts:    512 pts_time:0.0416667 pos:    25329 fmt:yuv420p sar:0/1 s:1920x1080 i:P iskey:0 type:B ',
      ),
    ).toEqual({ kind: 'frame', pts: 512 })
    expect(read('[Parsed_showinfo_0 @ 0x1] [info] n:   7 pts:NOPTS pts_time:NOPTS fmt:yuv420p')).toEqual({
      kind: 'frame',
      pts: null,
    })
    expect(read('[Parsed_showinfo_0 @ 0x55b143a4e840] [info] config in time_base: 1/12288, frame_rate: 24/1')).toEqual({
      kind: 'time-base',
      timeBase: { num: 1, den: 12_288 },
    })
    expect(
      read(
        '[Parsed_showinfo_0 @ 0x1] [info] color_range:tv color_space:bt2020nc color_primaries:bt2020 color_trc:smpte2084',
      ),
    ).toEqual({ kind: 'color-space', name: 'bt2020nc' })
    expect(read('[Parsed_showinfo_0 @ 0x1] [info]   side data - User Data Unregistered:').kind).toBe('other')
  })
  it('tells damage in the analysed stream from other complaints', () => {
    for (const line of [
      '[h264 @ 0x55aebd628f00] [error] Invalid NAL unit size (6239 > 3589).',
      '[error] Error while decoding stream #0:0: Invalid data found when processing input',
      '[warning] /clips/a.mp4: corrupt decoded frame in stream 0',
      '[vist#0:0/h264 @ 0x1] [dec:h264 @ 0x2] [error] Error submitting packet to decoder: Invalid data found',
    ]) {
      expect(read(line).kind, line).toBe('damage')
    }
    for (const line of [
      '[NULL @ 0x55aebd42de40] [error] Invalid NAL unit size (6239 > 3589).',
      '[mp3float @ 0x1] [error] Header missing',
      '[error] Error while decoding stream #0:1: Invalid data found when processing input',
      '[h264 @ 0x5557644c74c0] [error] mmco: unref short failure',
      'Consider increasing the value for the analyzeduration (0) and probesize (5000000) options',
      '',
    ]) {
      expect(read(line).kind, line).toBe('other')
    }
  })
  it('knows decoders by their own names', () => {
    const av1 = createLogReader({ codec: 'av1', streamIndex: 2 })
    expect(av1('[libdav1d @ 0x1] [error] Error parsing OBU data').kind).toBe('damage')
  })
  it('sees that a file is cut off and that a filter refuses', () => {
    expect(
      read('[mov,mp4,m4a,3gp,3g2,mj2 @ 0x55aebd42c900] [error] stream 0, offset 0x219dbc: partial file').kind,
    ).toBe('cut-off')
    expect(read('[Parsed_zscale_1 @ 0x1] [error] code 3074: no path between colorspaces').kind).toBe('filter-error')
  })
})
