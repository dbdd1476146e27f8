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

/** Makes the store of what this window remembers of videos. */
export const createVideoViewStore = () =>
  createStore<VideoViewState>()((set) => ({
    marks: new Map(),
    positions: new Map(),
    captionTracks: new Map(),
    setMarks: (videoId, marks) => set((state) => ({ marks: new Map(state.marks).set(videoId, marks) })),
    setPosition: (videoId, positionMs) =>
      set((state) => ({ positions: new Map(state.positions).set(videoId, positionMs) })),
    setCaptionTrack: (videoId, track) =>
      set((state) => ({ captionTracks: new Map(state.captionTracks).set(videoId, track) })),
  }))
