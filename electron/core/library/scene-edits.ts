import { LRUCache } from 'lru-cache'
import type { ChangeKind, Failure, Page, Scene } from '../../contract/index.ts'
import {
  dropShortScenes,
  type HandCut,
  type HandEdits,
  mergeScenes,
  moveBoundary,
  noHandEdits,
  splitScene,
} from '../../domain/cuts/hand-edits.ts'
import { everySceneOf } from '../../domain/every-scene.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { MediaPort, SceneRecord, StorePort, VideoDetailsRecord } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { Core } from '../core-api.ts'
import { fromFailure, notFound, refuse } from '../failures.ts'
import type { LibraryPaths } from '../library-paths.ts'
import { presentScene } from '../present.ts'
import type { UndoLog } from '../undo/undo-log.ts'
import type { Cutting } from './cutting.ts'

/** What a decision about edits sees: the scenes as they are shown, what made them so, and when a frame begins. */
interface Edited {
  readonly scenes: readonly SceneRecord[]
  readonly edits: HandEdits
  readonly at: (frame: number) => HandCut
}

type Decide = (now: Edited) => Result<HandEdits, Failure>

/** Films whose frame times are remembered: 1.4 MB for two hours at 25 frames a second. */
const remembered = 4

const notNow = 'Wait until it is analysed, then try again.'

/** Scenes that a person cuts: each change is kept, made in one transaction, and noted so that it can be undone. */
export const createSceneEdits = (parts: {
  readonly store: Pick<StorePort, 'scenes' | 'videos'>
  readonly media: Pick<MediaPort, 'frameTimes'>
  readonly paths: Pick<LibraryPaths, 'content'>
  readonly cutting: Pick<Cutting, 'cutByHand' | 'inTurn' | 'preview'>
  readonly history: Pick<UndoLog, 'record'>
}): Omit<Core['scenes'], 'details'> => {
  const { store, cutting } = parts
  const knownTimes = new LRUCache<string, Float64Array>({ max: remembered })

  const timesOf = async ({ contentId, frameCount }: VideoDetailsRecord): Promise<Result<Float64Array>> => {
    const known = knownTimes.get(contentId)
    if (known?.length === frameCount) return ok(known)
    const times = await parts.media.frameTimes(parts.paths.content(contentId))
    if (times.ok) knownTimes.set(contentId, times.value)
    return times
  }

  /** Cuts by these edits; answers the scenes anew. */
  const cut = async (videoId: string, edits: HandEdits): Promise<Result<readonly SceneRecord[], ApiFailure>> => {
    const done = await cutting.cutByHand(videoId, edits)
    if (!done.ok) return done
    return done.value
      ? ok(await everySceneOf(store.scenes, videoId))
      : refuse('conflict', 'What this video is cut from is made again first.', notNow)
  }

  const edit = (videoId: string, kind: ChangeKind, decide: Decide): Promise<Result<Page<Scene>, ApiFailure>> =>
    cutting.inTurn(videoId, async () => {
      const video = await store.videos.get(videoId)
      if (video === null || video.removedAt !== null) return notFound('video')
      const scenes = await everySceneOf(store.scenes, videoId)
      if (scenes.length === 0) return refuse('conflict', 'This video has no scenes yet.', notNow)
      const times = await timesOf(video)
      if (!times.ok) return fromFailure(times.error, 'conflict')
      const before = await store.scenes.handEdits(video.contentId)
      const decided = decide({ scenes, edits: before, at: (frame) => ({ frame, timeMs: times.value[frame] ?? 0 }) })
      if (!decided.ok) return fromFailure(decided.error, 'bad_request')
      if (decided.value === before) return ok({ items: scenes.map(presentScene), nextCursor: null })
      const after = await cut(videoId, decided.value)
      if (!after.ok) return after
      const again = (edits: HandEdits) => () => cutting.inTurn(videoId, () => cut(videoId, edits))
      parts.history.record({ kind, videoIds: [videoId], undo: again(before), redo: again(decided.value) })
      return ok({ items: after.value.map(presentScene), nextCursor: null })
    })

  return {
    preview: async (id, cuts) => {
      const starts = await cutting.preview(id, cuts)
      return starts.ok ? ok({ sceneCount: starts.value.length, startFrames: [...starts.value] }) : starts
    },
    split: (id, { frame }) => edit(id, 'scene-split', ({ scenes, edits, at }) => splitScene(scenes, edits, at(frame))),
    merge: (id, range) => edit(id, 'scenes-merged', ({ scenes, edits }) => mergeScenes(scenes, edits, range)),
    move: (id, { index, startFrame }) =>
      edit(id, 'boundary-moved', ({ scenes, edits, at }) => moveBoundary(scenes, edits, index, at(startFrame))),
    dropShort: (id, { minFrames }) =>
      edit(id, 'short-scenes-dropped', ({ scenes, edits }) => ok(dropShortScenes(scenes, edits, minFrames))),
    reset: (id) => edit(id, 'scenes-reset', () => ok(noHandEdits)),
  }
}
