import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixtureClip } from '../../../build/fixtures/clips.ts'
import { patience } from '../../../build/fixtures/patience.ts'
import type { MediaLimits } from '../../domain/ports/index.ts'
import { mediaCall, outcomeOf, successOf } from '../fixtures/call.ts'
import { probe } from './probe.ts'

const tools = { ffmpegPath: 'ffmpeg', ffprobePath: 'ffprobe' }
const folder = mkdtempSync(join(tmpdir(), 'goodclips-probe-'))
let clip = ''
let bytes = Buffer.alloc(0)
beforeAll(async () => {
  clip = await fixtureClip('three-scenes')
  bytes = readFileSync(clip)
})
afterAll(() => rmSync(folder, { recursive: true }))

const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const outcome = async (path: string, limits: Partial<MediaLimits> = {}): Promise<string> =>
  outcomeOf(await probe(mediaCall(path, limits), tools))

describe('what a playlist in disguise may open', () => {
  // Each would open the clip beside it, or play as a film, if ffprobe were given the bare name.
  const traps = {
    'hls.mp4': '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:4,\nreal.mp4\n#EXT-X-ENDLIST\n',
    'concat.mp4': 'ffconcat version 1.0\nfile real.mp4\n',
    'session.mp4':
      'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5000 RTP/AVP 96\na=rtpmap:96 H264/90000\n',
    'dash.mp4': '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"></MPD>',
  }

  test.each(Object.entries(traps))('%s does not open', async (name, content) => {
    copyFileSync(clip, join(folder, 'real.mp4'))
    expect(await outcome(write(name, content))).toMatch(/^(container_not_allowed|not_media)$/)
  })

  test('without the allow-lists the HLS one does open, so the test above tests something', () => {
    copyFileSync(clip, join(folder, 'real.mp4'))
    const path = write('hls.mp4', traps['hls.mp4'])
    const bare = execFileSync(
      'ffprobe',
      ['-v', 'error', '-protocol_whitelist', 'file', '-show_entries', 'format=format_name', '-of', 'csv=p=0', path],
      { encoding: 'utf8' },
    )
    expect(bare.trim()).toBe('hls')
  })

  test('a picture named .mp4 does not open', async () => {
    const path = join(folder, 'picture.mp4')
    execFileSync('ffmpeg', [
      '-v',
      'error',
      '-y',
      '-f',
      'lavfi',
      '-i',
      'rgbtestsrc',
      ...'-frames:v 1 -f image2pipe -c:v png'.split(' '),
      path,
    ])
    expect(await outcome(path)).toBe('single_picture')
  })

  test('a codec that is not on the list does not open', async () => {
    const path = join(folder, 'flash-screen.mkv')
    execFileSync('ffmpeg', ['-v', 'error', '-y', ...'-f lavfi -i rgbtestsrc -frames:v 3 -c:v flashsv'.split(' '), path])
    expect(await outcome(path)).toBe('codec_not_allowed')
  })
})

describe('refusals', () => {
  test('files that are none or cannot be read', async () => {
    expect(await outcome(join(folder, 'gone.mp4'))).toBe('file_not_found')
    expect(await outcome(join(folder, 'bad \ufffd name.mp4'))).toBe('name_not_unicode')
    expect(await outcome(folder)).toBe('not_a_file')
    expect(await outcome(write('empty.mp4', ''))).toBe('empty_file')
    expect(await outcome(write('text.mp4', 'This is not a film.\n'.repeat(50)))).toBe('not_media')
    expect(await outcome(write('text', 'This is not a film.\n'.repeat(50)))).toBe('not_media')
  })

  test.runIf(process.platform !== 'win32')('pipes and devices, without waiting for them', async () => {
    const pipe = join(folder, 'pipe.mp4')
    execFileSync('mkfifo', [pipe])
    const startedAt = performance.now()
    expect(await outcome(pipe)).toBe('not_a_file')
    expect(await outcome('/dev/zero')).toBe('not_a_file')
    expect(performance.now() - startedAt).toBeLessThan(patience(1000))
  })

  // Root may read everything, so that the refusal cannot be had.
  test.runIf(process.platform !== 'win32' && process.getuid?.() !== 0)('a file without permission', async () => {
    const path = write('secret.mp4', bytes)
    chmodSync(path, 0)
    expect(await outcome(path)).toBe('permission_denied')
  })

  test('sound alone, damage, limits', async () => {
    expect(await outcome(await fixtureClip('audio-only'))).toBe('no_video_stream')
    expect(await outcome(clip, { maxPixels: 320 * 180 - 1 })).toBe('too_many_pixels')
    expect(await outcome(clip, { maxStreams: 1 })).toBe('too_many_streams')
    expect(await outcome(clip, { wallClockMs: 1 })).toBe('timed_out')
    const withoutIndex = Buffer.from(bytes)
    withoutIndex.write('gone', bytes.indexOf('moov'))
    expect(await outcome(write('no-index.mp4', withoutIndex))).toBe('moov_missing')
    expect(await outcome(write('head.flv', 'FLV\x01\x05\0\0\0\x09\0\0\0\0'))).toBe('truncated')
  })

  test('a header that claims 60,000 × 60,000 pixels', async () => {
    const mkv = join(folder, 'wide.mkv')
    execFileSync('ffmpeg', [
      '-v',
      'error',
      '-y',
      ...'-f lavfi -i rgbtestsrc=s=300x300 -frames:v 2 -c:v rawvideo -pix_fmt yuv420p'.split(' '),
      mkv,
    ])
    const header = readFileSync(mkv)
    // PixelWidth and PixelHeight (EBML ids B0 and BA, two bytes each) of 300.
    for (const id of [0xb0, 0xba]) {
      const at = header.indexOf(Buffer.from([id, 0x82, 0x01, 0x2c]))
      expect(at).toBeGreaterThan(0)
      header.writeUInt16BE(60_000, at + 2)
    }
    expect(await outcome(write('wide-claim.mkv', header))).toBe('too_many_pixels')
  })

  test('an abort, before and while it runs', async () => {
    expect(outcomeOf(await probe({ ...mediaCall(clip), signal: AbortSignal.abort() }, tools))).toBe('cancelled')
    const controller = new AbortController()
    const running = probe({ ...mediaCall(clip), signal: controller.signal }, tools)
    setTimeout(() => controller.abort(), 20)
    expect(outcomeOf(await running)).toBe('cancelled')
  })

  test('ffprobe that is not there, with the command that brings it', async () => {
    const answer = await probe(mediaCall(clip), { ...tools, ffprobePath: 'goodclips-no-ffprobe' })
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'ffmpeg_missing', remedy: expect.stringContaining('install') },
    })
  })
})

