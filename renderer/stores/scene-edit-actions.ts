import type { QueryClient } from '@tanstack/react-query'
import { changeLabels, type Page, type Scene } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import type { ClientResult } from '../client/client-error.ts'
import { queryKeys } from '../queries/query-keys.ts'
import type { HistoryActions } from './history-actions.ts'
import { showFailure, type ToastState } from './toast-store.ts'

/** What a person changes about the scenes of a video; each is told with a way back. True when it was done. */
export interface SceneEditActions {
  readonly split: (videoId: string, frame: number) => Promise<boolean>
  readonly merge: (videoId: string, firstIndex: number, lastIndex: number) => Promise<boolean>
  readonly move: (videoId: string, index: number, startFrame: number) => Promise<boolean>
  readonly dropShort: (videoId: string, minFrames: number) => Promise<boolean>
  readonly reset: (videoId: string) => Promise<boolean>
}

/** Makes the edits of scenes. */
export const createSceneEditActions = (
  client: Client,
  cache: QueryClient,
  toasts: () => ToastState,
  history: Pick<HistoryActions, 'noted'>,
): SceneEditActions => {
  const done = async (
    videoId: string,
    label: string,
    asked: Promise<ClientResult<Pick<Page<Scene>, 'items'>>>,
  ): Promise<boolean> => {
    const answer = await asked
    if (!answer.ok) {
      showFailure(toasts(), answer.error)
      return false
    }
    await cache.invalidateQueries({ queryKey: queryKeys.scenes(videoId) })
    history.noted(label)
    return true
  }
  const signal = () => AbortSignal.timeout(60_000)
  return {
    split: (id, frame) =>
      done(id, changeLabels['scene-split'], client.call('splitScene', { params: { id }, body: { frame } }, signal())),
    merge: (id, firstIndex, lastIndex) =>
      done(
        id,
        changeLabels['scenes-merged'],
        client.call('mergeScenes', { params: { id }, body: { firstIndex, lastIndex } }, signal()),
      ),
    move: (id, index, startFrame) =>
      done(
        id,
        changeLabels['boundary-moved'],
        client.call('moveBoundary', { params: { id }, body: { index, startFrame } }, signal()),
      ),
    dropShort: (id, minFrames) =>
      done(
        id,
        changeLabels['short-scenes-dropped'],
        client.call('dropShortScenes', { params: { id }, body: { minFrames } }, signal()),
      ),
    reset: (id) => done(id, changeLabels['scenes-reset'], client.call('resetScenes', { params: { id } }, signal())),
  }
}
