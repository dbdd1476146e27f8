import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { apiErrorSchema, type ErrorCode, type Route, type RouteName, routePath, routes } from '../contract/index.ts'
import { importAll, type TestLibrary, testLibrary } from '../core/fixtures/test-library.ts'
import { desktopAccess } from './access.ts'
import { createApi } from './app.ts'

const origin = 'goodclips://app'

/** These go to the network, which a test must not do. */
const needNetwork: readonly RouteName[] = ['installModel', 'installRuntime']

/** What a library with one video, without models, refuses. */
const refused: Readonly<Partial<Record<RouteName, ErrorCode>>> = {
  dismissNotice: 'not_found',
  importModel: 'bad_request',
  activateModel: 'conflict',
  cancelModel: 'conflict',
  restartModel: 'conflict',
  // The export is done.
  resumeExport: 'conflict',
}

const named = Object.entries(routes) as [RouteName, Route][]
const deletes = ([, { method }]: [RouteName, Route]): number => (method === 'DELETE' ? 1 : 0)
/** What deletes comes last, so that everything else still finds what it asks about. */
const asked = named.filter(([name]) => !needNetwork.includes(name)).toSorted((a, b) => deletes(a) - deletes(b))

let library: TestLibrary
let call: (path: string, method: string, json?: unknown) => Promise<Response>
let caption = ''
let ids: Readonly<Record<string, string>>
let bodies: Readonly<Partial<Record<RouteName, unknown>>>

const thingSchema = z.object({ id: z.string() })
const listSchema = z.object({ items: z.array(thingSchema) })

const firstId = async (path: string): Promise<string> => {
  const { items } = listSchema.parse(await (await call(path, 'GET')).json())
  return items[0]?.id ?? ''
}

/** A face of somebody in a video: no model that finds faces is here. Answers the person's id. */
const addPerson = (database: string, video: string): string => {
  const library = new Database(database)
  library.exec(`INSERT INTO people (id, created_at) VALUES ('p1', '2026-01-01T00:00:00.000Z')`)
  library
    .prepare(
      `INSERT INTO faces (id, video_pk, model, revision, frame_number, x, y, width, height, score, vector, person_pk)
       SELECT 'f1', v.pk, 'm', 'r', 0, 0.1, 0.1, 0.2, 0.2, 1, zeroblob(512), p.pk FROM videos v, people p WHERE v.id = ?`,
    )
    .run(video)
  library.close()
  return 'p1'
}

/** Asks what it means that another film took the place of a video at this path; answers the question's id. */
const askReplaced = (database: string, video: string, path: string): string => {
  const connection = new Database(database)
  const { lastInsertRowid } = connection
    .prepare(
      `INSERT INTO replaced_files (path, video_pk, stamp, at)
       SELECT ?, pk, '1', '2026-01-02T03:04:05.000Z' FROM videos WHERE id = ?`,
    )
    .run(path, video)
  connection.close()
  return `c${lastInsertRowid.toString(36)}`
}

