import { execFileSync } from 'node:child_process'
import { link, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { hangLimitMs } from '../../../build/fixtures/patience.ts'
import { type CreateExportInput, createExportSchema, type Export } from '../../contract/index.ts'
import { mustOpen } from '../../store/fixtures/temporary-library.ts'
import type { Core } from '../core-api.ts'
import { importAll, type TestLibrary, testLibrary, until, unwrap } from '../fixtures/test-library.ts'

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(() => library.close())

const over = new Set(['done', 'failed', 'cancelled'])
const waitFor = async (core: Core, id: string): Promise<Export> => {
  await until(async () => over.has(unwrap(await core.exports.get(id)).state), 60_000)
  return unwrap(await core.exports.get(id))
}
const ended = async (core: Core, input: CreateExportInput): Promise<Export> =>
  waitFor(core, unwrap(await core.exports.create(createExportSchema.parse(input))).id)

const frameCount = (path: string): number =>
  Number(
    execFileSync('ffprobe', [
      ...'-v error -select_streams v:0 -count_packets -show_entries stream=nb_read_packets -of csv=p=0'.split(' '),
      path,
    ])
      .toString()
      .trim(),
  )

const opened = async () => {
  const core = await library.open()
  const [item] = await importAll(core, await library.clip('three-scenes', 'Räder #1.mp4'))
  const videoId = item?.videoId ?? ''
  const range = (startFrame: number, endFrame: number) => ({ videoId, startFrame, endFrame })
  return { core, videoId, range, out: join(library.folder, 'out') }
}

it('cuts to the frame with handles and names of its own, and never replaces a file', async () => {
  const { core, range, out } = await opened()
  const input = {
    source: { ranges: [range(10, 20), range(30, 41), range(0, 4)] },
    kind: 'clips',
    mode: 'exact',
    handlesFrames: 2,
    nameTemplate: '{title}-{nr:02}',
    destination: out,
  } satisfies CreateExportInput
  const first = await ended(core, input)
  expect(first).toMatchObject({ state: 'done', progress: 1, report: [] })
  const names = ['Räder #1-01.mp4', 'Räder #1-02.mp4', 'Räder #1-03.mp4']
  expect(first.files.map(({ path }) => path)).toEqual(names.map((name) => join(out, name)))
  expect(first.files.map(({ path }) => frameCount(path))).toEqual([14, 15, 6])
  const again = await ended(core, input)
  expect(again.files.map(({ path }) => path)).toEqual(names.map((name) => join(out, name.replace('.mp4', ' (2).mp4'))))
  expect((await readdir(out)).filter((name) => name.startsWith('.'))).toEqual([])
  const bin = unwrap(await core.bins.create({ name: 'Selects' })).id
  const added = unwrap(await core.bins.add(bin, { items: [{ ...range(10, 20), handlesFrames: 5 }, range(30, 41)] }))
  expect(added.items.map(({ handlesFrames }) => handlesFrames)).toEqual([5, null])
  const own = await ended(core, { ...input, source: { binId: bin }, nameTemplate: 'own {nr}' })
  expect(own.files.map(({ path }) => frameCount(path))).toEqual([20, 15])
  const joined = await ended(core, { ...input, join: true, handlesFrames: 0, nameTemplate: 'All' })
  expect(joined.files.map(({ path }) => [path, frameCount(path)])).toEqual([[join(out, 'All.mp4'), 25]])
})

it('tells the real cut before and after; they are one', async () => {
  const { core, range, out } = await opened()
  const source = { ranges: [range(60, 72)] }
  const [told] = unwrap(
    await core.exports.previewCuts({ source, handlesFrames: 0 }, AbortSignal.timeout(hangLimitMs)),
  ).items
  expect(told).toMatchObject({
    startFrame: 60,
    endFrame: 72,
    problem: null,
    framesBefore: 60 - (told?.realStartFrame ?? 0),
  })
  expect(told?.realStartFrame).toBe(told?.keyFrames.beforeIn)
  const made = await ended(core, { source, kind: 'clips', mode: 'lossless', destination: out })
  expect(made.files.map(({ path }) => frameCount(path))).toEqual([
    (told?.realEndFrame ?? 0) - (told?.realStartFrame ?? 0),
  ])
  expect(made.report).toMatchObject([
    { code: 'wider_cut', message: expect.stringContaining(`${told?.framesBefore} frames before`) },
  ])
})

it('writes what is said beside each clip, from its first frame on', async () => {
  const core = await library.open()
  const film = await library.clip('three-scenes', 'Film.mp4')
  await writeFile(film.replace('.mp4', '.en.srt'), '1\n00:00:01,000 --> 00:00:02,000\nA whale appears.\n')
  const [item] = await importAll(core, film)
  const videoId = item?.videoId ?? ''
  const { frameRate } = unwrap(await core.videos.get(videoId))
  const second = Math.round((frameRate?.num ?? 25) / (frameRate?.den ?? 1))
  const out = join(library.folder, 'out')
  const input = {
    source: {
      ranges: [
        { videoId, startFrame: 0, endFrame: 5 },
        { videoId, startFrame: Math.floor(second / 2), endFrame: 2 * second + 10 },
      ],
    },
    kind: 'clips',
    mode: 'exact',
    nameTemplate: '{nr}',
    destination: out,
    subtitles: 'srt',
  } satisfies CreateExportInput
  const made = await ended(core, input)
  expect(made).toMatchObject({ state: 'done', report: [{ code: 'no_words' }] })
  expect(made.files.map(({ path }) => path)).toEqual(['1.mp4', '2.mp4', '2.srt'].map((name) => join(out, name)))
  expect(await readFile(join(out, '2.srt'), 'utf8')).toContain('00:00:00,520 --> 00:00:01,520\r\nA whale appears.')
  const joined = await ended(core, { ...input, join: true, subtitles: 'vtt', nameTemplate: 'All' })
  expect(joined.files.map(({ path }) => path)).toEqual(['All.mp4', 'All.vtt'].map((name) => join(out, name)))
  expect(await readFile(join(out, 'All.vtt'), 'utf8')).toContain('00:00:00.720 --> 00:00:01.720')
})

it('cancelling leaves no half file; resuming goes on behind what is there', async () => {
  const { core, videoId, out } = await opened()
  const ranges = Array.from({ length: 30 }, (_, index) => ({ videoId, startFrame: index, endFrame: index + 60 }))
  const input = { source: { ranges }, kind: 'clips', mode: 'preset', preset: 'h264', destination: out } as const
  const { id } = unwrap(await core.exports.create(createExportSchema.parse(input)))
  await until(async () => unwrap(await core.exports.get(id)).files.length > 0, 60_000)
  unwrap(await core.exports.cancel(id))
  const stopped = await waitFor(core, id)
  expect(stopped.state).toBe('cancelled')
  const names = stopped.files.map(({ path }) => path)
  expect((await readdir(out)).toSorted()).toEqual(names.map((path) => path.slice(out.length + 1)).toSorted())
  for (const path of names) expect(frameCount(path)).toBe(60)
  unwrap(await core.exports.resume(id))
  await until(async () => unwrap(await core.exports.get(id)).files.length > names.length, 60_000)
  expect(
    unwrap(await core.exports.get(id))
      .files.slice(0, names.length)
      .map(({ path }) => path),
  ).toEqual(names)
  unwrap(await core.exports.cancel(id))
  await waitFor(core, id)
})

it('a clip that had its name when the process ended is not written twice; a half one is', {
  timeout: 120_000,
}, async () => {
  const { core, range, out } = await opened()
  const input = createExportSchema.parse({
    source: { ranges: [range(0, 10), range(20, 30)] },
    kind: 'clips',
    mode: 'exact',
    nameTemplate: 'Clip {nr}',
    destination: out,
  })
  const whole = await ended(core, input)
  expect(whole.state).toBe('done')
  await core.close()
  const store = await mustOpen(library.libraryPath)
  const request = (await store.exports.get(whole.id))?.request
  const again = await store.exports.create({ kind: 'clips', name: 'x', request }, new Date().toISOString())
  await store.exports.startNext()
  await store.close()
  // The first has its name and was not noted; of the second there is half.
  const [first] = whole.files
  await link(first?.path ?? '', join(out, `.goodclips-${again.id}-0.partial`))
  await writeFile(join(out, `.goodclips-${again.id}-1.partial`), 'half')
  await writeFile(join(out, `.goodclips-${again.id}-1.partial.head.mp4`), 'a piece of it')
  const next = await library.open()
  const done = await waitFor(next, again.id)
  expect(done.files.map(({ path }) => path)).toEqual([join(out, 'Clip 1.mp4'), join(out, 'Clip 2 (2).mp4')])
  expect(done.files.map(({ path }) => frameCount(path))).toEqual([10, 10])
  expect((await readdir(out)).toSorted()).toEqual(['Clip 1.mp4', 'Clip 2 (2).mp4', 'Clip 2.mp4'])
  expect((await stat(join(out, 'Clip 1.mp4'))).nlink).toBe(1)
})
