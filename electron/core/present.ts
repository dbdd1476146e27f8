import {
  byteRoutes,
  type CaptionSearchResponse,
  type CutSettings,
  type FoldedCopies,
  type Job,
  routePath,
  type Scene,
  type Video,
  type VideoDetails,
} from '../contract/index.ts'
import type { ProgressReading } from '../domain/jobs/progress-meter.ts'
import type {
  CaptionStore,
  FilmstripLayout,
  FoundScene,
  GrowingFilmstrip,
  JobRecord,
  SceneNumber,
  SceneRecord,
  TakePart,
  VideoDetailsRecord,
  VideoRecord,
} from '../domain/ports/index.ts'

/** A count or time for the contract: whole and not negative. */
const roundUnsigned = (value: number): number => Math.max(0, Math.round(value))
const unit = (value: number): number => (Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0)

/** The frame number makes the URL change with its picture, which an image cache goes by. */
const pictureUrl = (path: string, id: string, frame: number): string => `${routePath(path, { id })}?frame=${frame}`

/** Of a sampled frame of a scene. */
export const keyframeUrl = (sceneId: string, frame: number): string =>
  pictureUrl(byteRoutes.keyframe.path, sceneId, frame)

const posterUrl = ({ id, posterFrame, firstPosterMs }: VideoRecord): string | null => {
  const { path } = byteRoutes.poster
  if (posterFrame !== null) return pictureUrl(path, id, posterFrame)
  return firstPosterMs === null ? null : `${routePath(path, { id })}?first=${firstPosterMs}`
}

/** A store's video as lists answer it. */
export const presentVideo = (video: VideoRecord): Video => ({
  id: video.id,
  title: video.title,
  path: video.path,
  state: video.state,
  durationMs: roundUnsigned(video.durationMs),
  frameCount: roundUnsigned(video.frameCount),
  sceneCount: video.sceneCount,
  captionCount: video.captionCount,
  warnings: [...video.warnings],
  ...(video.error === null ? {} : { error: video.error }),
  width: roundUnsigned(video.width),
  height: roundUnsigned(video.height),
  frameRate: video.frameRate,
  sizeBytes: video.sizeBytes,
  progress: unit(video.progress),
  missing: video.missing,
  ...(video.problemDismissed === true ? { problemDismissed: true } : {}),
  tags: [...video.tags],
  ...(video.mark === undefined ? {} : { mark: { ...video.mark } }),
  posterUrl: posterUrl(video),
  addedAt: video.addedAt,
  recordedAt: video.recordedAt,
})

const presentFilmstrip = (videoId: string, layout: FilmstripLayout): NonNullable<VideoDetails['filmstrip']> => {
  const { sheets, ...rest } = layout
  const sheetUrls = Array.from({ length: sheets }, (_, sheet) =>
    routePath(byteRoutes.filmstrip.path, { id: videoId, sheet }),
  )
  return { ...rest, sheetUrls }
}

/** A sheet that other frames have come to has another address, so that nobody shows the one before. */
const presentGrowing = (videoId: string, { layout }: GrowingFilmstrip): NonNullable<VideoDetails['filmstrip']> => {
  const strip = presentFilmstrip(videoId, layout)
  const version = `?frames=${layout.count}-${layout.intervalMs}`
  return { ...strip, sheetUrls: strip.sheetUrls.map((url) => `${url}${version}`), growing: true }
}

const presentAudio = ({ probe }: VideoDetailsRecord): VideoDetails['audioStreams'] =>
  (probe?.streams ?? [])
    .filter(({ kind }) => kind === 'audio')
    .map(({ index, codec, language, title, channels, isDefault }) => ({
      index,
      codec,
      language,
      title,
      channels,
      isDefault,
      readable: probe?.audio.readable.includes(index) ?? false,
      chosen: probe?.audio.heard.includes(index) ?? false,
      silent:
        probe !== null && probe.audio.readable.length > 1 && probe.audio.readable.includes(index)
          ? probe.audio.silent.includes(index)
          : null,
    }))

const presentParts = (parts: readonly TakePart[]) => {
  let startUs = 0
  return parts.map(({ name, sizeBytes, durationUs }) => {
    const startMs = Math.round(startUs / 1000)
    startUs += durationUs
    return { name, sizeBytes, startMs, durationMs: Math.round(durationUs / 1000) }
  })
}

/**
 * A store's video with all details. `existing` holds those of its locations that exist now; `growing` is the filmstrip of an analysis
 * that goes on.
 */
