import { useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { copyZero, type VideoDetails } from '../../../electron/contract/index.ts'
import type { ClientError } from '../../client/client-error.ts'
import { proxyQuery } from '../../queries/video-queries.ts'
import { useStores } from '../../stores/use-stores.tsx'

/** What a player can play of a video. */
export type Playable =
  | {
      readonly status: 'ready'
      readonly url: string
      readonly isProxy: boolean
      /** The film's zero in the file that the address is of. */
      readonly startTimeMs: number
    }
  /** A copy is being made; `progress` 0…1. */
  | { readonly status: 'making'; readonly progress: number }
  | { readonly status: 'missing' }
  | { readonly status: 'failed'; readonly error: ClientError | null }

/**
 * The address a player should use: the file itself where a browser plays it, else a copy made on demand.
 * Call `onPlayerError` from the player's error event: a file that does not play after all is replaced by its copy.
 */
export const usePlayable = (
  video: VideoDetails | null,
): { readonly playable: Playable | null; readonly onPlayerError: () => void; readonly retry: () => void } => {
  const { client } = useStores()
  const id = video?.id ?? ''
  const [refusedId, setRefusedId] = useState('')
  const [brokenId, setBrokenId] = useState('')
  const needsProxy = video !== null && !video.missing && (!video.playsInBrowser || refusedId === id)
  const proxyUrl = video?.proxyUrl ?? ''
  const proxy = useQuery({ ...proxyQuery(client, proxyUrl), enabled: needsProxy })
  const onPlayerError = useCallback(() => {
    if (needsProxy) setBrokenId(id)
    else setRefusedId(id)
  }, [needsProxy, id])
  const { refetch } = proxy
  const retry = useCallback(() => {
    setBrokenId('')
    void refetch()
  }, [refetch])
  const playable = ((): Playable | null => {
    if (video === null) return null
    if (video.missing) return { status: 'missing' }
    if (!needsProxy) {
      return { status: 'ready', url: video.streamUrl, isProxy: false, startTimeMs: video.startTimeMs }
    }
    if (brokenId === id) return { status: 'failed', error: null }
    if (proxy.error !== null && !proxy.isFetching) {
      const error = proxy.error.failure
      // The video is known, so what is not found is its file: the library will say so in a moment.
      if (error.kind === 'refused' && error.code === 'not_found') return { status: 'missing' }
      return { status: 'failed', error }
    }
    if (proxy.data?.state !== 'ready') return { status: 'making', progress: proxy.data?.progress ?? 0 }
    return { status: 'ready', url: proxyUrl, isProxy: true, ...copyZero }
  })()
  return { playable, onPlayerError, retry }
}
