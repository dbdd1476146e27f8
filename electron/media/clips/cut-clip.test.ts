import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { ClipMode, ClipPreset } from '../../contract/index.ts'
import type { WrittenClip } from '../../domain/ports/index.ts'
import { mediaCall, outcomeOf, successOf } from '../fixtures/call.ts'
import { probe } from '../probe/probe.ts'
import { inspectTools } from '../tools.ts'
import { cutClip } from './cut-clip.ts'
import { joinClips } from './join-clips.ts'
import { readParameterSets } from './parameter-sets.ts'
import { planCut } from './read-packets.ts'

const paths = { ffmpegPath: 'ffmpeg', ffprobePath: 'ffprobe' }
const tools = { ...paths, ...successOf(await inspectTools(paths)) }
const folder = mkdtempSync(join(tmpdir(), 'goodclips-clips-'))
afterAll(() => rmSync(folder, { recursive: true }))

const picture = 'testsrc2=s=192x108:r=30000/1001:d=5'
const film = (name: string, encode: string, source = picture): string => {
  const path = join(folder, name)
  const sound = ['-f', 'lavfi', '-i', 'sine=f=440:d=5:r=48000']
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, ...sound, ...encode.split(' '), path])
  return path
}

/** Checksums of the decoded pictures, in order of presentation. */
const pictures = (path: string): readonly string[] =>
  execFileSync('ffmpeg', [
    '-v',
    'error',
    '-noautorotate',
    // Of an open group of pictures this decoder else holds back what it takes for not yet recovered.
    '-flags',
    'output_corrupt',
    '-i',
    path,
    '-map',
    '0:v:0',
    '-vsync',
    'passthrough',
    '-f',
    'framemd5',
    '-',
  ])
    .toString()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(',').at(-1)?.trim() ?? '')

/** Decoded pictures with the times at which they are shown in the film, in s. */
const shownFrames = (path: string, options: readonly string[] = []) => {
  const text = execFileSync('ffmpeg', [
    ...['-v', 'error', '-noautorotate', '-copyts', ...options, '-i', path, '-map', '0:v:0'],
    ...['-vsync', 'passthrough', '-enc_time_base', '-1', '-f', 'framemd5', '-'],
  ]).toString()
  const [, num, den] = /#tb 0: (\d+)\/(\d+)/.exec(text) ?? []
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(','))
    .map((cells) => ({ seconds: (Number(cells[2]) * Number(num)) / Number(den), sum: cells.at(-1)?.trim() ?? '' }))
}

const fields = (path: string, entries: string, stream = 'v:0'): Readonly<Record<string, string>> =>
  Object.fromEntries(
    execFileSync('ffprobe', [
      '-v',
      'error',
      '-select_streams',
      stream,
      '-show_entries',
      entries,
      '-of',
      'default=nw=1',
      path,
    ])
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.split('=') as [string, string]),
  )

/** Lowest PSNR of the frames of a clip against those of the film from a frame on, in dB. */
const psnr = (clip: string, original: string, from: number, frames: number): number => {
  const graph = `[0:v]settb=1/1000,setpts=N[a];[1:v]trim=start_frame=${from}:end_frame=${from + frames},settb=1/1000,setpts=N[b];[a][b]psnr=stats_file=-`
  const lines = execFileSync('ffmpeg', [
    '-v',
    'error',
    '-i',
    clip,
    '-i',
    original,
    '-lavfi',
    graph,
    '-f',
    'null',
    '-',
  ]).toString()
  return Math.min(...[...lines.matchAll(/psnr_avg:(\S+)/g)].map(([, value]) => (value === 'inf' ? 100 : Number(value))))
}

const rate = 30_000 / 1001
const cut = async (
  path: string,
  from: number,
  to: number,
  mode: ClipMode,
  rest: {
    readonly preset?: ClipPreset
    readonly timecode?: (before: number) => string
    readonly join?: boolean
    readonly fps?: number
  } = {},
): Promise<WrittenClip & { readonly path: string }> => {
  const fps = rest.fps ?? rate
  const outputPath = join(folder, `clip-${Math.random().toString(36).slice(2)}`)
  const written = await cutClip(
    {
      ...mediaCall(path),
      probe: successOf(await probe(mediaCall(path), paths)),
      startMs: Math.ceil((from * 1000) / fps),
      endMs: Math.ceil((to * 1000) / fps),
      mode,
      preset: rest.preset ?? null,
      timecode: rest.timecode ?? null,
      reel: null,
      conform: null,
      outputPath,
      onProgress: () => {},
    },
    tools,
  )
  return { ...successOf(written), path: outputPath }
}