describe('names', () => {
  const odd = [
    '-dash.mp4',
    '--version.mp4',
    'new\nline.mp4',
    `quotes'"\`.mp4`,
    'film 🎬 emoji.mp4',
    'Ame\u0301lie (NFD).mp4',
    'per%cent %03d.mp4',
    'http:colon.mp4',
    'space  twice .mp4',
    `${'ä'.repeat(125)}.mp4x`,
  ]

  test.runIf(process.platform !== 'win32').each(odd)('%j opens', async (name) => {
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
    expect(await outcome(write(name, bytes))).toBe('ok')
  })

  test('links to a file open; links in a circle and to nothing do not', async () => {
    const link = join(folder, 'link.mp4')
    symlinkSync(clip, link)
    expect(await outcome(link)).toBe('ok')
    symlinkSync(join(folder, 'circle'), join(folder, 'circle'))
    expect(await outcome(join(folder, 'circle'))).toBe('file_not_found')
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'))
    expect(await outcome(join(folder, 'dangling'))).toBe('file_not_found')
  })

  test.runIf(process.platform === 'linux')('a name that is not UTF-8 is reported as such', async () => {
    const inner = join(folder, 'latin')
    mkdirSync(inner)
    writeFileSync(Buffer.concat([Buffer.from(`${inner}/caf`), Buffer.from([0xe9]), Buffer.from('.mp4')]), bytes)
    const [listed = ''] = readdirSync(inner)
    expect(await outcome(join(inner, listed))).toBe('name_not_unicode')
  })
})

describe('generated clips', () => {
  test('numbers of a plain film', async () => {
    const result = successOf(await probe(mediaCall(clip), tools))
    expect(result).toMatchObject({
      durationMs: 7000,
      startTimeMs: 0,
      frameRate: { num: 25, den: 1 },
      variableFrameRate: false,
      frameCount: 175,
      width: 320,
      height: 180,
      hdr: 'none',
      codec: 'h264',
      playsInBrowser: true,
      warnings: [],
    })
  })

  test('turned and variable ones', async () => {
    const rotated = successOf(await probe(mediaCall(await fixtureClip('rotated')), tools))
    expect(rotated).toMatchObject({ width: 180, height: 320, codedWidth: 320 })
    expect([90, 270]).toContain(rotated.rotationDegrees)
    const vfr = successOf(await probe(mediaCall(await fixtureClip('vfr')), tools))
    expect(vfr.variableFrameRate).toBe(true)
  })

  test('a length that is nowhere written is measured', async () => {
    const path = join(folder, 'live.mkv')
    const bytes = execFileSync(
      'ffmpeg',
      ['-v', 'error', '-i', clip, '-c', 'copy', '-an', '-f', 'matroska', '-live', '1', 'pipe:1'],
      {
        maxBuffer: 1e8,
      },
    )
    writeFileSync(path, bytes)
    const result = successOf(await probe(mediaCall(path), tools))
    expect(Math.abs(result.durationMs - 7000)).toBeLessThanOrEqual(40)
    expect(result.warnings).toEqual([])
  })
})
