import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { fixtureClip } from '../../../build/fixtures/clips.ts'
import type { ProbeResult } from '../../domain/ports/index.ts'
import { defaultLimits, mediaCall, outcomeOf, successOf } from '../fixtures/call.ts'
import { describeByDemuxer } from './demuxer-description.ts'
import { probe } from './probe.ts'
import { parseProbe } from './probe-parser.ts'

const tools = { ffmpegPath: 'ffmpeg', ffprobePath: 'ffprobe' }
const folder = mkdtempSync(join(tmpdir(), 'goodclips-streams-'))
afterAll(() => rmSync(folder, { recursive: true }))

const picture = (size = '320x180'): readonly string[] => ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=25:d=2`]
const tone = (frequency: number): readonly string[] => ['-f', 'lavfi', '-i', `sine=f=${frequency}:r=48000:d=2`]
const silence: readonly string[] = ['-f', 'lavfi', '-i', 'anullsrc=r=48000:cl=mono:d=2']

/** Writes a film with these arguments of ffmpeg and answers where it lies. */
const film = (name: string, ...args: readonly string[]): string => {
  const path = join(folder, name)
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...args, '-strict', '-2', path])
  return path
}
const probed = async (path: string): Promise<ProbeResult> => successOf(await probe(mediaCall(path), tools))
const outcome = async (path: string): Promise<string> => outcomeOf(await probe(mediaCall(path), tools))
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'] as const

describe('what is not read never blocks what is', () => {
  test('sound in a format that is not accepted leaves the pictures, with a warning that names it', async () => {
    const found = await probed(
      film(
        'real-audio.mkv',
        ...[...picture(), ...tone(440), ...h264, '-ar', '8000', '-ac', '1', '-c:a', 'real_144'],
        ...['-metadata', 'title=The whole film', '-metadata:s:a', 'title=Stage: left', '-metadata:s:a', 'language=fre'],
      ),
    )
    expect(found).toMatchObject({ codec: 'h264', width: 320, height: 180, frameRate: { num: 25, den: 1 } })
    expect(found.streams.map(({ title, language }) => [title, language])).toEqual([
      [null, null],
      ['Stage: left', 'fr'],
    ])
    expect(found.audio).toEqual({ readable: [], silent: [], heard: [] })
    expect(found.warnings).toEqual([
      { code: 'sound_not_read', message: expect.stringMatching(/^Sound not read: ra_144 is not accepted\.$/) },
    ])
  })

  test('the same sound beside one that can be read: that one is heard, and the track is named', async () => {
    const found = await probed(
      film(
        'two-sounds.mkv',
        ...[...picture(), ...tone(440), '-map', '0', '-map', '1', '-map', '1', ...h264, '-ar', '8000', '-ac', '1'],
        ...['-c:a:0', 'real_144', '-c:a:1', 'aac'],
      ),
    )
    expect(found.audio.heard).toEqual([2])
    expect(found.warnings.map(({ message }) => message)).toEqual(['Sound of track 1 not read: ra_144 is not accepted.'])
  })

  test('a second picture that is not accepted is passed over', async () => {
    const path = film(
      'screen.mkv',
      ...[
        ...picture(),
        ...picture('640x360'),
        '-map',
        '0',
        '-map',
        '1',
        ...h264,
        '-c:v:1',
        'flashsv',
        '-pix_fmt:v:1',
        'bgr24',
      ],
    )
    expect(await probed(path)).toMatchObject({ codec: 'h264', videoStreamIndex: 0 })
  })

  test('a film whose only picture is not accepted is refused by name, with the reason', async () => {
    const answer = await probe(mediaCall(film('flash.mov', ...picture(), '-c:v', 'flashsv')), tools)
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'codec_not_allowed', message: expect.stringContaining('Flash Screen Video: its decoder has had') },
    })
  })

  test('a codec with a known hole stays out, however well it passes', async () => {
    const answer = await probe(mediaCall(film('magic.mkv', ...picture(), '-c:v', 'magicyuv')), tools)
    expect(answer).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('MagicYUV: its decoder has a hole') },
    })
  })

  test.each([
    ['wavpack', 'mkv', []],
    ['tta', 'mkv', []],
    ['g722', 'mkv', ['-ar', '16000', '-ac', '1']],
    ['g726', 'mkv', ['-ar', '8000', '-ac', '1']],
    ['adpcm_yamaha', 'mkv', []],
    ['libgsm', 'mov', ['-ar', '8000', '-ac', '1']],
  ])('%s is heard', async (encoder, extension, options) => {
    const found = await probed(
      film(`${encoder}.${extension}`, ...picture(), ...tone(440), ...h264, ...options, '-c:a', encoder),
    )
    expect(found.audio.heard).toEqual([1])
    expect(found.warnings).toEqual([])
  })

  test.each(['three-scenes', 'rotated', 'vfr'] as const)(
    'the demuxer alone tells of %s what ffprobe tells',
    async (name) => {
      const path = await fixtureClip(name)
      const raw = await describeByDemuxer(mediaCall(path), tools, 60_000)
      const context = { limits: defaultLimits, sizeBytes: readFileSync(path).length, measuredDurationMs: null }
      const described = successOf(parseProbe(raw, { ...context, index: null, silentStreams: [], decodedFields: null }))
      const whole = await probed(path)
      for (const key of [
        'codec',
        'width',
        'height',
        'rotationDegrees',
        'timeBase',
        'variableFrameRate',
        'pixelFormat',
        'audio',
        'playsInBrowser',
      ] as const) {
        expect({ [key]: described[key] }).toEqual({ [key]: whole[key] })
      }
      expect(Math.abs(described.durationMs - whole.durationMs)).toBeLessThan(20)
      const rate = ({ frameRate }: ProbeResult): number => frameRate.num / frameRate.den
      expect(rate(described) / rate(whole)).toBeCloseTo(1, 2)
    },
  )
})

describe('the best stream', () => {
  test('the largest picture, wherever it stands; a browser would show the first, so a copy is made', async () => {
    const path = film('sizes.mp4', ...picture('96x54'), ...picture('640x360'), '-map', '0', '-map', '1', ...h264)
    expect(await probed(path)).toMatchObject({ videoStreamIndex: 1, width: 640, playsInBrowser: false })
  })

  test('sound of the programme that the picture belongs to', async () => {
    const path = film(
      'programmes.ts',
      ...[...picture('176x144'), ...tone(300), ...picture('640x360'), ...tone(600)],
      ...['-map', '0', '-map', '1', '-map', '2', '-map', '3', '-c:v', 'mpeg2video', '-c:a', 'mp2'],
      ...['-program', 'title=SD:st=0:st=1', '-program', 'title=HD:st=2:st=3'],
    )
    const found = await probed(path)
    expect(found.width).toBe(640)
    const sounds = found.streams.filter(({ kind }) => kind === 'audio').map(({ index }) => index)
    expect(found.audio.heard).toEqual([sounds.at(-1)])
  })

  test('a silent first track is passed over, single channels that sound are heard together', async () => {
    const two = film(
      'second.mp4',
      ...picture(),
      ...silence,
      ...tone(440),
      '-map',
      '0',
      '-map',
      '1',
      '-map',
      '2',
      ...h264,
    )
    const first = await probed(two)
    expect(first.audio).toEqual({ readable: [1, 2], silent: [1], heard: [2] })
    expect(first.playsInBrowser).toBe(false)
    const four = film(
      'mono.mxf',
      ...[...picture(), ...silence, ...tone(440), ...silence, ...tone(880)],
      ...['-map', '0', '-map', '1', '-map', '2', '-map', '3', '-map', '4', '-c:v', 'mpeg2video', '-c:a', 'pcm_s16le'],
    )
    expect((await probed(four)).audio).toEqual({ readable: [1, 2, 3, 4], silent: [1, 3], heard: [2, 4] })
  })

  test('interlaced pictures are not played as they are; fields are seen where the header does not tell', async () => {
    const path = film('fields.mp4', ...picture(), '-vf', 'interlace', ...h264, '-flags', '+ildct+ilme')
    expect(await probed(path)).toMatchObject({ fieldOrder: 'flagged', playsInBrowser: false })
    expect(await probed(film('plain.mp4', ...picture(), ...h264))).toMatchObject({
      fieldOrder: 'progressive',
      playsInBrowser: true,
    })
  })

  test('moving GIF and PNG are films, single pictures are not', async () => {
    expect(await outcome(film('moving.gif', ...picture('64x36')))).toBe('ok')
    expect(await outcome(film('moving.png', ...picture('64x36'), '-f', 'apng'))).toBe('ok')
    expect(await outcome(film('single.gif', ...picture('64x36'), '-frames:v', '1'))).toBe('single_picture')
    expect(await outcome(film('single.jpg', ...picture('64x36'), '-frames:v', '1'))).toBe('single_picture')
    const webp = await probe(mediaCall(film('moving.webp', ...picture('64x36'), '-c:v', 'libwebp_anim')), tools)
    expect(webp).toMatchObject({ ok: false, error: { message: expect.stringContaining('animated WebP') } })
  })
})

describe('what the file itself says', () => {
  const key = ['-encryption_scheme', 'cenc-aes-ctr', '-encryption_key', '00112233445566778899aabbccddeeff']
  const keyId = ['-encryption_kid', '112233445566778899aabbccddeeff00']

  test('encrypted MP4 is called encrypted', async () => {
    const path = film('cenc.mp4', ...picture(), ...tone(440), ...h264, ...key, ...keyId)
    expect(await probe(mediaCall(path), tools)).toMatchObject({
      ok: false,
      error: { code: 'encrypted', message: 'The film is encrypted (cenc).' },
    })
  })

  test('encrypted sound beside open pictures is a warning', async () => {
    const path = film('open.mp4', ...picture(), ...tone(440), ...h264)
    const bytes = readFileSync(path)
    bytes.write('enca', bytes.indexOf('mp4a', bytes.indexOf('stsd', bytes.indexOf('soun'))), 'latin1')
    writeFileSync(path, bytes)
    const found = await probed(path)
    expect(found.audio.heard).toEqual([])
    expect(found.warnings[0]?.message).toMatch(/^Sound not read: encrypted/)
  })

  test('scrambled broadcasts, DVD and Windows Media', async () => {
    const ts = film('clear.ts', ...picture(), ...h264)
    expect(await outcome(ts)).toBe('ok')
    const packets = readFileSync(ts)
    for (let at = 0; at < packets.length; at += 188) {
      if ((packets.readUInt16BE(at + 1) & 0x1fff) >= 0x100) packets[at + 3] = (packets[at + 3] ?? 0) | 0x80
    }
    writeFileSync(join(folder, 'scrambled.ts'), packets)
    expect(await outcome(join(folder, 'scrambled.ts'))).toBe('encrypted')

    const vob = film('clear.vob', ...picture(), '-c:v', 'mpeg2video', '-b:v', '4M')
    expect(await outcome(vob)).toBe('ok')
    const program = readFileSync(vob)
    for (let at = program.indexOf('000001e0', 0, 'hex'); at >= 0; at = program.indexOf('000001e0', at + 4, 'hex')) {
      program[at + 6] = (program[at + 6] ?? 0) | 0x10
    }
    writeFileSync(join(folder, 'scrambled.vob'), program)
    expect(await outcome(join(folder, 'scrambled.vob'))).toBe('encrypted')

    const wmv = film('clear.wmv', ...picture(), '-c:v', 'wmv2')
    expect(await outcome(wmv)).toBe('ok')
    const header = readFileSync(wmv)
    Buffer.from('fbb3112223bdd211b4b700a0c955fc6e', 'hex').copy(
      header,
      header.indexOf('4052d1861d31d011a3a400a0c90348f6', 0, 'hex'),
    )
    writeFileSync(join(folder, 'protected.wmv'), header)
    expect(await outcome(join(folder, 'protected.wmv'))).toBe('encrypted')
  })

  test('a QuickTime movie that refers to another file', async () => {
    const path = film('reference.mov', ...picture(), ...h264)
    const bytes = readFileSync(path)
    // The lowest flag of a data reference says that the data lie in the same file.
    const reference = bytes.indexOf('url ', bytes.indexOf('dref'), 'latin1')
    bytes.writeUInt32BE(0, reference + 4)
    writeFileSync(path, bytes)
    expect(await outcome(path)).toBe('reference_movie')
  })

  test('a display matrix that turns by 45° counts as none', async () => {
    const path = film('turned.mp4', ...picture(), ...h264)
    const bytes = readFileSync(path)
    const matrix = bytes.indexOf('tkhd', 0, 'latin1') + 4 + 40
    for (const [at, value] of [46341, 46341, 0, -46341, 46341].entries()) bytes.writeInt32BE(value, matrix + 4 * at)
    writeFileSync(path, bytes)
    expect(await probed(path)).toMatchObject({ rotationDegrees: 0, hasOddRotation: true, width: 320, height: 180 })
  })

  test('the lines that IMX records above its picture are none of it', async () => {
    const path = film('imx.mov', ...picture('720x608'), '-aspect', '16:9', '-c:v', 'mpeg2video')
    expect(await probed(path)).toMatchObject({ hiddenTopLines: 32, width: 1024, height: 576, codedHeight: 608 })
  })
})