const h264 = '-c:v libx264 -preset veryfast -g 30 -bf 3 -c:a aac -timecode 01:00:00;00'

describe('lossless', () => {
  test('the cut that is told is the cut that comes out, in every container', async () => {
    const films = [
      film('a.mp4', h264),
      film('coarse.mp4', `${h264} -video_track_timescale 2400`),
      film('a.mkv', h264.replace(/ -timecode.*/, '')),
      film('a.ts', h264.replace(/ -timecode.*/, '')),
      film('b.mov', '-c:v libx265 -x265-params log-level=error:keyint=30:bframes=4 -preset ultrafast -c:a pcm_s16le'),
      film('c.mpg', '-c:v mpeg2video -g 15 -bf 2 -q:v 3 -c:a mp2 -f vob'),
      film('d.webm', '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 30 -c:a libopus'),
    ]
    for (const path of films) {
      const original = pictures(path)
      for (const [from, to] of [
        [40, 77],
        [0, 5],
        [100, 150],
        [61, 62],
      ] as const) {
        const call = {
          ...mediaCall(path),
          probe: successOf(await probe(mediaCall(path), paths)),
          startMs: Math.ceil((from * 1000) / rate),
          endMs: Math.ceil((to * 1000) / rate),
        }
        const told = successOf(await planCut(call, paths.ffprobePath))
        const clip = await cut(path, from, to, 'lossless')
        if (told === null) throw new Error('no cut')
        expect([path, from, pictures(clip.path)]).toEqual([
          path,
          from,
          original.slice(from + told.firstFrame, from + told.endFrame),
        ])
        expect(told.firstFrame).toBeLessThanOrEqual(0)
        expect(told.endFrame).toBeGreaterThanOrEqual(to - from)
        const [seen, heard] = ['v:0', 'a:0'].map((stream) =>
          Number(fields(clip.path, 'stream=start_time', stream)['start_time']),
        )
        expect([path, Math.abs((heard ?? 9) - (seen ?? 0)) <= 0.027]).toEqual([path, true])
      }
    }
  })

  test('films that keep only when packets are decoded: the same', async () => {
    const films = [
      film('h.avi', '-c:v libx264 -preset veryfast -g 30 -bf 3 -c:a mp3'),
      film('open.avi', '-c:v libx264 -preset veryfast -g 30 -bf 3 -x264-params open-gop=1 -c:a mp3'),
      film('m2.avi', '-c:v mpeg2video -g 15 -bf 2 -q:v 3 -c:a mp2'),
      film('m4.wmv', '-c:v mpeg4 -g 30 -bf 2 -q:v 3 -c:a wmav2'),
    ]
    const aquarium = join(import.meta.dirname, '../../../../shared/media/single/aquarium_fish_vc1.wmv')
    for (const path of [...films, ...(existsSync(aquarium) ? [aquarium] : [])]) {
      const original = shownFrames(path)
      for (const [from, to] of [
        [40, 77],
        [0, 5],
        [130, 145],
      ] as const) {
        const found = successOf(await probe(mediaCall(path), paths))
        const at = (frame: number): number => Math.round((original[frame]?.seconds ?? 0) * 1000) - found.startTimeMs
        const outputPath = join(folder, 'stored-clip')
        const wanted = { ...mediaCall(path), probe: found, startMs: at(from), endMs: at(to) }
        const told = successOf(await planCut(wanted, paths.ffprobePath))
        const rest = { preset: null, timecode: null, reel: null, conform: null, outputPath, onProgress: () => {} }
        for (const mode of ['lossless', 'exact'] as const) {
          const written = successOf(await cutClip({ ...wanted, mode, ...rest }, tools))
          const [first, end] = mode === 'exact' ? [0, to - from] : [told?.firstFrame ?? 9, told?.endFrame ?? 9]
          expect([path, mode, from, written.report.filter(({ code }) => code === 'frame_count')]).toEqual([
            ...[path, mode, from, []],
          ])
          const got = pictures(outputPath)
          expect([path, mode, from, got.length]).toEqual([path, mode, from, end - first])
          if (mode === 'lossless')
            expect([path, from, got]).toEqual([
              path,
              from,
              original.slice(from + first, from + end).map(({ sum }) => sum),
            ])
        }
      }
    }
  })

  test('frames that an edit list hides come out and are told', async () => {
    const path = join(folder, 'hiding.mp4')
    const whole = film('whole.mp4', h264)
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-ss', '1.5', '-i', whole, '-c', 'copy', path])
    const every = shownFrames(path, ['-ignore_editlist', '1'])
    const shown = shownFrames(path)
    expect(every.length).toBeGreaterThan(shown.length)
    for (const [from, to] of [
      [3, 8],
      [shown.length - 3, shown.length],
    ] as const) {
      const clip = await cut(path, from, to, 'lossless')
      const first = every.length - shown.length + from + (clip.cut?.firstFrame ?? 0)
      const length = (clip.cut?.endFrame ?? 0) - (clip.cut?.firstFrame ?? 0)
      expect(pictures(clip.path)).toEqual(every.slice(first, first + length).map(({ sum }) => sum))
      expect(clip.cut?.wanted.frames).toBe(to - from)
    }
    expect((await cut(path, 3, 8, 'lossless')).cut?.hiddenFrames).toBe(every.length - shown.length)
  })

  test('no edit lists, timecode of the first frame that comes out', async () => {
    const clip = await cut(film('e.mp4', h264), 40, 77, 'lossless', {
      timecode: (before) => `01:00:0${before === 10 ? '1;00' : '9;00'}`,
    })
    expect(clip.cut?.firstFrame).toBe(-10)
    expect(fields(clip.path, 'stream_tags=timecode')['TAG:timecode']).toBe('01:00:01;00')
    const atoms = execFileSync('ffprobe', ['-v', 'trace', clip.path], { stdio: ['ignore', 'pipe', 'pipe'] })
    expect(atoms.toString()).not.toContain("type:'elst'")
  })
})

