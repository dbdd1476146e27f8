import { useCallback, useEffect, useRef, useState } from 'react'
import type { FilmZero } from '../../../electron/contract/index.ts'
import { filmTimeOfElementMs, seekToFilmTime, withinFrameMs } from '../../ui/film-time-of-element.ts'
import type { SharedStretch } from './compare-copies.ts'

interface StepPlayer {
  readonly element: HTMLVideoElement
  readonly stretch: SharedStretch
  readonly zero: FilmZero
}

/** Players drift; further apart than this they are put in step again. */
const driftMs = 120
const checkEachMs = 250
/** `HAVE_FUTURE_DATA`: it can go on from here. */
const canPlay = 3

/** Plays several films in step, each its own stretch, again and again. */
export interface StepPlayers {
  readonly playing: boolean
  readonly setPlaying: (playing: boolean) => void
  /** Adds a player once it has an address; answers what takes it out. */
  readonly add: (player: StepPlayer) => () => void
}

const goTo = ({ element, stretch, zero }: StepPlayer, intoMs: number): void =>
  seekToFilmTime(element, stretch.startMs + intoMs + withinFrameMs, zero)
const intoStretchMs = ({ element, stretch, zero }: StepPlayer): number =>
  filmTimeOfElementMs(element, zero) - stretch.startMs

/** The first player leads: the others follow where they drift, and all begin again at the end of the stretch. */
const keepInStep = (players: readonly StepPlayer[]): void => {
  const [leader, ...others] = players
  if (leader === undefined) return
  const intoMs = intoStretchMs(leader)
  if (intoMs >= leader.stretch.endMs - leader.stretch.startMs || leader.element.ended) {
    for (const player of players) goTo(player, 0)
  } else {
    for (const player of others) if (Math.abs(intoStretchMs(player) - intoMs) > driftMs) goTo(player, intoMs)
  }
  // They begin together, so none plays before all can.
  const ready = players.every(({ element }) => element.readyState >= canPlay && !element.seeking)
  for (const { element } of players)
    if (ready && element.paused) element.play().catch(() => undefined)
    else if (!ready && !element.paused) element.pause()
}

/** Players that stand still until they are told to play. */
export const useStepPlayers = (): StepPlayers => {
  const players = useRef(new Set<StepPlayer>())
  const [playing, setPlaying] = useState(false)
  const add = useCallback((player: StepPlayer) => {
    players.current.add(player)
    goTo(player, 0)
    return () => {
      players.current.delete(player)
    }
  }, [])
  useEffect(() => {
    if (!playing) return
    const timer = setInterval(() => keepInStep([...players.current]), checkEachMs)
    const all = players.current
    return () => {
      clearInterval(timer)
      for (const { element } of all) element.pause()
    }
  }, [playing])
  return { playing, setPlaying, add }
}
