import { expect, test } from 'vitest'
import { conversionArguments } from './ffmpeg-command.ts'
import { codecAllowList, codecKind, fileUrl, inputArguments, isAllowedContainer, probeArguments } from './safety.ts'

test('the input template: every limit before the input, the input as file: with its whole path', () => {
  const args = inputArguments('/films/-odd name.mp4', { maxPixels: 1000 })
  expect(args).toEqual([
    '-nostdin',
    '-protocol_whitelist',
    'file,pipe',
    '-format_whitelist',
    expect.stringMatching(/^mov,matroska,/),
    '-codec_whitelist',
    codecAllowList,
    '-max_pixels',
    '1000',
    '-i',
    'file:/films/-odd name.mp4',
  ])
})

test('a relative path is a bug', () => {
  expect(() => fileUrl('-foo.mp4')).toThrow('absolute')
})

test('decoders by their own names; cover art and teletext for ffprobe alone', () => {
  const decoders = codecAllowList.split(',')
  for (const name of ['h264', 'libdav1d', 'mp3float', 'flv', 'msmpeg4', 'srt']) expect(decoders).toContain(name)
  for (const name of ['bmp', 'libzvbi_teletextdec', 'flashsv', 'cdxl', 'magicyuv']) expect(decoders).not.toContain(name)
  const probed = probeArguments('/a', { maxPixels: 1 }).join(' ')
  expect(probed).toContain('bmp')
  expect(probed).not.toContain('flashsv')
  expect(codecKind('flashsv')).toBeNull()
})

test('containers by any name of their demuxer', () => {
  expect(isAllowedContainer('mov,mp4,m4a,3gp,3g2,mj2')).toBe(true)
  expect(isAllowedContainer('matroska,webm')).toBe(true)
  for (const name of ['hls', 'concat', 'dash', 'sdp', 'image2', 'png_pipe', ''])
    expect(isAllowedContainer(name)).toBe(false)
})

test('fluent-ffmpeg keeps arguments with spaces whole, and the input behind its limits', () => {
  const args = conversionArguments({
    inputPath: '/films/two words.mp4',
    limits: { maxPixels: 1000 },
    readingOptions: [],
    videoStream: 0,
    audioStreams: [2],
    videoFilters: ['scale=2:2', 'format=yuv420p'],
    videoCodec: 'libx264',
    videoOptions: ['-crf', '23'],
    audioCodec: 'aac',
    audioOptions: ['-ac', '2'],
    format: 'mp4',
    formatOptions: ['-movflags', '+faststart'],
    outputPath: '/out/one two.mp4.partial',
  })
  const input = args.indexOf('-i')
  expect(args[input + 1]).toBe('file:/films/two words.mp4')
  expect(args.indexOf('-codec_whitelist')).toBeLessThan(input)
  expect(args.at(-1)).toBe('file:/out/one two.mp4.partial')
  const pairs = args.map((arg, index) => `${arg} ${args[index + 1]}`)
  for (const pair of ['-map 0:0', '-map 0:2', '-filter:v scale=2:2,format=yuv420p', '-progress pipe:1', '-f mp4']) {
    expect(pairs).toContain(pair)
  }
})