describe('exact', () => {
  test.each([
    ['x.mp4', h264],
    ['x.mkv', '-c:v libx264 -preset veryfast -g 30 -bf 3 -pix_fmt yuv420p10le -c:a ac3'],
    ['x.mov', '-c:v libx265 -x265-params log-level=error:keyint=30 -preset ultrafast -c:a pcm_s24le'],
    ['x.ts', '-c:v mpeg2video -g 15 -bf 2 -q:v 3 -c:a mp2'],
    ['w.mkv', '-c:v msmpeg4v2 -g 15 -q:v 3 -c:a ac3'],
  ])('%s: every frame that is wanted and no other, as good as equal', async (name, encode) => {
    const path = film(name, encode)
    for (const [from, to] of [
      [41, 102],
      [0, 7],
      [60, 61],
    ] as const) {
      const clip = await cut(path, from, to, 'exact')
      expect(clip).toMatchObject({ frames: to - from, report: [] })
      expect(pictures(clip.path)).toHaveLength(to - from)
      expect(psnr(clip.path, path, from, to - from)).toBeGreaterThanOrEqual(45)
      const [seen, heard] = ['v:0', 'a:0'].map((stream) =>
        Number(fields(clip.path, 'stream=start_time', stream)['start_time']),
      )
      expect(Math.abs((heard ?? 9) - (seen ?? 0))).toBeLessThanOrEqual(0.033)
    }
  })

  test('H.264: only what cannot be copied is encoded, in every container', async () => {
    const plain = '-c:v libx264 -preset veryfast -g 30 -bf 3 -c:a aac'
    for (const path of [
      film('s.mp4', h264),
      film('s.mkv', plain),
      film('s.ts', plain),
      film('s.mov', `${plain} -pix_fmt yuv422p -x264-params b-pyramid=normal:ref=4 -video_track_timescale 90000`),
    ]) {
      const original = pictures(path)
      for (const [from, to, least] of [
        [41, 129, 60],
        [60, 100, 30],
      ] as const) {
        const clip = await cut(path, from, to, 'exact')
        const { before, frames } = clip.copied ?? { before: 0, frames: 0 }
        expect([path, from, before, frames >= least, clip.report]).toEqual([path, from, (60 - from) % 30, true, []])
        const got = pictures(clip.path)
        expect([path, from, got.length]).toEqual([path, from, to - from])
        expect(got.slice(before, before + frames)).toEqual(original.slice(from + before, from + before + frames))
        expect(psnr(clip.path, path, from, to - from)).toBeGreaterThanOrEqual(45)
        if (!path.endsWith('.ts') && !path.endsWith('.mkv'))
          expect((await readParameterSets(clip.path))?.sequence.length).toBe(
            1 + Number(before > 0) + Number(before + frames < to - from),
          )
      }
    }
    expect((await readdir(folder)).filter((name) => /head|middle|tail|list/.test(name))).toEqual([])
  })

  test('MPEG-2: fields and key frames with frames that lead them, too', async () => {
    const [mpeg2, fieldwise] = ['-c:v mpeg2video -q:v 3 -g 15 -bf 2', '-flags +ildct+ilme']
    const fields = `${picture.replace('30000/1001', '60000/1001')},tinterlace=interleave_top,fieldorder=tff`
    for (const [path, first] of [
      [film('m.ts', `${mpeg2} -c:a mp2`), 46],
      [film('m.mkv', `${mpeg2} ${fieldwise} -c:a mp2`, fields), 46],
      [film('m.mp4', `${mpeg2} -flags +cgop -sc_threshold 1000000000 -c:a aac`), null],
    ] as const) {
      const original = pictures(path)
      for (const [from, to] of [
        [41, 129],
        [first ?? 45, 101],
      ] as const) {
        const clip = await cut(path, from, to, 'exact')
        const { before, frames } = clip.copied ?? { before: 0, frames: 0 }
        expect([path, from, before < 15, frames >= 30, clip.report]).toEqual([path, from, true, true, []])
        const got = pictures(clip.path)
        expect([path, from, got.length]).toEqual([path, from, to - from])
        expect(got.slice(before, before + frames)).toEqual(original.slice(from + before, from + before + frames))
        expect(psnr(clip.path, path, from, to - from)).toBeGreaterThanOrEqual(45)
      }
    }
  })

  test('where H.264 refers across key frames nothing wrong is copied', async () => {
    const path = film('open.mp4', '-c:v libx264 -preset veryfast -g 30 -bf 3 -x264-params open-gop=1 -c:a aac')
    const clip = await cut(path, 41, 129, 'exact')
    expect(clip).toMatchObject({ frames: 88, copied: null })
    expect(pictures(clip.path)).toHaveLength(88)
    expect(psnr(clip.path, path, 41, 88)).toBeGreaterThanOrEqual(45)
    // Key frames that a decoder cannot begin at although nothing is shown before them: found by decoding.
    const refresh = film(
      'refresh.mp4',
      '-c:v libx264 -preset veryfast -g 250 -bf 0 -x264-params intra-refresh=1 -c:a aac',
    )
    const other = await cut(refresh, 41, 129, 'exact')
    expect([other.frames, psnr(other.path, refresh, 41, 88) >= 45]).toEqual([88, true])
  })

  test('codecs of single pictures are copied', async () => {
    const path = film('p.mov', '-c:v prores_ks -profile:v 0 -c:a pcm_s16le')
    const clip = await cut(path, 41, 102, 'exact')
    expect(pictures(clip.path)).toEqual(pictures(path).slice(41, 102))
  })

  test('colours, turning, shape of pixels, fields and HDR stay', async () => {
    const keys = [
      'color_space',
      'color_transfer',
      'color_primaries',
      'color_range',
      'sample_aspect_ratio',
      'field_order',
      'pix_fmt',
      'r_frame_rate',
    ]
    const entries = `stream=${keys.join(',')}:stream_side_data=rotation,max_content,red_x`
    const hdr = film(
      'hdr.mp4',
      '-vf setsar=4/3 -pix_fmt yuv420p10le -c:v libx265 -preset ultrafast -tag:v hvc1 -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc -color_range tv -x265-params log-level=error:keyint=30:master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1):max-cll=1000,400 -c:a aac',
    )
    const plain = film('plain.mp4', h264)
    const turned = join(folder, 'turned.mp4')
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', plain, '-c', 'copy', '-metadata:s:v:0', 'rotate=90', turned])
    const fieldsFilm = film(
      'fields.mov',
      '-vf tinterlace=interleave_top,setfield=tff -c:v libx264 -preset veryfast -flags +ildct+ilme -x264-params tff=1 -colorspace bt709 -color_primaries bt709 -color_trc bt709 -c:a aac',
    )
    for (const path of [hdr, turned]) {
      const clip = await cut(path, 20, 50, 'exact')
      expect([path, fields(clip.path, entries)]).toEqual([path, fields(path, entries)])
    }
    const interlaced = await cut(fieldsFilm, 10, 30, 'exact', { fps: rate / 2 })
    expect(fields(interlaced.path, entries)).toEqual(fields(fieldsFilm, entries))
    const light = 'stream_side_data=max_content,red_x,max_luminance'
    const first = (path: string) => fields(path, 'frame_side_data=max_content,red_x,max_luminance')
    expect(first(hdr)['max_content']).toBe('1000')
    expect(first((await cut(hdr, 20, 50, 'exact')).path)).toEqual(first(hdr))
    expect(fields((await cut(hdr, 20, 50, 'exact')).path, light)).toEqual(fields(hdr, light))
  })

  test('says where Dolby Vision is not in what is encoded', async () => {
    const path = film(
      'dolby.mp4',
      '-pix_fmt yuv420p10le -c:v libx265 -preset ultrafast -tag:v hvc1 -x265-params log-level=error:keyint=30 -c:a aac',
    )
    expect((await cut(path, 20, 50, 'exact')).report).toEqual([])
    const bytes = readFileSync(path)
    // The box of bit rates becomes one of Dolby Vision, profile 8, level 6, of equal size.
    const at = bytes.indexOf('btrt')
    expect(at).toBeGreaterThan(0)
    bytes.write('dvvC', at, 'latin1')
    bytes.set([1, 0, 8 << 1, (6 << 3) | 5, 1 << 4, 0, 0, 0, 0, 0, 0, 0], at + 4)
    writeFileSync(path, bytes)
    const told = [{ code: 'dolby_vision_left_out', message: expect.stringContaining('Dolby Vision') }]
    expect((await cut(path, 20, 50, 'exact')).report).toEqual(told)
    const kept = await cut(path, 20, 50, 'lossless')
    expect(kept.report).toEqual([])
    const side = (file: string) => fields(file, 'stream_side_data=dv_profile')['dv_profile']
    expect([side(path), side(kept.path)]).toEqual(['8', '8'])
  })

  test('HEVC with uneven times: a single frame, too', async () => {
    const path = film(
      'one.mp4',
      "-vf setpts='(N+lt(20,N)*N*0.5)/30/TB' -vsync vfr -enc_time_base 1/90000 -c:v libx265 -x265-params log-level=error:keyint=30 -preset ultrafast -c:a aac",
      'testsrc2=s=192x108:r=30:d=3',
    )
    for (const frames of [1, 3]) {
      const clip = await cut(path, 10, 10 + frames, 'exact', { fps: 30 })
      expect([clip.frames, clip.report, pictures(clip.path).length]).toEqual([frames, [], frames])
    }
  })

  test('uneven times stay', async () => {
    const path = film(
      'vfr.mp4',
      "-vf setpts='(N+lt(20,N)*N*0.5)/30/TB' -vsync vfr -enc_time_base 1/90000 -c:v libx264 -preset veryfast -g 30 -bf 2 -c:a aac",
      'testsrc2=s=192x108:r=30:d=3',
    )
    const found = successOf(await probe(mediaCall(path), paths))
    const times = (file: string): readonly number[] =>
      execFileSync('ffprobe', [
        '-v',
        'error',
        '-select_streams',
        'v:0',
        '-show_entries',
        'frame=pts_time',
        '-of',
        'csv=p=0',
        file,
      ])
        .toString()
        .split(/\s+/)
        .map(Number.parseFloat)
        .filter(Number.isFinite)
    const whole = times(path)
    const outputPath = join(folder, 'vfr-clip')
    const written = await cutClip(
      {
        ...mediaCall(path),
        probe: found,
        startMs: Math.round((whole[10] ?? 0) * 1000),
        endMs: Math.round((whole[40] ?? 0) * 1000),
        mode: 'exact',
        preset: null,
        timecode: null,
        reel: null,
        conform: null,
        outputPath,
        onProgress: () => {},
      },
      tools,
    )
    expect(successOf(written).frames).toBe(30)
    const kept = times(outputPath)
    expect(
      kept.map(
        (time, index) => Math.abs(time - (kept[0] ?? 0) - ((whole[10 + index] ?? 0) - (whole[10] ?? 0))) < 0.002,
      ),
    ).toEqual(kept.map(() => true))
  })
})

describe('presets and joining', () => {
  test.each(['h264', 'prores-lt', 'dnxhr-lb'] as const)('%s', async (preset) => {
    const clip = await cut(film('y.mp4', h264, picture.replace('192x108', '320x180')), 41, 71, 'preset', { preset })
    expect(clip.frames).toBe(30)
    expect(pictures(clip.path)).toHaveLength(30)
  })

  test('clips become one film', async () => {
    const path = film('z.mp4', h264)
    const parts = [await cut(path, 10, 30, 'exact'), await cut(path, 60, 75, 'exact')]
    const outputPath = join(folder, "joined 'one'")
    const { limits, signal } = mediaCall(path)
    expect(
      outcomeOf(
        await joinClips({ paths: parts.map((part) => part.path), extension: 'mp4', outputPath, limits, signal }, paths),
      ),
    ).toBe('ok')
    expect(pictures(outputPath)).toEqual(parts.flatMap((part) => pictures(part.path)))
  })
})
