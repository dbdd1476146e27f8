import { execFile } from 'node:child_process'
import { copyFile, mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type CreateExportInput,
  createExportSchema,
  type Export,
  listVideosQuerySchema,
  type VideoDetails,
} from '../../contract/index.ts'
import type { Core } from '../core-api.ts'
import { importAll, type TestLibrary, testLibrary, until, unwrap } from '../fixtures/test-library.ts'

const run = promisify(execFile)
const ffmpeg = (...args: readonly string[]) => run('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args])

let library: TestLibrary
let core: Core

beforeEach(async () => {
  library = await testLibrary()
  core = await library.open()
})
afterEach(() => library.close(), 60_000)

/** 6 s of moving picture and sound with a cut at 2.5 s, cut by ffmpeg into files of `seconds`, as cameras do. */
const record = async (names: readonly string[], how: readonly string[], seconds = 2): Promise<readonly string[]> => {
  const folder = join(library.folder, 'recording')
  await mkdir(folder, { recursive: true })
  const length = names.length * seconds
  const ending = names[0]?.split('.').at(-1)?.toLowerCase() ?? 'mp4'
  await ffmpeg(
    ...['-f', 'lavfi', '-i', `testsrc2=size=320x180:rate=25:duration=2.52`],
    ...['-f', 'lavfi', '-i', `mandelbrot=size=320x180:rate=25:end_pts=400`],
    ...['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'],
    ...[
      '-filter_complex',
      '[1:v]trim=duration=60,setpts=PTS-STARTPTS[m];[0:v][m]concat=n=2[v]',
      '-map',
      '[v]',
      '-map',
      '2:a',
    ],
    ...['-t', String(length), '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-bf', '2', '-g', '25'],
    ...['-sc_threshold', '0', '-metadata', 'creation_time=2026-05-04T10:00:00Z', ...how],
    ...['-f', 'segment', '-segment_time', String(seconds), join(folder, `part%d.${ending}`)],
  )
  return names.map((_, index) => join(folder, `part${index}.${ending}`))
}

/** Puts recorded parts into a folder under names of a camera. */
const put = async (folder: string, names: readonly string[], parts: readonly string[]): Promise<readonly string[]> => {
  await mkdir(folder, { recursive: true })
  const paths = names.map((name) => join(folder, name))
  for (const [index, path] of paths.entries()) await copyFile(parts[index] ?? '', path)
  return paths
}

const goPro = ['-c:a', 'aac', '-reset_timestamps', '1']
const films = async (): Promise<readonly VideoDetails[]> => {
  const { items } = await core.videos.list(listVideosQuerySchema.parse({ limit: 50 }))
  return Promise.all(items.map(async ({ id }) => unwrap(await core.videos.get(id))))
}
const exported = async (input: CreateExportInput): Promise<Export> => {
  const { id } = unwrap(await core.exports.create(createExportSchema.parse(input)))
  const over = new Set(['done', 'failed', 'cancelled'])
  await until(async () => over.has(unwrap(await core.exports.get(id)).state), 60_000)
  return unwrap(await core.exports.get(id))
}
const countFrames = async (path: string): Promise<number> => {
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-count_frames', '-select_streams', 'v', '-show_entries', 'stream=nb_read_frames'],
    ...['-of', 'csv=p=0', path],
  ])
  return Number(stdout.trim())
}
const only = async (): Promise<VideoDetails> => {
  const [film, ...others] = await films()
  if (film === undefined || others.length > 0) throw new Error(`${others.length + 1} films`)
  return film
}

