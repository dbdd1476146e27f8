import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type CreateExportInput, createExportSchema, type Export } from '../../contract/index.ts'
import { mustOpen } from '../../store/fixtures/temporary-library.ts'
import type { Core } from '../core-api.ts'
import { importAll, type TestLibrary, testLibrary, until, unwrap } from '../fixtures/test-library.ts'

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(() => library.close())

const ended = async (core: Core, input: CreateExportInput): Promise<Export> => {
  const made = unwrap(await core.exports.create(createExportSchema.parse(input)))
  let last = made
  await until(async () => {
    last = unwrap(await core.exports.get(made.id))
    return last.state === 'done' || last.state === 'failed'
  })
  return last
}

it('writes a bin for an editor, with a name of its own each time, and says what got lost', {
  timeout: 120_000,
}, async () => {
  const core = await library.open()
  const [item] = await importAll(core, await library.clip('three-scenes', 'Räder & Züge #1.mp4'))
  const videoId = item?.videoId ?? ''
  const bin = unwrap(await core.bins.create({ name: 'Day/1' }))
  const ranges = [
    { videoId, startFrame: 3, endFrame: 10, note: 'smile' },
    { videoId, startFrame: 20, endFrame: 24 },
  ]
  unwrap(await core.bins.add(bin.id, { items: ranges }))
  const out = join(library.folder, 'out')
  const source = { binId: bin.id }
  const first = await ended(core, { source, kind: 'timeline', format: 'fcpxml-1.13', destination: out })
  expect(first).toMatchObject({ state: 'done', progress: 1, name: 'Day/1', report: [] })
  expect(first.files.map(({ path }) => path)).toEqual([join(out, 'Day_1.fcpxml')])
  const text = await readFile(join(out, 'Day_1.fcpxml'), 'utf8')
  expect(text).toContain('R%C3%A4der%20%26%20Z%C3%BCge%20%231.mp4')
  expect(text.match(/<asset-clip /g)).toHaveLength(2)
  expect(Buffer.byteLength(text)).toBe(first.files[0]?.sizeBytes)
  const pathMap = [{ from: library.folder, to: 'Z:\\Archive' }]
  const second = await ended(core, { source, kind: 'timeline', format: 'fcpxml-1.13', destination: out, pathMap })
  expect(second.files.map(({ path }) => path)).toEqual([join(out, 'Day_1 (2).fcpxml')])
  expect(await readFile(second.files[0]?.path ?? '', 'utf8')).toContain('file:///Z:/Archive/clips/')
  expect(await readFile(join(out, 'Day_1.fcpxml'), 'utf8')).toBe(text)
  expect((await readdir(out)).toSorted()).toEqual(['Day_1 (2).fcpxml', 'Day_1.fcpxml'])
  const markers = await ended(core, { source, kind: 'timeline', format: 'srt' })
  expect(markers.report.map(({ code }) => code)).toContain('no_note')
  expect(markers.files[0]?.path).toBe(join(library.libraryPath, 'exports', 'Day_1.srt'))
  const file = unwrap(await core.exports.file(markers.id, 0))
  expect(file.fileName).toBe('Day_1.srt')
  expect((await core.exports.list({ limit: 10 })).items.map(({ id }) => id)).toEqual([markers.id, second.id, first.id])
})

it('carries what was said of ranges and who is seen in them, that of the film where nothing was said', {
  timeout: 120_000,
}, async () => {
  let core = await library.open()
  const [item] = await importAll(core, await library.clip('three-scenes', 'Harbour.mp4'))
  const videoId = item?.videoId ?? ''
  await core.close()
  const database = new Database(join(library.libraryPath, 'library.sqlite'))
  database.exec(`INSERT INTO people (id, name, created_at) VALUES ('p1', 'Anna', '2026-01-01T00:00:00.000Z')`)
  database.exec(
    `INSERT INTO faces (id, video_pk, model, revision, frame_number, x, y, width, height, score, vector, person_pk)
     SELECT 'f1', v.pk, 'm', 'r', 8, 0.1, 0.1, 0.2, 0.2, 1, zeroblob(512), p.pk FROM videos v, people p`,
  )
  database.close()
  core = await library.open()
  unwrap(await core.marks.put({ target: { videoId }, rating: 2, label: 'blue', tags: ['boats'] }))
  unwrap(
    await core.marks.put({
      target: { videoId, startFrame: 3, endFrame: 10 },
      rating: 5,
      flag: 'pick',
      note: 'best',
      tags: ['sun'],
    }),
  )
  const ranges = [
    { videoId, startFrame: 3, endFrame: 10 },
    { videoId, startFrame: 20, endFrame: 24 },
  ]
  const exported = await ended(core, { source: { ranges }, kind: 'timeline', format: 'json' })
  const { clips } = JSON.parse(await readFile(exported.files[0]?.path ?? '', 'utf8'))
  expect(clips).toMatchObject([
    { rating: 5, flag: 'pick', label: 'blue', tags: ['boats', 'sun'], note: 'best', people: ['Anna'] },
    { rating: 2, flag: null, label: 'blue', tags: ['boats'], note: '', people: [] },
  ])
  const edl = await ended(core, { source: { ranges }, kind: 'timeline', format: 'edl' })
  expect(edl.report.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['no_rating', 'no_flag', 'no_people', 'no_tags']),
  )
})

