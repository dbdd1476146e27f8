import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fixtureClip } from '../../../build/fixtures/clips.ts'
import type { ProbeResult } from '../../domain/ports/index.ts'
import type { Result } from '../../domain/result.ts'
import { expectValue, ffmpeg, limits, type Picture, picture, probed } from '../analyse/fixtures/analysed.ts'
import { takeFirstPoster } from './take-first-poster.ts'

const slow = 60_000
let root = ''
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'goodclips-first-poster-'))
})
afterAll(async () => {
  await rm(root, { recursive: true, force: true })
})

const film = async (name: string, ...args: readonly string[]): Promise<string> => {
  const file = path.join(root, name)
  await ffmpeg([...args, file])
  return file
}
const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'] as const

const taken = async (
  file: string,
  options: { readonly probe?: ProbeResult; readonly signal?: AbortSignal } = {},
): Promise<Result<{ readonly timeMs: number }>> =>
  takeFirstPoster(
    {
      path: file,
      limits,
      contentFolder: `${file}.folder`,
      signal: options.signal ?? new AbortController().signal,
      probe: options.probe ?? (await probed(file)),
    },
    { ffmpegPath: 'ffmpeg' },
  )

/** Width and height as the frame header of a JPEG states them (ITU-T T.81, B.2.2). */
const sizeOf = (jpeg: Buffer): readonly [number, number] => {
  const header = jpeg.indexOf(Buffer.from([0xff, 0xc0]))
  return [jpeg.readUInt16BE(header + 7), jpeg.readUInt16BE(header + 5)]
}

const posterOf = async (file: string): Promise<Picture & { readonly timeMs: number }> => {
  const { timeMs } = expectValue(await taken(file))
  const jpeg = await readFile(path.join(`${file}.folder`, 'first-poster.jpg'))
  return { timeMs, ...(await picture(jpeg, ...sizeOf(jpeg))) }
}

/** Which of three colours a picture is. */
const colourOf = ({ mean }: Picture): string => {
  const channels = mean(0.3, 0.3, 0.4, 0.4)
  return ['red', 'green', 'blue'][channels.indexOf(Math.max(...channels))] ?? ''
}

/** Ten seconds: black, then a picture with stripes of one colour a third. */
const coloured = (from: number): string[] => [
  '-f',
  'lavfi',
  '-i',
  `testsrc2=s=320x180:r=25:d=10,hue=s=0,format=gbrp,lutrgb=r='if(gt(val,${from}),255,val)':g='val/4':b='val/4'`,
]

it(
  'takes a picture from after the beginning, upright and in the shape of the film',
  async () => {
    const plain = await film('plain.mp4', ...coloured(0), ...x264, '-g', '25')
    const turned = path.join(root, 'turned.mp4')
    await ffmpeg(['-i', plain, '-c', 'copy', '-metadata:s:v', 'rotate=90', turned])
    const lying = await posterOf(plain)
    expect(lying).toMatchObject({ width: 320, height: 180, timeMs: 2_000 })
    expect(colourOf(lying)).toBe('red')
    expect(await posterOf(turned)).toMatchObject({ width: 180, height: 320 })
  },
  slow,
)

it(
  'goes on looking where the film is black, and finds the middle',
  async () => {
    const dark = ['-f', 'lavfi', '-i', 'color=black:s=320x180:r=25:d=4']
    const file = await film(
      'dark.mp4',
      ...dark,
      '-f',
      'lavfi',
      '-i',
      'testsrc2=s=320x180:r=25:d=6',
      '-filter_complex',
      '[0][1]concat=n=2',
      ...x264,
      '-g',
      '25',
    )
    expect((await posterOf(file)).timeMs).toBe(5_000)
  },
  slow,
)

it(
  'counts from the start of the film where the container begins later',
  async () => {
    const plain = await film('early.mp4', ...coloured(0), ...x264, '-g', '25')
    const late = path.join(root, 'late.ts')
    await ffmpeg(['-i', plain, '-c', 'copy', '-output_ts_offset', '3600', late])
    expect((await probed(late)).startTimeMs).toBeGreaterThan(3_000_000)
    expect(colourOf(await posterOf(late))).toBe('red')
  },
  slow,
)

it(
  'takes what there is of a film of a single picture, and of one with no key frame but the first',
  async () => {
    expect(await posterOf(await copyOfClip('single-frame'))).toMatchObject({ width: 320, height: 180 })
    const oneKey = await film('one-key.mp4', ...coloured(0), ...x264, '-g', '9999', '-sc_threshold', '0')
    expect(await posterOf(oneKey)).toMatchObject({ width: 320 })
  },
  slow,
)

it(
  'shows HDR as SDR shows it: not washed out, and in the size of other posters',
  async () => {
    const hdr = await film(
      'hdr.mkv',
      '-f',
      'lavfi',
      '-i',
      'color=0xc03030:s=640x360:r=25:d=1,format=yuv420p10le',
      '-c:v',
      'libx265',
      '-x265-params',
      'log-level=error:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc',
      '-color_primaries',
      'bt2020',
      '-color_trc',
      'smpte2084',
      '-colorspace',
      'bt2020nc',
    )
    expect((await probed(hdr)).hdr).toBe('pq')
    const shown = await posterOf(hdr)
    expect(shown).toMatchObject({ width: 448, height: 252 })
    expect(colourOf(shown)).toBe('red')
  },
  slow,
)

it(
  'fails without a file left behind where nothing can be decoded, and when it is cancelled',
  async () => {
    const file = await copyOfClip('two-scenes')
    const probe = await probed(file)
    const noPicture = await taken(file, { probe: { ...probe, videoStreamIndex: 7 } })
    expect(noPicture.ok).toBe(false)
    const stopped = await taken(file, { probe, signal: AbortSignal.abort() })
    expect(stopped).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    await expect(readFile(path.join(`${file}.folder`, 'first-poster.jpg'))).rejects.toThrow('ENOENT')
  },
  slow,
)

/** A copy of a generated clip, whose folder is this test's own. */
const copyOfClip = async (name: Parameters<typeof fixtureClip>[0]): Promise<string> => {
  const clip = await fixtureClip(name)
  const file = path.join(root, path.basename(clip))
  await ffmpeg(['-i', clip, '-c', 'copy', file])
  return file
}