describe('takes of cameras', () => {
  it('joins the chapters of a GoPro into one film whose frames go on over the seams', async () => {
    const names = ['GX010123.MP4', 'GX020123.MP4', 'GX030123.MP4']
    const folder = join(library.folder, 'DCIM', '100GOPRO')
    const paths = await put(folder, names, await record(names, goPro))
    // The whole folder, and then all of its files dropped together: one film, once.
    const items = await importAll(core, folder)
    expect(items.map(({ outcome }) => outcome)).toEqual(['added'])
    expect((await importAll(core, ...paths)).map(({ outcome }) => outcome)).toEqual(['known'])
    const film = await only()
    expect(film).toMatchObject({ title: 'GX010123', state: 'ready', frameCount: 150, variableFrameRate: false })
    expect(film.warnings).toEqual([])
    expect(film.playsInBrowser).toBe(false)
    const [location] = film.locations
    expect(location).toMatchObject({ path: paths[0], exists: true })
    expect(location?.parts?.map(({ name, startMs }) => [name, startMs])).toEqual([
      ['GX010123.MP4', 0],
      ['GX020123.MP4', expect.closeTo(2000, -1.7)],
      ['GX030123.MP4', expect.closeTo(4000, -1.7)],
    ])
    // The only cut is that of the picture, in the second file; none is at a seam.
    const scenes = unwrap(await core.videos.scenes(film.id, { limit: 50 })).items
    expect(scenes.map(({ startFrame, endFrame }) => [startFrame, endFrame])).toEqual([
      [0, 63],
      [63, 150],
    ])
    expect(film.audioStreams.map(({ readable }) => readable)).toEqual([true])

    // Editors get each file by itself; a clip of the app is one, frame for frame.
    const ranges = [{ videoId: film.id, startFrame: 40, endFrame: 110 }]
    const table = await exported({ source: { ranges }, kind: 'timeline', format: 'csv' })
    const rows = await readFile(table.files[0]?.path ?? '', 'utf8')
    expect(names.map((name) => rows.split(name).length > 1)).toEqual([true, true, true])
    const clip = await exported({ source: { ranges }, kind: 'clips', mode: 'exact' })
    expect(await countFrames(clip.files[0]?.path ?? '')).toBe(70)
    expect(await core.media.stream(film.id)).toMatchObject({
      ok: false,
      error: { remedy: expect.stringContaining('copy') },
    })
  })

  it('tells which file is missing, and keeps the others as films', async () => {
    const names = ['GX010123.MP4', 'GX020123.MP4', 'GX030123.MP4']
    const [first = '', , third = ''] = await record(names, goPro)
    await put(join(library.folder, 'card'), ['GX010123.MP4', 'GX030123.MP4'], [first, third])
    await importAll(core, join(library.folder, 'card'))
    const all = await films()
    expect(all.map(({ title }) => title).toSorted()).toEqual(['GX010123', 'GX030123'])
    for (const { warnings } of all) {
      expect(warnings).toMatchObject([{ code: 'parts_missing', message: expect.stringContaining('GX020123') }])
    }
  })

  it('does not join files whose pictures differ, and says why', async () => {
    const names = ['GOPR0007.MP4', 'GP010007.MP4']
    const [first = ''] = await record(names, goPro)
    const [small = ''] = [join(library.folder, 'small.mp4')]
    await ffmpeg('-i', first, '-vf', 'scale=160:-2', '-c:a', 'copy', small)
    await put(join(library.folder, 'card'), names, [first, small])
    await importAll(core, join(library.folder, 'card'))
    const all = await films()
    expect(all).toHaveLength(2)
    for (const { warnings } of all) expect(warnings).toMatchObject([{ code: 'parts_differ' }])
  })

  it('joins a take when its last file comes later, unless somebody has worked on what is there', async () => {
    const names = ['GX010005.MP4', 'GX020005.MP4']
    const parts = await record(names, goPro)
    const folder = join(library.folder, 'card')
    const [first = '', second = ''] = await put(folder, names, parts)
    await rm(second)
    await importAll(core, first)
    const { id } = await only()
    await copyFile(parts[1] ?? '', second)
    expect(await importAll(core, second)).toMatchObject([{ outcome: 'renewed', videoId: id }])
    expect(await only()).toMatchObject({ id, frameCount: 100 })

    const others = await put(join(library.folder, 'other'), ['GX010006.MP4', 'GX020006.MP4'], parts)
    await ffmpeg('-i', parts[0] ?? '', '-c', 'copy', '-metadata', 'title=other', others[0] ?? '')
    await rm(others[1] ?? '')
    const [item] = await importAll(core, others[0] ?? '')
    await core.marks.put({ target: { videoId: item?.videoId ?? '' }, rating: 4 })
    await copyFile(parts[1] ?? '', others[1] ?? '')
    expect(await importAll(core, others[1] ?? '')).toMatchObject([{ outcome: 'added' }])
    expect(await films()).toHaveLength(3)
  })

  it('finds the spans of an AVCHD card by its playlist', async () => {
    const parts = await record(['0.mts', '1.mts', '2.mts'], ['-c:a', 'ac3', '-segment_format', 'mpegts'])
    const card = join(library.folder, 'card', 'PRIVATE', 'AVCHD', 'BDMV')
    await put(join(card, 'STREAM'), ['00000.MTS', '00001.MTS', '00002.MTS'], parts)
    await mkdir(join(card, 'PLAYLIST'))
    // The second goes on with the first (6); the third is a take of its own (1).
    await writeFile(
      join(card, 'PLAYLIST', '00000.MPL'),
      playlist([
        ['00000', 1],
        ['00001', 6],
        ['00002', 1],
      ]),
    )
    await importAll(core, join(library.folder, 'card'))
    const all = (await films()).toSorted((a, b) => a.title.localeCompare(b.title))
    expect(all.map(({ title, frameCount, variableFrameRate }) => [title, frameCount, variableFrameRate])).toEqual([
      ['00000', 100, false],
      ['00002', 50, false],
    ])
    expect(all[0]?.locations[0]?.parts?.map(({ name }) => name)).toEqual(['00000.MTS', '00001.MTS'])
  })

  it('joins DJI files that were cut because they were full, and no others', async () => {
    const names = ['DJI_0041.MP4', 'DJI_0042.MP4', 'DJI_0043.MP4']
    const parts = await record(names, goPro)
    const folder = join(library.folder, 'DCIM', '100MEDIA')
    await mkdir(folder, { recursive: true })
    const begins = ['10:00:00', '10:00:02', '10:07:00']
    for (const [index, name] of names.entries()) {
      const path = join(folder, name)
      await ffmpeg(
        '-i',
        parts[index] ?? '',
        '-c',
        'copy',
        '-metadata',
        `creation_time=2026-05-04T${begins[index]}Z`,
        path,
      )
      // A file that is full: room that nothing fills, which takes none on the disk.
      if (index < 2) await makeFull(path)
    }
    await importAll(core, folder)
    expect((await films()).map(({ title, frameCount }) => [title, frameCount]).toSorted()).toEqual([
      ['DJI 0041', 100],
      ['DJI 0043', 50],
    ])
  })
})

/** Lets an MP4 file end with an empty box of 3.6 GB. */
const makeFull = async (path: string): Promise<void> => {
  const { size } = await stat(path)
  const box = Buffer.alloc(8)
  box.writeUInt32BE(3_600_000_000, 0)
  box.write('free', 4, 'latin1')
  await writeFile(path, box, { flag: 'a' })
  await truncate(path, size + 3_600_000_000)
}

/** An AVCHD playlist of streams with how each is connected to the one before. */
const playlist = (items: readonly (readonly [string, number])[]): Buffer => {
  const rows = items.map(([name, connection]) => {
    const row = Buffer.alloc(22)
    row.writeUInt16BE(20, 0)
    row.write(`${name}M2TS`, 2, 'latin1')
    row.writeUInt16BE(connection, 11)
    return row
  })
  const head = Buffer.alloc(50)
  head.write('MPLS0100', 0, 'latin1')
  head.writeUInt32BE(40, 8)
  head.writeUInt32BE(6 + rows.length * 22, 40)
  head.writeUInt16BE(rows.length, 46)
  return Buffer.concat([head, ...rows])
}
