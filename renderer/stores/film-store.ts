import { createStore } from 'zustand/vanilla'
import type { Caption, CutSettings, PatchCaptionTrack, Scene, VideoDetails } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { type ClientError, describeClientError } from '../client/client-error.ts'
import type { DetailsState } from './details-store.ts'
import type { JobState } from './job-store.ts'
import type { ToastState } from './toast-store.ts'

/** A list of one video, as far as it was read. */
export interface Listing<Item> {
  readonly items: readonly Item[]
  readonly status: 'loading' | 'ready' | 'failed'
  readonly error: ClientError | null
}

/** In and out points that a person set on a film; null where none is set. */
export interface Marks {
  readonly inMs: number | null
  readonly outMs: number | null
}

/** What the page of one video needs beyond the video's details. */
export interface Film {
  readonly scenes: Listing<Scene>
  /** Cues by track, read when a track is first asked for. */
  readonly captions: ReadonlyMap<number, Listing<Caption>>
  readonly marks: Marks
  /** Where it was left. */
  readonly placeMs: number
}

/** Scenes, captions and marks of the films looked at. */
export interface FilmState {
  readonly films: ReadonlyMap<string, Film>
  /** Reads scenes and jobs of a film and keeps them fresh until the answer is called. */
  readonly open: (videoId: string) => () => void
  /** Reads them again where they are on show. */
  readonly refresh: (videoIds: readonly string[]) => void
  readonly wantCaptions: (videoId: string, track: number) => void
  readonly setMarks: (videoId: string, marks: Marks) => void
  readonly setPlace: (videoId: string, placeMs: number) => void
  /** Has a caption track read another way from now on; false when that was refused. The cues follow when they are read. */
  readonly readCaptions: (videoId: string, track: number, change: PatchCaptionTrack) => Promise<boolean>
  /** Hears and indexes this sound track from now on; null leaves the choice to GoodCLIPS. */
  readonly chooseSound: (videoId: string, audioStreamIndex: number | null) => Promise<void>
  /** Cuts again with these settings; null takes those of the library. */
  readonly recut: (videoId: string, cuts: CutSettings | null) => Promise<boolean>
}

/** Nothing marked. */
export const noMarks: Marks = { inMs: null, outMs: null }

const nothing = { items: [], status: 'loading', error: null } as const
const emptyFilm: Film = { scenes: nothing, captions: new Map(), marks: noMarks, placeMs: 0 }
const pageLimit = 500

type PageRead<Item> = (
  cursor: string | undefined,
  signal: AbortSignal,
) => Promise<
  | { readonly ok: true; readonly value: { readonly items: readonly Item[]; readonly nextCursor: string | null } }
  | { readonly ok: false; readonly error: ClientError }
>

/** Reads every page of a list; what was shown before stays until the new list is whole. */
const readAll = async <Item>(
  read: PageRead<Item>,
  before: Listing<Item> | undefined,
  put: (listing: Listing<Item>) => void,
  signal: AbortSignal,
): Promise<void> => {
  const isFirst = before === undefined || before.items.length === 0
  const items: Item[] = []
  let cursor: string | undefined
  for (;;) {
    const answer = await read(cursor, signal)
    if (signal.aborted) return
    if (!answer.ok) {
      put({ items: isFirst ? items : before.items, status: 'failed', error: answer.error })
      return
    }
    items.push(...answer.value.items)
    if (answer.value.nextCursor === null) break
    cursor = answer.value.nextCursor
    if (isFirst) put({ items: [...items], status: 'loading', error: null })
  }
  put({ items, status: 'ready', error: null })
}