export const presentDetails = (
  video: VideoDetailsRecord,
  existing: ReadonlySet<string>,
  libraryCuts: CutSettings,
  growing: GrowingFilmstrip | null,
): VideoDetails => ({
  ...presentVideo(video),
  container: video.probe?.container ?? '',
  contentId: video.contentId,
  startTimeMs: video.probe?.startTimeMs ?? 0,
  timeBase: video.probe?.timeBase ?? null,
  variableFrameRate: video.probe?.variableFrameRate ?? false,
  rotationDegrees: video.probe?.rotationDegrees ?? 0,
  hdr: video.probe?.hdr ?? 'none',
  camera: { ...video.probe?.camera },
  streams: [...(video.probe?.streams ?? [])],
  chapters: [...(video.probe?.chapters ?? [])],
  audioStreams: presentAudio(video),
  audioStreamIndex: video.audioStreamIndex,
  speech: video.speech,
  captionTracks: [...video.captionTracks],
  posterChosen: video.chosenPosterFrame !== null,
  locations: video.locations.map(({ path, seenAt, parts }) => ({
    path,
    seenAt,
    exists: existing.has(path),
    ...(parts === undefined ? {} : { parts: presentParts(parts) }),
  })),
  cameraProxies: [...(video.cameraProxies ?? [])],
  filmstrip:
    video.filmstrip !== null
      ? presentFilmstrip(video.id, video.filmstrip)
      : growing === null
        ? null
        : presentGrowing(video.id, growing),
  streamUrl: routePath(byteRoutes.stream.path, { id: video.id }),
  // A player takes it for another file when other sound is in it.
  proxyUrl: `${routePath(byteRoutes.proxy.path, { id: video.id })}${video.audioStreamIndex === null ? '' : `#sound-${video.audioStreamIndex}`}`,
  playsInBrowser: video.probe?.playsInBrowser ?? false,
  ...(video.probe?.sourceTimecode === undefined ? {} : { sourceTimecode: video.probe.sourceTimecode }),
  cuts: video.cuts ?? libraryCuts,
})

/** A store's scene as the API answers it. */
export const presentScene = (scene: SceneRecord): Scene => ({
  id: scene.id,
  videoId: scene.videoId,
  index: scene.index,
  startFrame: scene.startFrame,
  endFrame: scene.endFrame,
  startMs: roundUnsigned(scene.startMs),
  endMs: roundUnsigned(scene.endMs),
  keyframeUrl: scene.keyframe === null ? null : keyframeUrl(scene.id, scene.keyframe),
  keyframeMs: roundUnsigned(scene.keyframeMs),
  gradual: scene.gradual,
  ...(scene.loudness === null ? {} : { loudness: scene.loudness }),
  captionExcerpt: scene.captionExcerpt,
  ...(scene.bins === 0 ? {} : { bins: scene.bins }),
  ...(scene.mark === null ? {} : { mark: { ...scene.mark, tags: [...scene.mark.tags] } }),
})

/** A store's job; while it runs, `live` knows its progress better than the row. */
export const presentJob = (job: JobRecord, live: ProgressReading | null): Job => {
  const running = job.state === 'running'
  const speed = running ? (live?.speed ?? job.speed) : null
  const etaMs = running ? (live?.etaMs ?? job.etaMs) : null
  return {
    id: job.id,
    videoId: job.videoId,
    videoTitle: job.videoTitle,
    stage: job.stage,
    state: job.state,
    progress: unit(running ? Math.max(live?.fraction ?? 0, job.progress) : job.progress),
    ...(speed === null ? {} : { speed }),
    ...(etaMs === null ? {} : { etaMs: roundUnsigned(etaMs) }),
    attempts: job.attempts,
    ...(job.reason === null ? {} : { reason: job.reason.message, reasonCode: job.reason.code }),
    ...(job.reason !== null && 'remedy' in job.reason ? { remedy: job.reason.remedy } : {}),
    ...(job.nextAttemptAt === null ? {} : { nextAttemptAt: job.nextAttemptAt }),
    createdAt: job.createdAt,
    ...(job.startedAt === null ? {} : { startedAt: job.startedAt }),
    ...(job.finishedAt === null ? {} : { finishedAt: job.finishedAt }),
  }
}

/** The copies that a hit stands for: how many there are, and those of them that are told. */
export const presentFolded = (count: number, copies: readonly FoundScene[]): FoldedCopies => ({
  count,
  sceneIds: copies.map(({ id }) => id),
  scenes: copies.map((copy) => ({
    scene: presentScene(copy),
    videoTitle: copy.videoTitle,
    videoWidth: copy.videoWidth,
    videoHeight: copy.videoHeight,
  })),
})

/** Caption hits with their scenes presented. `frames`: the sampled frame that shows the text of a hit, by its place among them. */
export const presentCaptionHits = (
  found: Awaited<ReturnType<CaptionStore['search']>>,
  frames: ReadonlyMap<number, number> = new Map(),
  copiesOf: (copies: readonly SceneNumber[]) => readonly FoundScene[] = () => [],
): CaptionSearchResponse => ({
  items: found.items.map(({ copies, ...hit }, at) => {
    const frame = frames.get(at)
    const pictureUrl = hit.scene === null || frame === undefined ? null : keyframeUrl(hit.scene.id, frame)
    const presented = { ...hit, scene: hit.scene === null ? null : presentScene(hit.scene), pictureUrl }
    return copies === undefined ? presented : { ...presented, alike: presentFolded(copies.length, copiesOf(copies)) }
  }),
  nextCursor: found.nextCursor,
  total: found.total,
})
