import { z } from 'zod'
import { createStore } from 'zustand/vanilla'

/** In and out points that a person set on a video, in ms of film time; null where none is set. */
export interface Marks {
  readonly inMs: number | null
  readonly outMs: number | null
}

/** What this window remembers of the videos that were opened in it. */
export interface VideoViewState {
  readonly marks: ReadonlyMap<string, Marks>
  /** The time in ms at which each video was left. */
  readonly positions: ReadonlyMap<string, number>
  /** The caption track that a person chose of each video. */
  readonly captionTracks: ReadonlyMap<string, number>
  readonly setMarks: (videoId: string, marks: Marks) => void
  readonly setPosition: (videoId: string, positionMs: number) => void
  readonly setCaptionTrack: (videoId: string, track: number) => void
}

/** Nothing marked. */
export const noMarks: Marks = { inMs: null, outMs: null }

/** Where a tab keeps what has to outlive its reload. */
export type TabStorage = Pick<Storage, 'getItem' | 'setItem'>

const key = 'goodclips-video-marks'
const timeSchema = z.number().nonnegative().nullable()
const keptSchema = z.record(z.string(), z.object({ inMs: timeSchema, outMs: timeSchema }))

const keptMarks = (tab: TabStorage | undefined): ReadonlyMap<string, Marks> => {
  try {
    return new Map(Object.entries(keptSchema.parse(JSON.parse(tab?.getItem(key) ?? '{}'))))
  } catch {
    return new Map()
  }
}

const keepMarks = (tab: TabStorage | undefined, marks: ReadonlyMap<string, Marks>): void => {
  try {
    tab?.setItem(key, JSON.stringify(Object.fromEntries(marks)))
  } catch {
    // A storage that is full or forbidden: the marks last as long as the page.
  }
}

/** Makes the store of what this window remembers of videos; In and Out outlive a reload of the tab where there is a `tab` storage. */
export const createVideoViewStore = (tab?: TabStorage) =>
  createStore<VideoViewState>()((set) => ({
    marks: keptMarks(tab),
    positions: new Map(),
    captionTracks: new Map(),
    setMarks: (videoId, chosen) =>
      set((state) => {
        const marks = new Map(state.marks)
        if (chosen.inMs === null && chosen.outMs === null) marks.delete(videoId)
        else marks.set(videoId, chosen)
        keepMarks(tab, marks)
        return { marks }
      }),
    setPosition: (videoId, positionMs) =>
      set((state) => ({ positions: new Map(state.positions).set(videoId, positionMs) })),
    setCaptionTrack: (videoId, track) =>
      set((state) => ({ captionTracks: new Map(state.captionTracks).set(videoId, track) })),
  }))
