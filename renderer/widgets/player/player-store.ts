import { createContext, use } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { createFrameClock, type FrameClock } from './frame-clock.ts'
import type { ShuttleRate } from './shuttle.ts'

/** What the player shows right now. */
export interface PlayerState {
  /** When the frame on show begins, in ms from the film's start. */
  readonly timeMs: number
  readonly durationMs: number
  readonly rate: ShuttleRate
  /** Speed chosen in the menu. */
  readonly speed: number
  /** Waiting for the file or a seek for long enough that a person should hear of it. */
  readonly waiting: boolean
  /** The film played to its end. */
  readonly ended: boolean
  readonly clock: FrameClock
  /** The part that is played, in ms; null plays on to the end of the film. */
  readonly range: PlayRange | null
  /** Whether that part begins again at its end. */
  readonly loops: boolean
}

/** Just before the end of the frame on show (the ms that `indexAt` allows is taken off): what begins within a frame is there while it is shown. */
export const shownUntilMs = ({ timeMs, clock }: Pick<PlayerState, 'timeMs' | 'clock'>): number =>
  timeMs + Math.max(0, clock.intervalAt(timeMs) - 2)

/** A part of a film, in ms; its end is where its last frame ends. */
export interface PlayRange {
  readonly startMs: number
  readonly endMs: number
}

/** What can be asked of the player. */
export interface PlayerCommands {
  readonly seek: (timeMs: number) => void
  readonly stepFrames: (frames: number) => void
  readonly shuttle: (key: 'back' | 'pause' | 'forward' | 'toggle') => void
  readonly setSpeed: (speed: number) => void
  /** Plays a part from its start, or on from the time on show where that lies in it, and stands still on its last frame. */
  readonly playRange: (range: PlayRange, from?: 'start' | 'here') => void
  /** Whether the part that is played begins again at its end. */
  readonly setLoops: (loops: boolean) => void
}

/** The player of one page: its state, and the commands its engine obeys. */
export interface Player {
  readonly store: StoreApi<PlayerState>
  readonly commands: PlayerCommands
}

/** Makes the state of a player that stands at a time. */
export const createPlayerStore = (timeMs: number): StoreApi<PlayerState> =>
  createStore<PlayerState>()(() => ({
    timeMs,
    durationMs: 0,
    rate: 0,
    speed: 1,
    waiting: false,
    ended: false,
    clock: createFrameClock({ frameRate: null, variableFrameRate: false, frameCount: 0, durationMs: 0, scenes: [] }),
    range: null,
    loops: false,
  }))

/** Gives the player to the parts of its page. */
export const PlayerContext = createContext<Player | null>(null)

/** The player of the page around. */
export const usePlayer = (): Player => {
  const player = use(PlayerContext)
  if (player === null) throw new Error('PlayerContext is missing above this component')
  return player
}

/** Subscribes to one narrow part of the player's state. */
export const usePlayerState = <Value>(select: (state: PlayerState) => Value): Value =>
  useStore(usePlayer().store, select)
