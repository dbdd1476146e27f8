import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  captionSearchSchema,
  type DuplicateGroup,
  listDuplicatesQuerySchema,
  listVideosQuerySchema,
  semanticSearchSchema,
} from '../../contract/index.ts'
import type { Core } from '../core-api.ts'
import { importAll, type TestLibrary, testLibrary, unwrap, within } from '../fixtures/test-library.ts'

const run = promisify(execFile)
const ffmpeg = (...args: readonly string[]) => run('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args])
const h264 = (crf: number) => ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-crf', String(crf)]

let library: TestLibrary
let core: Core
let folder: string

/** Two shots of light that wanders, begun at another point of it for another take. */
const shoot = async (name: string, start: number): Promise<string> => {
  const path = join(folder, name)
  const shots = [
    'mandelbrot=size=320x180:rate=25:start_scale=2:end_scale=0.02:end_pts=300',
    'life=size=320x180:rate=25:ratio=0.4:mold=10:seed=5:life_color=#66ffcc:death_color=#402030',
  ]
  const inputs = shots.flatMap((shot) => ['-f', 'lavfi', '-i', shot])
  const cut = (index: number) =>
    `[${index}]trim=start=${start}:duration=5,setpts=PTS-STARTPTS,format=yuv420p[v${index}]`
  await ffmpeg(...inputs, '-filter_complex', `${cut(0)};${cut(1)};[v0][v1]concat=n=2`, ...h264(16), path)
  return path
}
const copies = {
  'smaller.mp4': ['-vf', 'scale=160:-2', ...h264(34)],
  'trimmed.mp4': ['-ss', '1', '-t', '8', ...h264(20)],
  'graded.mp4': ['-vf', 'eq=brightness=0.05:contrast=1.15:saturation=1.3', ...h264(20)],
  'letterbox.mp4': ['-vf', 'pad=iw:ih*4/3:0:(oh-ih)/2', ...h264(20)],
} as const

beforeAll(async () => {
  library = await testLibrary()
  core = await library.open()
  folder = join(library.folder, 'films')
  await mkdir(folder)
  const original = await shoot('original.mp4', 0)
  for (const [name, args] of Object.entries(copies)) await ffmpeg('-i', original, ...args, join(folder, name))
  for (const name of ['original', 'smaller'])
    await writeFile(join(folder, `${name}.srt`), '1\n00:00:00,500 --> 00:00:01,500\nhello there\n')
  await importAll(core, folder)
})
afterAll(() => library.close(), 60_000)

const list = async (query: object = {}) =>
  await core.duplicates.list(listDuplicatesQuerySchema.parse(query), within(60_000))
const named = (group: DuplicateGroup | undefined): readonly string[] =>
  (group?.scenes ?? []).map(({ videoTitle }) => videoTitle).toSorted()

it('finds scaled, trimmed, graded and letterboxed copies of each scene, the largest first', async () => {
  const { items } = await list({ kind: 'duplicate' })
  expect(items).toHaveLength(2)
  for (const group of items) {
    expect(named(group)).toEqual(['graded', 'letterbox', 'original', 'smaller', 'trimmed'])
    expect(new Set(group.scenes.map(({ scene }) => scene.index)).size).toBe(1)
    expect(group.scenes[0]?.videoTitle).toBe('letterbox')
    expect(group.scenes.every(({ scene, look }) => scene.keyframeUrl !== null && look > 0.4)).toBe(true)
    expect(group.id).toBe(group.scenes[0]?.scene.id)
  }
})

it('tells what differs between the files', async () => {
  const [group] = (await list({ kind: 'duplicate' })).items
  const of = (title: string) => group?.scenes.find(({ videoTitle }) => videoTitle === title)
  expect(of('smaller')).toMatchObject({ codec: 'h264', videoWidth: 160, missing: false })
  expect(of('smaller')?.bitRate).toBeLessThan(of('original')?.bitRate ?? 0)
  expect(Math.abs((of('trimmed')?.offsetMs ?? 0) + 1_000)).toBeLessThanOrEqual(100)
  expect(of('original')?.path).toMatch(/original\.mp4$/)
})

it('keeps one copy and rejects others as one change, after which there is nothing left to decide', async () => {
  const [group] = (await list({ kind: 'duplicate', decided: 'false' })).items
  const ids = (group?.scenes ?? []).map(({ scene }) => scene.id)
  unwrap(await core.marks.flag({ keep: ids.slice(0, 1), reject: ids.slice(1) }))
  const decided = await list({ kind: 'duplicate', decided: 'true' })
  expect(decided).toMatchObject({ total: 1, items: [{ id: group?.id, decided: true }] })
  expect(decided.items[0]?.scenes.map(({ scene }) => scene.mark?.flag)).toEqual([
    'pick',
    ...ids.slice(1).map(() => 'reject'),
  ])
  expect((await list({ kind: 'duplicate', decided: 'false' })).total).toBe(1)
  expect(unwrap(await core.history.undo())).toMatchObject({ kind: 'marked' })
  expect((await list({ kind: 'duplicate', decided: 'false' })).total).toBe(2)
  await expect(core.marks.flag({ keep: ids.slice(0, 1), reject: ['nothing'] })).rejects.toMatchObject({
    code: 'not_found',
  })
  expect((await list({ kind: 'duplicate', decided: 'false' })).total).toBe(2)
})

it('keeps scenes apart that were said not to be alike, over other cuts and a restart, until that is undone', async () => {
  const first = async () => (await list({ kind: 'duplicate' })).items.find(({ scenes }) => scenes[0]?.scene.index === 0)
  const group = await first()
  const told = group?.scenes.find(({ videoTitle }) => videoTitle === 'graded')?.scene
  const others = (group?.scenes ?? []).flatMap(({ scene }) => (scene.id === told?.id ? [] : [scene.id]))
  const input = { sceneIds: [told?.id ?? ''], others }
  expect(unwrap(await core.duplicates.tellApart(input))).toEqual({ pairs: 4 })
  expect(unwrap(await core.duplicates.tellApart(input))).toEqual({ pairs: 0 })
  expect(named(await first())).toEqual(['letterbox', 'original', 'smaller', 'trimmed'])
  expect(unwrap(await core.history.undo())).toMatchObject({ kind: 'not-alike', label: 'Told apart' })
  expect(named(await first())).toContain('graded')
  unwrap(await core.history.redo())

  // Its first scene loses a few frames, and gets another id.
  const move = { index: 1, startFrame: (told?.endFrame ?? 0) - 5 }
  unwrap(await core.scenes.move(told?.videoId ?? '', move))
  expect(named(await first())).toEqual(['letterbox', 'original', 'smaller', 'trimmed'])
  await core.close()
  core = await library.open()
  expect(named(await first())).toEqual(['letterbox', 'original', 'smaller', 'trimmed'])
  unwrap(await core.scenes.reset(told?.videoId ?? ''))
  const listed = await core.duplicates.listNotAlike({ limit: 1 })
  expect(listed).toMatchObject({ total: 4, nextCursor: '1', items: [{ scenes: [{}, {}] }] })
  const [pair] = listed.items
  const taken = { sceneIds: (pair?.scenes ?? []).map(({ scene }) => scene.id) }
  expect(pair?.scenes.map(({ videoTitle }) => videoTitle)).toContain('graded')
  expect(unwrap(await core.duplicates.takeBackNotAlike(taken))).toEqual({ pairs: 1 })
  expect(unwrap(await core.duplicates.takeBackNotAlike(taken))).toEqual({ pairs: 0 })
  expect((await core.duplicates.listNotAlike({ limit: 100 })).total).toBe(3)
  expect(unwrap(await core.history.undo())).toMatchObject({ kind: 'not-alike-taken-back' })
  expect((await core.duplicates.listNotAlike({ limit: 100 })).total).toBe(4)
  await expect(core.duplicates.tellApart({ sceneIds: ['nothing', others[0] ?? ''] })).rejects.toMatchObject({
    code: 'not_found',
  })
})

it('says how far it is', async () => {
  expect(core.duplicates.status()).toMatchObject({ state: 'outdated' })
  const listing = list()
  expect(core.duplicates.status().state).toBe('comparing')
  await listing
  // What follows from the scenes that were just reset may change the library once more.
  const listed = async () => {
    await list()
    return core.duplicates.status()
  }
  await expect.poll(listed).toEqual({ state: 'ready', videos: 0, compared: 0 })
})

it('folds copies in a search that asks for it, as far as its filter leaves them', async () => {
  const original = (await core.videos.list(listVideosQuerySchema.parse({}))).items.find(
    ({ title }) => title === 'original',
  )
  const [scene] = unwrap(await core.videos.scenes(original?.id ?? '', { limit: 1 })).items
  const search = async (more: object) =>
    unwrap(
      await core.search.semantic(
        semanticSearchSchema.parse({ anchors: [{ sceneId: scene?.id }], weights: { look: 1 }, ...more }),
        within(60_000),
      ),
    ).items
  const all = await search({})
  expect(all.every(({ alike }) => alike === undefined)).toBe(true)
  await list()
  const hits = await search({ foldAlike: true })
  const first = hits.find((hit) => hit.alike !== undefined && hit.scene.index === 0)
  // The one that is searched by is not among them, and one was said not to be alike.
  expect(first?.alike).toMatchObject({ count: 2 })
  expect(first?.alike?.sceneIds).not.toContain(scene?.id)
  expect(first?.alike?.scenes.map(({ scene: copy }) => copy.id)).toEqual(first?.alike?.sceneIds)
  const order = all.map(({ sceneId }) => sceneId)
  const places = hits.map(({ sceneId }) => order.indexOf(sceneId))
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  const trimmed = all.find(({ videoTitle }) => videoTitle === 'trimmed')
  const filtered = await search({ foldAlike: true, filter: { videoIds: [trimmed?.videoId] } })
  expect(filtered.every(({ alike }) => alike === undefined)).toBe(true)
})

it('folds copies in a search word for word', async () => {
  await list()
  const search = async (more: object) =>
    await core.search.captions(captionSearchSchema.parse({ query: 'hello', ...more }))
  const all = await search({})
  expect(all.items.map(({ videoTitle }) => videoTitle).toSorted()).toEqual(['original', 'smaller'])
  expect(all.items.every(({ alike }) => alike === undefined)).toBe(true)
  const folded = await search({ foldAlike: true })
  expect(folded).toMatchObject({ total: 1, items: [{ alike: { count: 1, scenes: [{}] } }] })
  const [hit] = folded.items
  expect([hit?.videoTitle, hit?.alike?.scenes[0]?.videoTitle].toSorted()).toEqual(['original', 'smaller'])
})

it('pages through groups, and refuses a cursor of another list', async () => {
  const first = await list({ kind: 'duplicate', limit: 1 })
  const second = await list({ kind: 'duplicate', limit: 1, cursor: first.nextCursor })
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(
    (await list()).items.slice(0, 2).map(({ id }) => id),
  )
  expect(second.nextCursor).toBeNull()
  await expect(list({ cursor: 'nonsense' })).rejects.toMatchObject({ code: 'bad_request' })
})

it('takes another take for an alternate, and follows what is removed', async () => {
  await importAll(core, await shoot('second take.mp4', 6))
  const { items } = await list({ kind: 'duplicate' })
  expect(items.flatMap(named)).not.toContain('second take')
  const videos = (await core.videos.list(listVideosQuerySchema.parse({ limit: 50 }))).items
  for (const { id, title } of videos)
    if (title === 'letterbox' || title === 'trimmed') unwrap(await core.videos.remove(id))
  const left = await list({ kind: 'duplicate' })
  // Its first scene was said not to be alike.
  expect(left.items.map(named).toSorted((a, b) => b.length - a.length)).toEqual([
    ['graded', 'original', 'smaller'],
    ['original', 'smaller'],
  ])
})
