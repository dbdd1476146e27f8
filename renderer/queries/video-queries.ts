import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Caption, CutSettings, Scene, VideoDetails } from '../../electron/contract/index.ts'
import { askProxy } from '../client/ask-proxy.ts'
import type { Client } from '../client/client.ts'
import { valueOfCall, within } from './core-query.ts'
import { queryKeys } from './query-keys.ts'

/** A list of one video, as far as it was read. */
export interface ReadList<Item> {
  readonly items: readonly Item[]
  readonly isComplete: boolean
}

const pageLimit = 500
const detailsWithinMs = 30_000
const listWithinMs = 120_000
/** Lists of a video that is no longer on show are forgotten after this. */
const keepListsMs = 30_000
/** The making of a playable copy is asked for again this often. */
const askAgainMs = 1000

/** Streams, filmstrip, addresses and tracks of one video. */
export const detailsQuery = (client: Client, videoId: string) =>
  queryOptions({
    queryKey: queryKeys.details(videoId),
    queryFn: ({ signal }) =>
      valueOfCall(client.call('getVideo', { params: { id: videoId } }, within(signal, detailsWithinMs))),
  })

/** Frames, words and models of one scene. Vectors may have come since: whoever shows it reads it anew. */
export const sceneDetailsQuery = (client: Client, videoId: string, sceneId: string) =>
  queryOptions({
    queryKey: queryKeys.sceneDetails(videoId, sceneId),
    queryFn: ({ signal }) =>
      valueOfCall(client.call('getScene', { params: { id: sceneId } }, within(signal, detailsWithinMs))),
    staleTime: 0,
    gcTime: keepListsMs,
  })

/** How many scenes other settings would give; while a new answer is awaited, the one before. */
export const scenesPreviewQuery = (client: Client, videoId: string, cuts: CutSettings) =>
  queryOptions({
    queryKey: queryKeys.scenesPreview(videoId, cuts),
    queryFn: ({ signal }) =>
      valueOfCall(
        client.call('previewScenes', { params: { id: videoId }, body: cuts }, within(signal, detailsWithinMs)),
      ),
    placeholderData: keepPreviousData,
    gcTime: keepListsMs,
  })

/** The details that the cache knows of a video, without reading them. */
export const knownDetails = (cache: QueryClient, videoId: string): VideoDetails | null =>
  cache.getQueryData<VideoDetails>(queryKeys.details(videoId)) ?? null

/** Puts details that another answer brought. */
export const putDetails = (cache: QueryClient, details: VideoDetails): void => {
  cache.setQueryData<VideoDetails>(queryKeys.details(details.id), details)
}

/** Puts a cue that was corrected into the list that it is of. */
export const putCaption = (cache: QueryClient, caption: Caption): void => {
  cache.setQueryData<ReadList<Caption>>(queryKeys.captions(caption.videoId, caption.track), (list) =>
    list === undefined
      ? undefined
      : { ...list, items: list.items.map((item) => (item.id === caption.id ? caption : item)) },
  )
}

interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor: string | null
}

/**
 * Reads every page of a list. The first time, what was read so far is shown already; later, the list before stays until
 * the new one is whole.
 */
const readEveryPage = async <Item>(
  cache: QueryClient,
  queryKey: readonly unknown[],
  readPage: (cursor: { readonly cursor?: string }) => Promise<Page<Item>>,
): Promise<ReadList<Item>> => {
  const isFirst = cache.getQueryData<ReadList<Item>>(queryKey)?.isComplete !== true
  const items: Item[] = []
  let cursor: string | null = null
  for (;;) {
    const page: Page<Item> = await readPage(cursor === null ? {} : { cursor })
    items.push(...page.items)
    if (page.nextCursor === null) return { items, isComplete: true }
    cursor = page.nextCursor
    if (isFirst) cache.setQueryData<ReadList<Item>>(queryKey, { items: [...items], isComplete: false })
  }
}

const staleUnlessComplete = ({
  state,
}: {
  readonly state: { readonly data: ReadList<unknown> | undefined }
}): number => (state.data?.isComplete === true ? Number.POSITIVE_INFINITY : 0)

/** All scenes of one video, in order. */
export const scenesQuery = (client: Client, videoId: string) =>
  queryOptions({
    queryKey: queryKeys.scenes(videoId),
    queryFn: ({ signal, client: cache, queryKey }): Promise<ReadList<Scene>> => {
      const limited = within(signal, listWithinMs)
      return readEveryPage(cache, queryKey, (from) =>
        valueOfCall(
          client.call('listScenes', { params: { id: videoId }, query: { limit: pageLimit, ...from } }, limited),
        ),
      )
    },
    staleTime: staleUnlessComplete,
    gcTime: keepListsMs,
    structuralSharing: false,
  })

/** All cues of one caption track, in order. */
export const captionsQuery = (client: Client, videoId: string, track: number) =>
  queryOptions({
    queryKey: queryKeys.captions(videoId, track),
    queryFn: ({ signal, client: cache, queryKey }): Promise<ReadList<Caption>> => {
      const limited = within(signal, listWithinMs)
      return readEveryPage(cache, queryKey, (from) =>
        valueOfCall(
          client.call(
            'listCaptions',
            { params: { id: videoId }, query: { track, limit: pageLimit, ...from } },
            limited,
          ),
        ),
      )
    },
    staleTime: staleUnlessComplete,
    gcTime: keepListsMs,
    structuralSharing: false,
  })

/**
 * How far the playable copy of a video is, by the address of the copy: another sound track makes another copy. Asking
 * starts its making; it is asked for again until it can be played.
 */
export const proxyQuery = (client: Client, proxyUrl: string) =>
  queryOptions({
    queryKey: queryKeys.proxy(proxyUrl),
    queryFn: ({ signal }) => valueOfCall(askProxy(client, proxyUrl, within(signal, detailsWithinMs))),
    staleTime: ({ state }) => (state.data?.state === 'ready' ? Number.POSITIVE_INFINITY : 0),
    refetchInterval: ({ state }) => (state.status === 'success' && state.data?.state === 'making' ? askAgainMs : false),
    refetchIntervalInBackground: true,
  })