it('exports scenes, videos and ranges; refuses what is not there, nothing, and paths that are no folders', {
  timeout: 120_000,
}, async () => {
  const core = await library.open()
  const [item] = await importAll(core, await library.clip('three-scenes', 'Harbour.mp4'))
  const videoId = item?.videoId ?? ''
  const scenes = unwrap(await core.videos.scenes(videoId, { limit: 10 })).items
  const whole = await ended(core, { source: { videoId }, kind: 'timeline', format: 'json' })
  const json: unknown = JSON.parse(await readFile(whole.files[0]?.path ?? '', 'utf8'))
  expect(json).toMatchObject({
    name: 'Harbour',
    clips: scenes.map(({ startFrame, endFrame, startMs, endMs }) => ({
      startFrame,
      endFrame,
      startMs,
      endMs,
      videoId,
    })),
  })
  const some = await ended(core, {
    source: { sceneIds: [scenes[1]?.id ?? ''] },
    kind: 'timeline',
    format: 'edl',
    as: 'clips',
  })
  expect(await readFile(some.files[0]?.path ?? '', 'utf8')).toMatch(
    /^TITLE: Harbour\r\nFCM: NON-DROP FRAME\r\n\r\n001 {2}Harbour /,
  )
  const blocked = join(library.folder, 'file')
  await writeFile(blocked, '')
  const bin = unwrap(await core.bins.create({ name: 'Empty' }))
  const code = async (input: CreateExportInput): Promise<string> => {
    const answer = await core.exports.create(createExportSchema.parse(input))
    return answer.ok ? 'accepted' : answer.error.code
  }
  const base = { kind: 'timeline', format: 'edl' } as const
  expect(await code({ ...base, source: { binId: bin.id } })).toBe('conflict')
  expect(await code({ ...base, source: { binId: 'bNo' } })).toBe('not_found')
  expect(await code({ ...base, source: { videoId: 'vNo' } })).toBe('not_found')
  expect(await code({ ...base, source: { sceneIds: ['sNo'] } })).toBe('not_found')
  expect(await code({ ...base, source: { ranges: [{ videoId, startFrame: 0, endFrame: 1_000_000 }] } })).toBe(
    'bad_request',
  )
  expect(await code({ ...base, source: { videoId }, destination: 'relative' })).toBe('bad_request')
  expect(await code({ ...base, source: { videoId }, destination: blocked })).toBe('bad_request')
  const below = await ended(core, { ...base, source: { videoId }, destination: join(blocked, 'below') })
  expect(below).toMatchObject({
    state: 'failed',
    files: [],
    error: { code: 'export_failed', remedy: expect.any(String) },
  })
})

it('goes on after a stop in between, behind the files that are written', async () => {
  const core = await library.open()
  const [item] = await importAll(core, await library.clip('three-scenes', 'Harbour.mp4'))
  const videoId = item?.videoId ?? ''
  const clips = unwrap(await core.videos.scenes(videoId, { limit: 10 })).items
  const input = createExportSchema.parse({
    source: { videoId },
    kind: 'timeline',
    format: 'srt',
    as: 'clips',
    name: 'Cut',
  })
  const whole = await ended(core, input)
  expect(whole.files).toHaveLength(clips.length)
  await core.close()

  // As a process leaves it that is killed after its first file.
  const store = await mustOpen(library.libraryPath)
  const kept = await store.exports.get(whole.id)
  if (kept === null) throw new Error('no export')
  const again = await store.exports.create(
    { kind: 'timeline', name: 'Cut', request: kept.request },
    new Date().toISOString(),
  )
  await store.exports.startNext()
  const [first] = kept.files
  if (first === undefined) throw new Error('no file')
  await store.exports.wrote(again.id, [first], 1 / clips.length)
  await store.close()

  const next = await library.open()
  await until(async () => unwrap(await next.exports.get(again.id)).state === 'done')
  const { files, report } = unwrap(await next.exports.get(again.id))
  expect(files).toHaveLength(clips.length)
  expect(files[0]?.path).toBe(first.path)
  expect(report.map(({ code }) => code)).toContain('no_words')
  const names = await readdir(join(library.libraryPath, 'exports'))
  expect(names.filter((name) => name.includes('partial'))).toEqual([])
  expect(names).toHaveLength(clips.length * 2 - 1)
})
