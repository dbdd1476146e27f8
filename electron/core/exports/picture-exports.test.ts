import { execFileSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PDFDocument } from 'pdf-lib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type CreateExportInput, createExportSchema, type Export } from '../../contract/index.ts'
import type { Core } from '../core-api.ts'
import { importAll, type TestLibrary, testLibrary, until, unwrap } from '../fixtures/test-library.ts'

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(() => library.close())

const ended = async (core: Core, input: CreateExportInput): Promise<Export> => {
  const { id } = unwrap(await core.exports.create(createExportSchema.parse(input)))
  await until(async () => ['done', 'failed'].includes(unwrap(await core.exports.get(id)).state), 60_000)
  return unwrap(await core.exports.get(id))
}

/** Lowest PSNR between a picture and a frame of a film, in dB. */
const psnr = (picture: string, film: string, frame: number): number => {
  const graph = `[0:v]format=rgb24[a];[1:v]select='eq(n,${frame})',scale=flags=lanczos+accurate_rnd+full_chroma_int,format=rgb24[b];[a][b]psnr=stats_file=-`
  const lines = execFileSync('ffmpeg', [
    ...['-v', 'error', '-i', picture, '-i', film, '-lavfi', graph, '-frames:v', '1', '-f', 'null', '-'],
  ]).toString()
  const value = /psnr_avg:(\S+)/.exec(lines)?.[1]
  return value === 'inf' ? 100 : Number(value)
}
const sizeOf = (path: string): string =>
  execFileSync('ffprobe', [
    ...[
      '-v',
      'error',
      '-select_streams',
      'v:0',
      '-show_entries',
      'stream=width,height,pix_fmt',
      '-of',
      'csv=p=0',
      path,
    ],
  ])
    .toString()
    .trim()

it('writes ranges as pictures that move', async () => {
  const core = await library.open()
  const [item] = await importAll(core, await library.clip('three-scenes', 'Film.mp4'))
  const videoId = item?.videoId ?? ''
  const destination = join(library.folder, 'out')
  for (const format of ['webp', 'gif'] as const) {
    const made = await ended(core, {
      source: { ranges: [{ videoId, startFrame: 10, endFrame: 60 }] },
      kind: 'stills',
      format,
      destination,
      nameTemplate: '{title}',
    })
    expect(made).toMatchObject({ state: 'done', report: [], files: [{ path: join(destination, `Film.${format}`) }] })
    const bytes = await readFile(join(destination, `Film.${format}`))
    expect(bytes.length).toBeGreaterThan(2000)
    // Frames by the marks of the formats: a chunk of animation, a block of image data each.
    const frames =
      format === 'webp'
        ? bytes.toString('latin1').split('ANMF').length - 1
        : bytes.toString('latin1').split('\u0021\u00f9\u0004').length - 1
    expect([format, frames >= 20 && frames <= 26]).toEqual([format, true])
    expect(bytes.includes(format === 'webp' ? 'ANIM' : 'NETSCAPE2.0')).toBe(true)
  }
})

it('writes stills at full resolution, and contact sheets as PDF and PNG', async () => {
  const core = await library.open()
  const film = await library.clip('three-scenes', 'Räder 日本.mp4')
  const [item] = await importAll(core, film)
  const videoId = item?.videoId ?? ''
  const source = {
    ranges: [
      { videoId, startFrame: 10, endFrame: 20 },
      { videoId, startFrame: 70, endFrame: 80 },
    ],
  }
  const destination = join(library.folder, 'out')
  const whole = sizeOf(film).split(',').slice(0, 2).join(',')
  for (const [format, ending, pixels] of [
    ['png', 'png', 'rgb24'],
    ['jpeg', 'jpg', 'yuvj444p'],
    ['tiff', 'tiff', 'rgb48le'],
  ] as const) {
    const made = await ended(core, {
      source,
      kind: 'stills',
      format,
      frame: 'first',
      nameTemplate: '{nr:02} {title} {tc}',
      destination,
    })
    expect(made).toMatchObject({ state: 'done', report: [] })
    expect(made.files.map(({ path }) => path)).toEqual([
      join(destination, `01 Räder 日本 00-00-00-10.${ending}`),
      expect.stringMatching(new RegExp(`02 Räder 日本 00-00-0\\d-\\d\\d\\.${ending}$`)),
    ])
    for (const [index, frame] of [10, 70].entries()) {
      const path = made.files[index]?.path ?? ''
      expect(sizeOf(path)).toBe(`${whole},${pixels}`)
      expect(psnr(path, film, frame)).toBeGreaterThan(35)
      expect(psnr(path, film, frame === 10 ? 70 : 10)).toBeLessThan(25)
    }
  }
  const sheet = await ended(core, { source, kind: 'contact-sheet', columns: 1, rows: 1, destination, name: 'Sheet' })
  expect(sheet).toMatchObject({ state: 'done', report: [{ code: 'letters_left_out' }] })
  const pdf = await PDFDocument.load(await readFile(join(destination, 'Sheet.pdf')))
  expect(pdf.getPageCount()).toBe(2)
  expect(pdf.getTitle()).toBe('Sheet')
  const tiled = await ended(core, {
    source,
    kind: 'contact-sheet',
    format: 'png',
    columns: 2,
    destination,
    name: 'Sheet',
  })
  expect(tiled.files.map(({ path }) => path)).toEqual([join(destination, 'Sheet.png')])
  expect(Number(sizeOf(join(destination, 'Sheet.png')).split(',')[0])).toBe(2 * 480 + 3 * 16)
  expect((await readdir(destination)).filter((name) => name.startsWith('.'))).toEqual([])
})