/** Makes the film store. */
export const createFilmStore = (
  client: Client,
  others: { readonly toasts: () => ToastState; readonly details: () => DetailsState; readonly jobs: () => JobState },
) => {
  const onShow = new Map<string, number>()
  const readers = new Map<string, AbortController>()

  return createStore<FilmState>()((set, get) => {
    const change = (videoId: string, patch: (film: Film) => Partial<Film>): void =>
      set((state) => {
        const film = state.films.get(videoId) ?? emptyFilm
        return { films: new Map(state.films).set(videoId, { ...film, ...patch(film) }) }
      })
    /** One reading of a list at a time; a newer one replaces it. */
    const startReading = (key: string): AbortSignal => {
      readers.get(key)?.abort()
      const reader = new AbortController()
      readers.set(key, reader)
      return AbortSignal.any([reader.signal, AbortSignal.timeout(120_000)])
    }
    const readScenes = (videoId: string): Promise<void> =>
      readAll(
        (cursor, signal) =>
          client.call(
            'listScenes',
            { params: { id: videoId }, query: { limit: pageLimit, ...(cursor === undefined ? {} : { cursor }) } },
            signal,
          ),
        get().films.get(videoId)?.scenes,
        (scenes) => change(videoId, () => ({ scenes })),
        startReading(videoId),
      )
    const readCaptions = (videoId: string, track: number): Promise<void> =>
      readAll(
        (cursor, signal) =>
          client.call(
            'listCaptions',
            {
              params: { id: videoId },
              query: { track, limit: pageLimit, ...(cursor === undefined ? {} : { cursor }) },
            },
            signal,
          ),
        get().films.get(videoId)?.captions.get(track),
        (listing) => change(videoId, (film) => ({ captions: new Map(film.captions).set(track, listing) })),
        startReading(`${videoId} ${track}`),
      )
    const readJobs = async (videoId: string): Promise<void> => {
      const answer = await client.call('listJobs', { query: { videoId, limit: 50 } }, startReading(`${videoId} jobs`))
      if (!answer.ok) return
      // What the event stream said meanwhile is newer.
      const known = others.jobs().jobs
      others.jobs().upsert(answer.value.items.filter((job) => !known.has(job.id)))
    }
    return {
      films: new Map(),
      open: (videoId) => {
        onShow.set(videoId, (onShow.get(videoId) ?? 0) + 1)
        if (!get().films.has(videoId)) change(videoId, () => ({}))
        void readScenes(videoId)
        void readJobs(videoId)
        for (const track of get().films.get(videoId)?.captions.keys() ?? []) void readCaptions(videoId, track)
        return () => {
          const left = (onShow.get(videoId) ?? 1) - 1
          if (left > 0) {
            onShow.set(videoId, left)
            return
          }
          onShow.delete(videoId)
          for (const [key, reader] of readers) {
            if (key !== videoId && !key.startsWith(`${videoId} `)) continue
            reader.abort()
            readers.delete(key)
          }
          // Marks and place stay; lists are read again when the film is opened again.
          change(videoId, () => ({ scenes: nothing, captions: new Map() }))
        }
      },
      refresh: (videoIds) => {
        for (const videoId of videoIds) {
          if (!onShow.has(videoId)) continue
          void readScenes(videoId)
          for (const track of get().films.get(videoId)?.captions.keys() ?? []) void readCaptions(videoId, track)
        }
      },
      wantCaptions: (videoId, track) => {
        if (get().films.get(videoId)?.captions.has(track) === true) return
        change(videoId, (film) => ({ captions: new Map(film.captions).set(track, nothing) }))
        void readCaptions(videoId, track)
      },
      setMarks: (videoId, marks) => change(videoId, () => ({ marks })),
      setPlace: (videoId, placeMs) => change(videoId, () => ({ placeMs })),
      readCaptions: async (videoId, track, change) => {
        const answer = await client.call(
          'patchCaptionTrack',
          { params: { id: videoId, track }, body: change },
          AbortSignal.timeout(30_000),
        )
        if (answer.ok) {
          others.details().put(answer.value)
          return true
        }
        const { message, remedy } = describeClientError(answer.error)
        others.toasts().show({ tone: 'problem', message, detail: remedy })
        return false
      },
      chooseSound: async (videoId, audioStreamIndex) => {
        const answer = await client.call(
          'patchVideo',
          { params: { id: videoId }, body: { audioStreamIndex } },
          AbortSignal.timeout(30_000),
        )
        if (answer.ok) {
          others.details().put(answer.value)
          return
        }
        const { message, remedy } = describeClientError(answer.error)
        others.toasts().show({ tone: 'problem', message, detail: remedy })
      },
      recut: async (videoId, cuts) => {
        const answer = await client.call(
          'patchVideo',
          { params: { id: videoId }, body: { cuts } },
          AbortSignal.timeout(120_000),
        )
        if (!answer.ok) {
          const { message, remedy } = describeClientError(answer.error)
          others.toasts().show({ tone: 'problem', message, detail: remedy })
          return false
        }
        const details: VideoDetails = answer.value
        others.details().put(details)
        get().refresh([videoId])
        return true
      },
    }
  })
}