beforeAll(async () => {
  library = await testLibrary()
  const core = await library.open()
  const api = createApi({ core, access: desktopAccess(origin), log: () => undefined })
  call = async (path, method, json) =>
    await api.fetch(
      new Request(origin + path, {
        method,
        headers: { Origin: origin, ...(json === undefined ? {} : { 'Content-Type': 'application/json' }) },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      }),
    )
  const film = await library.clip('two-scenes', 'trip/film.mp4')
  await writeFile(join(library.folder, 'clips', 'trip', 'film.srt'), '1\n00:00:00,100 --> 00:00:01,000\nhello\n')
  await writeFile(join(library.folder, 'clips', 'trip', 'read me.pdf'), '%PDF-1.7\n')
  const captions = join(library.folder, 'from elsewhere.srt')
  await writeFile(captions, '1\n00:00:00,200 --> 00:00:01,000\ngoodbye\n')
  await importAll(core, join(library.folder, 'clips', 'trip'), join(library.folder, 'nothing.mp4'))
  const video = await firstId('/api/v1/videos')
  const scene = await firstId(`/api/v1/videos/${video}/scenes`)
  const scenes = listSchema.parse(await (await call(`/api/v1/videos/${video}/scenes`, 'GET')).json()).items
  const other = scenes[1]?.id ?? ''
  caption = await firstId(`/api/v1/videos/${video}/captions`)
  const made = async (path: string, body: unknown): Promise<string> =>
    thingSchema.parse(await (await call(path, 'POST', body)).json()).id
  const person = addPerson(join(library.libraryPath, 'library.sqlite'), video)
  const bin = await made('/api/v1/bins', { name: 'Selects' })
  const range = { videoId: video, startFrame: 0, endFrame: 5 }
  const added = await call(`/api/v1/bins/${bin}/items`, 'POST', { items: [range] })
  const [item] = listSchema.parse(await added.json()).items
  ids = {
    videos: video,
    scenes: scene,
    removed: video,
    jobs: await firstId('/api/v1/jobs'),
    spaces: await firstId('/api/v1/spaces'),
    models: await firstId('/api/v1/models'),
    'import-problems': await firstId('/api/v1/import-problems'),
    'left-out': await firstId('/api/v1/left-out'),
    notices: 'none',
    problems: askReplaced(join(library.libraryPath, 'library.sqlite'), video, await library.clip('portrait')),
    bins: bin,
    'watch-folders': await made('/api/v1/watch-folders', { path: join(library.folder, 'clips') }),
    people: person,
    panels: await made('/api/v1/panels', { origin: 'https://panel.example' }),
    exports: await made('/api/v1/exports', { source: { binId: bin }, kind: 'timeline', format: 'edl' }),
    searches: await made('/api/v1/searches', { name: 'Circles', request: { query: 'red circle' } }),
    uploads: await made('/api/v1/uploads', { name: 'a.mp4', sizeBytes: 10 }),
  }
  bodies = {
    importVideos: { paths: [film] },
    tellAttention: { visible: [video], open: null },
    attachCaptions: { path: captions },
    tagVideos: { videoIds: [video], add: ['blue'], remove: ['red'] },
    dismissProblems: { ids: ['nothing'] },
    answerReplaced: { use: 'apart' },
    previewScenes: { detector: 'content', threshold: 20, minSceneFrames: 5 },
    splitScene: { frame: 3 },
    mergeScenes: { firstIndex: 0, lastIndex: 1 },
    moveBoundary: { index: 1, startFrame: 5 },
    dropShortScenes: { minFrames: 2 },
    patchVideo: { title: 'New', tags: ['red'] },
    patchCaption: { text: 'hello again' },
    patchCaptionTrack: { encoding: 'utf-8', offsetMs: 100 },
    patchPeople: { id: person, name: 'Anna' },
    putMarks: { target: { sceneId: scene }, rating: 4, tags: ['red'] },
    keepCopies: { keep: [scene], reject: [other] },
    tellApart: { sceneIds: [scene, other] },
    takeBackNotAlike: { sceneIds: [scene, other] },
    renameTags: { from: ['red'], to: 'crimson' },
    importMarks: { format: 'goodclips-marks', version: 1, marks: [] },
    searchCaptions: { query: 'hello' },
    // Without models words cannot be compared, looks can.
    searchSemantic: { anchors: [{ sceneId: scene }] },
    searchScenes: { anchor: { sceneId: scene } },
    searchHeat: { anchors: [{ sceneId: scene }], videoId: video },
    previewCuts: { source: { videoId: video } },
    createExport: { source: { videoId: video }, kind: 'timeline', format: 'otio', as: 'clips' },
    createPanel: { origin: 'app://editor-panel' },
    createWatchFolder: { path: join(library.folder, 'clips', 'trip'), recursive: false },
    patchWatchFolder: { enabled: false },
    createBin: { name: 'More' },
    importBins: {
      text: '001  AX       V     C        00:00:00:00 00:00:00:04 01:00:00:00 01:00:00:04\n* FROM CLIP NAME: film.mp4\n',
    },
    patchBin: { name: 'Best' },
    addBinItems: { items: [range, { sceneId: scene }] },
    patchBinItems: { items: [{ id: item?.id, endFrame: 4, note: 'smile' }] },
    createSavedSearch: { name: 'Round', request: { query: 'circle' } },
    patchSavedSearch: { name: 'Squares' },
    createUpload: { name: 'b.mp4', sizeBytes: 20 },
    patchSettings: { theme: 'light' },
    patchPreferences: { sort: 'title' },
    importModel: { path: join(library.folder, 'no-model') },
  }
})

afterAll(() => library.close())

it.each(asked)('a real library: %s answers what its schema says', async (name, route) => {
  const kind = route.path.split('/')[3] ?? ''
  const response = await call(
    routePath(route.path, { id: ids[kind] ?? '', track: 0, captionId: caption }) +
      (name === 'listMarks' ? `?videoId=${ids['videos']}` : ''),
    route.method,
    route.body === undefined ? undefined : bodies[name],
  )
  const body: unknown = response.status === 204 ? null : await response.json()
  const code = refused[name]
  if (code !== undefined) {
    expect(apiErrorSchema.parse(body).error).toMatchObject({ code })
    return
  }
  expect({ status: response.status, body }).toMatchObject({ status: route.status })
  expect(route.response.safeParse(body).error?.issues ?? []).toEqual([])
})
