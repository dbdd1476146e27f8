import { readFile, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TimelineFormat, timelineFormats } from '../../contract/index.ts'
import type { Core } from '../core-api.ts'
import { importAll, type TestLibrary, testLibrary, unwrap, within } from '../fixtures/test-library.ts'

const signal = within(120_000)
const names = ['Harbour #1 & more.mp4', 'Räder 日本 רכבת.mp4', 'Variable.mp4'] as const
const formats = ['fcpxml-1.10', 'fcpxml-1.13', 'xmeml', 'edl', 'otio', 'csv', 'ale', 'json'] as const

let library: TestLibrary
let core: Core
let videos: readonly string[]
beforeAll(async () => {
  library = await testLibrary()
  core = await library.open()
  const paths = [
    await library.clip('three-scenes', names[0]),
    await library.clip('two-scenes', names[1]),
    await library.clip('vfr', names[2]),
  ]
  videos = (await importAll(core, ...paths)).map(({ videoId }) => videoId ?? '')
})
afterAll(() => library.close())

const written = async (
  binId: string,
  format: TimelineFormat,
  pathMap: readonly { from: string; to: string }[] = [],
) => {
  const { id } = unwrap(
    await core.exports.create({ source: { binId }, kind: 'timeline', format, as: 'sequence', pathMap: [...pathMap] }),
  )
  for (;;) {
    const now = unwrap(await core.exports.get(id))
    if (now.state === 'failed') throw new Error(now.error?.message)
    if (now.state === 'done') return await Promise.all(now.files.map(({ path }) => readFile(path, 'utf8')))
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const rangesOf = async (id: string) =>
  unwrap(await core.bins.get(id, signal)).items.map(({ videoId, startFrame, endFrame, note }) => [
    videoId,
    startFrame,
    endFrame,
    note,
  ])

const selects = async (only: readonly string[] = videos) => {
  const bin = unwrap(await core.bins.create({ name: 'Selects' }))
  const items = only.flatMap((videoId, at) => [
    { videoId, startFrame: 3 + at, endFrame: 17, note: at === 0 ? 'smile & wave' : '' },
    { videoId, startFrame: 0, endFrame: 1 },
  ])
  unwrap(await core.bins.add(bin.id, { items }))
  return bin
}

/** Writes a bin, reads it again, and answers the ranges that came back. */
const roundTrip = async (binId: string, format: TimelineFormat) => {
  const clips = join(library.folder, 'clips')
  const texts = await written(binId, format, [{ from: clips, to: 'D:\\Film' }])
  const pathMap = [{ from: 'D:\\Film', to: clips }]
  const ranges = []
  for (const text of texts) {
    const answer = unwrap(
      await core.bins.import({ text, fileName: `Selects.${timelineFormats[format].extension}`, pathMap }, signal),
    )
    expect(answer.unlinked).toEqual([])
    const [made] = answer.bins
    expect(made).toMatchObject({ name: 'Selects', itemCount: answer.linked })
    ranges.push(...(await rangesOf(made?.id ?? '')))
  }
  return ranges
}

it.each(formats)('%s: a bin comes back as it was', async (format) => {
  for (const video of videos.slice(0, 2)) {
    const bin = await selects([video])
    expect(await roundTrip(bin.id, format)).toEqual(await rangesOf(bin.id))
  }
  // Of films at several rates, one of them variable; two formats count all of them on the grid of the sequence.
  const mixed = await selects()
  const slack = format === 'edl' || format === 'xmeml' ? 1 : 0
  const [before, after] = [await rangesOf(mixed.id), await roundTrip(mixed.id, format)]
  const inOrder = (ranges: typeof before) =>
    format === 'ale' ? ranges.toSorted((a, b) => String(a[0]).localeCompare(String(b[0]))) : ranges
  expect(after.length).toBe(before.length)
  for (const [at, [videoId, startFrame, endFrame, note]] of inOrder(before).entries()) {
    const [video, start, end, said] = inOrder(after)[at] ?? []
    expect([video, said]).toEqual([videoId, note])
    expect(Math.abs(Number(start) - Number(startFrame))).toBeLessThanOrEqual(slack)
    expect(Math.abs(Number(end) - Number(endFrame))).toBeLessThanOrEqual(slack)
  }
})

it('knows films by their content where they have another name, and by their file name where they lie elsewhere', async () => {
  const bin = await selects(videos.slice(0, 1))
  const [text = ''] = await written(bin.id, 'fcpxml-1.13')
  const elsewhere = text.replaceAll('/clips/', '/gone/')
  expect(unwrap(await core.bins.import({ text: elsewhere }, signal))).toMatchObject({ linked: 2, unlinked: [] })
  const path = join(library.folder, 'clips', names[0])
  const moved = join(dirname(path), 'Other name.mp4')
  await rename(path, moved)
  try {
    const renamed = text.replaceAll('Harbour%20%231%20%26%20more.mp4', basename(encodeURI(moved)))
    expect(renamed).not.toBe(text)
    const plain = renamed.replaceAll('Harbour #1 &amp; more', 'x')
    expect(unwrap(await core.bins.import({ text: plain }, signal))).toMatchObject({ linked: 2, unlinked: [] })
  } finally {
    await rename(moved, path)
  }
})

it('names what it does not find, with in and out, and makes no empty bin', async () => {
  const text = [
    'TITLE: Day 2',
    'FCM: NON-DROP FRAME',
    '001  AX       V     C        00:00:00:00 00:00:00:04 01:00:00:00 01:00:00:04',
    `* FROM CLIP NAME: ${names[0]}`,
    '002  A001     V     C        10:00:00:00 10:00:01:00 01:00:00:04 01:00:01:04',
    '* FROM CLIP NAME: nowhere.mov',
    '003  AX       V     C        09:00:00:00 09:00:01:00 01:00:01:04 01:00:02:04',
    `* FROM CLIP NAME: ${names[1]}`,
    '',
  ].join('\r\n')
  const answer = unwrap(await core.bins.import({ text, name: 'Mine' }, signal))
  expect(answer).toMatchObject({ format: 'edl', linked: 1, bins: [{ name: 'Mine', itemCount: 1 }] })
  expect(answer.unlinked).toMatchObject([
    {
      list: 'Mine',
      number: 2,
      name: 'nowhere.mov',
      reel: 'A001',
      in: '10:00:00:00',
      out: '10:00:01:00',
      code: 'no_film',
    },
    { number: 3, name: names[1], in: '09:00:00:00', code: 'outside' },
  ])
  const before = (await core.bins.list()).length
  const nothing = unwrap(await core.bins.import({ text: text.split('\r\n').slice(4, 6).join('\n') }, signal))
  expect(nothing).toMatchObject({ bins: [], linked: 0, unlinked: [{ number: 1 }] })
  expect((await core.bins.list()).length).toBe(before)
})

it('refuses what is no list, and folders that are not there', async () => {
  const refusal = async (input: Parameters<Core['bins']['import']>[0]) => {
    const answer = await core.bins.import(input, signal)
    return answer.ok ? 'imported' : answer.error.code
  }
  expect(await refusal({ text: 'hello' })).toBe('bad_request')
  expect(await refusal({ text: '<html></html>' })).toBe('bad_request')
  expect(await refusal({ text: '{"clips":[]}' })).toBe('bad_request')
  const text = `001  AX V C 00:00:00:00 00:00:00:04 01:00:00:00 01:00:00:04\n* FROM CLIP NAME: ${names[0]}\n`
  expect(await refusal({ text, parentId: 'bNo' })).toBe('not_found')
})
