import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { StageId } from '../../electron/contract/index.ts'
import { packCues } from '../../electron/domain/captions/index.ts'
import type { AnalysisResult, ProbeResult, SampledFrame, StorePort } from '../../electron/domain/ports/index.ts'
import { openStore } from '../../electron/store/open-store.ts'

const run = promisify(execFile)

/** Shape of a generated library. */
export interface LibraryShape {
  readonly videos: number
  readonly scenesPerVideo: number
}

const stages: readonly { readonly stage: StageId; readonly version: number }[] = [
  { stage: 'probe', version: 1 },
  { stage: 'analyse', version: 1 },
  { stage: 'captions', version: 1 },
]

const words =
  'harbour rain lighthouse keeper door winter engine river market violin forest stranger window letter'.split(' ')

const probeOf = (scenes: number): ProbeResult => ({
  container: 'mov,mp4,m4a,3gp,3g2,mj2',
  durationMs: scenes * 4000,
  startTimeMs: 0,
  containerStartMs: 0,
  pictureEndMs: null,
  videoStreamIndex: 0,
  audio: { readable: [], silent: [], heard: [] },
  timeBase: { num: 1, den: 12800 },
  frameRate: { num: 25, den: 1 },
  variableFrameRate: false,
  frameCount: scenes * 100,
  codedWidth: 1920,
  codedHeight: 1080,
  width: 1920,
  height: 1080,
  rotationDegrees: 0,
  hasOddRotation: false,
  hiddenTopLines: 0,
  fieldOrder: 'progressive',
  hdr: 'none',
  codec: 'h264',
  pixelFormat: 'yuv420p',
  recordedAt: null,
  camera: {},
  streams: [],
  chapters: [],
  playsInBrowser: true,
  warnings: [],
})

/** Small JPEGs of different colours, so that a scrolling grid decodes real pictures. */
const makePictures = async (folder: string, count: number): Promise<readonly Buffer[]> => {
  await run('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', 'gradients=s=320x180:r=1:speed=1:seed=4'],
    ...['-frames:v', String(count), '-q:v', '6', path.join(folder, 'picture-%d.jpg')],
  ])
  return Promise.all(Array.from({ length: count }, (_, i) => readFile(path.join(folder, `picture-${i + 1}.jpg`))))
}

const fillVideo = async (
  store: StorePort,
  libraryPath: string,
  pictures: readonly Buffer[],
  sheet: string,
  i: number,
  shape: LibraryShape,
) => {
  const contentId = createHash('sha256').update(`bench ${i}`).digest('hex').slice(0, 32)
  const { videoId } = await store.videos.register({
    identity: { contentId, sizeBytes: 50_000_000 + i },
    path: path.join(libraryPath, 'originals', `Reel ${String(i).padStart(4, '0')}.mp4`),
    title: `Reel ${String(i).padStart(4, '0')}`,
    stages,
    missingPaths: [],
  })
  const folder = path.join(libraryPath, 'media', contentId.slice(0, 2), contentId)
  await mkdir(folder, { recursive: true })
  const frames: SampledFrame[] = []
  const parts: Buffer[] = []
  let offset = 0
  for (let scene = 0; scene < shape.scenesPerVideo; scene += 1) {
    const picture = pictures[(i * 7 + scene) % pictures.length] as Buffer
    parts.push(picture)
    frames.push({
      frameNumber: scene * 100 + 50,
      timeMs: scene * 4000 + 2000,
      width: 320,
      height: 180,
      offset,
      length: picture.length,
      quality: 1,
    })
    offset += picture.length
  }
  await writeFile(path.join(folder, 'frames.pack'), Buffer.concat(parts))
  await link(sheet, path.join(folder, 'filmstrip-0.jpg'))
  const probe = probeOf(shape.scenesPerVideo)
  const analysis: AnalysisResult = {
    frameCount: probe.frameCount,
    durationMs: probe.durationMs,
    frameRate: probe.frameRate,
    variableFrameRate: probe.variableFrameRate,
    scenes: frames.map((frame, scene) => ({
      startFrame: scene * 100,
      endFrame: (scene + 1) * 100,
      startMs: scene * 4000,
      endMs: (scene + 1) * 4000,
      gradual: false,
      keyframe: frame.frameNumber,
    })),
    frames,
    looks: [],
    filmstrip: { tileWidth: 32, tileHeight: 18, columns: 10, rows: 10, intervalMs: 2000, count: 100, sheets: 1 },
    warnings: [],
  }
  const cues = Array.from({ length: 10 }, (_, cue) => ({
    startMs: cue * 20_000,
    endMs: cue * 20_000 + 3000,
    text: [0, 1, 2, 3].map((k) => words[(i + cue * 3 + k * 5) % words.length]).join(' '),
  }))
  const track = {
    track: 0,
    source: 'stream',
    codec: 'subrip',
    language: 'en',
    title: null,
    readable: true,
    cueCount: cues.length,
    file: null,
    encoding: null,
    encodingSure: true,
    encodingChosen: false,
    offsetMs: 0,
    offsetFrom: 'none',
    skippedCues: 0,
    cuesPastEnd: 0,
    note: null,
  } as const
  const now = new Date().toISOString()
  for (const job of await store.jobs.ofVideo(videoId)) {
    await store.jobs.start(job.id, now)
    const output =
      job.stage === 'probe'
        ? ({ stage: 'probe', probe } as const)
        : job.stage === 'analyse'
          ? ({ stage: 'analyse', analysis } as const)
          : ({
              stage: 'captions',
              captions: { tracks: [{ track, key: 'stream:0', cues: packCues(cues) }], files: [], warnings: [] },
            } as const)
    await store.jobs.complete(job.id, output, now)
  }
}

/** Makes (once) a library of generated rows and small pictures; returns its folder. */
export const generateLibrary = async (cacheFolder: string, shape: LibraryShape): Promise<string> => {
  const libraryPath = path.join(cacheFolder, `library-${shape.videos}x${shape.scenesPerVideo}`)
  if (existsSync(path.join(libraryPath, 'complete'))) return libraryPath
  await rm(libraryPath, { recursive: true, force: true })
  await mkdir(libraryPath, { recursive: true })
  const pictures = await makePictures(libraryPath, 40)
  const sheet = path.join(libraryPath, 'sheet.jpg')
  await run('ffmpeg', [
    '-nostdin',
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    'testsrc=s=320x180',
    '-frames:v',
    '1',
    sheet,
  ])
  const opened = await openStore({ libraryPath })
  if (!opened.ok) throw new Error(opened.error.message)
  for (let i = 0; i < shape.videos; i += 1) await fillVideo(opened.value, libraryPath, pictures, sheet, i, shape)
  await opened.value.close()
  await writeFile(path.join(libraryPath, 'complete'), '')
  return libraryPath
}
