import { expect, it } from 'vitest'
import { ffprobeOutputSchema } from './ffprobe-output.ts'
import { sourceTimecodeOf } from './source-timecode.ts'

const ntsc = { num: 30_000, den: 1001 }
const pal = { num: 25, den: 1 }

const found = (raw: unknown, rate = pal) => {
  const output = ffprobeOutputSchema.parse(raw)
  const [picture] = output.streams
  if (picture === undefined) throw new Error('no stream')
  return sourceTimecodeOf(output, picture, rate)
}

const video = (tags = {}) => ({ index: 0, codec_type: 'video', tags })

it('believes the timecode track of QuickTime before all, with its flag and reel', () => {
  const tmcd = {
    index: 2,
    codec_type: 'data',
    codec_tag_string: 'tmcd',
    tags: { timecode: '01:00:59;28', reel_name: 'A001' },
  }
  const raw = { format: { format_name: 'mov,mp4', tags: { timecode: '00:00:00:00' } }, streams: [video(), tmcd] }
  expect(found(raw, ntsc)).toEqual({
    start: '01:00:59;28',
    frameRate: ntsc,
    dropFrame: true,
    reel: 'A001',
    from: 'tmcd',
  })
  // A rate that drops nothing has no such labels.
  expect(found(raw, pal)).toMatchObject({ from: 'tag', start: '00:00:00:00', dropFrame: false, reel: 'A001' })
})

it('reads the material package of MXF, tags of others and of the picture', () => {
  const mxf = {
    format: { format_name: 'mxf', tags: { timecode: '10:00:00:00', material_package_name: 'Card 7' } },
    streams: [video()],
  }
  expect(found(mxf)).toMatchObject({ start: '10:00:00:00', from: 'mxf', reel: 'Card 7' })
  expect(
    found({ format: { format_name: 'matroska', tags: { TIMECODE: '00:00:10:05' } }, streams: [video()] }),
  ).toMatchObject({
    start: '00:00:10:05',
    from: 'tag',
    reel: null,
  })
  expect(found({ format: { format_name: 'mpeg' }, streams: [video({ timecode: '00:59:59:24' })] })?.start).toBe(
    '00:59:59:24',
  )
})

it('counts the time reference of a sound file in frames', () => {
  const sound = { index: 1, codec_type: 'audio', sample_rate: '48000' }
  const raw = { format: { format_name: 'wav', tags: { time_reference: '172802000' } }, streams: [video(), sound] }
  expect(found(raw)).toMatchObject({ start: '01:00:00:01', from: 'bwf' })
})

it('finds nothing where there is none, or no such label', () => {
  expect(found({ format: { format_name: 'mov' }, streams: [video()] })).toBeNull()
  expect(found({ format: { format_name: 'mov', tags: { timecode: '25:00:00:00' } }, streams: [video()] })).toBeNull()
  expect(found({ format: { format_name: 'mov', tags: { timecode: 'nonsense' } }, streams: [video()] })).toBeNull()
})
