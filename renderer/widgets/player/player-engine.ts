import type { StoreApi } from 'zustand/vanilla'
import { copyZero, type FilmZero, filmTimeMs } from '../../../electron/contract/index.ts'
import { filmTimeOfElementMs, seekToFilmTime } from '../../ui/film-time-of-element.ts'
import { stepBackwards, stepForwards } from './frame-walk.ts'
import { isInRange, rangeStep } from './play-range.ts'
import type { PlayerCommands, PlayerState, PlayRange } from './player-store.ts'
import { reverseTimeMs, type ShuttleRate, shuttle } from './shuttle.ts'

/** Drives one video element after another from the player's state. */
export interface PlayerEngine {
  readonly commands: PlayerCommands
  /** Takes the element and the film's zero in the file that it plays; the answer lets go of it. */
  readonly attach: (element: HTMLVideoElement, zero: FilmZero) => () => void
}

/** A person is told that the player waits only when it does so for longer. */
const waitingAfterMs = 400
/** How long an exact step waits for its frame before it takes the estimate. */
const frameWaitMs = 1500
/** A picture that stands for longer is held: times within it are told apart. */
const heldMs = 1000
/** A seek that presented nothing for so long after it was done stayed within the frame on show. */
const sameFrameAfterMs = 120

const hasFrameCallback = (element: HTMLVideoElement): boolean => 'requestVideoFrameCallback' in element

/** Makes the engine. Seeks are never queued: while one is under way only the newest target is kept. */
export const createPlayerEngine = (store: StoreApi<PlayerState>): PlayerEngine => {
  let element: HTMLVideoElement | null = null
  let zero: FilmZero = copyZero
  let target: number | null = null
  /** Film time that the element was last sent to. */
  let asked: number | null = null
  let walking = false
  let stepsWanted = 0
  let reverseTimer: ReturnType<typeof setTimeout> | null = null
  let waitingTimer: ReturnType<typeof setTimeout> | null = null
  let frameHeard: ((mediaMs: number) => void) | null = null
  let seekDone: (() => void) | null = null
  let lastHeard: number | null = null

  const state = store.getState
  const lastMs = (): number => {
    const { durationMs, clock } = state()
    return Math.max(0, durationMs - clock.intervalAt(durationMs) / 2)
  }
  const clampTime = (timeMs: number): number => Math.max(0, Math.min(lastMs(), timeMs))

  const pushSeek = (): void => {
    if (element === null || target === null || element.seeking || element.readyState === 0) return
    const next = target
    target = null
    asked = next
    seekToFilmTime(element, next, zero)
  }
  const seekElement = (timeMs: number): void => {
    target = clampTime(timeMs)
    pushSeek()
  }
  const stopReverse = (): void => {
    if (reverseTimer !== null) clearTimeout(reverseTimer)
    reverseTimer = null
  }
  const playBackwards = (rate: ShuttleRate): void => {
    stopReverse()
    const fromMs = state().timeMs
    const began = performance.now()
    const tick = (): void => {
      const { clock, speed } = state()
      const timeMs = reverseTimeMs(fromMs, performance.now() - began, rate, speed)
      if (element !== null && !element.seeking) {
        const frame = clock.frameAt(timeMs)
        store.setState({ timeMs: clock.startOf(frame) })
        seekElement(clock.middleOf(frame))
      }
      if (timeMs <= 0) applyRate(0)
      else reverseTimer = setTimeout(tick, 1000 / 60)
    }
    tick()
  }
  const applyRate = (rate: ShuttleRate): void => {
    const before = state().rate
    stopReverse()
    store.setState({ rate, ...(rate === 0 ? {} : { ended: false }) })
    if (element === null) return
    if (rate > 0) {
      if (state().timeMs >= lastMs() - 1 && before === 0) seek(0)
      element.playbackRate = Math.min(16, rate * state().speed)
      element.play().catch(() => store.setState({ rate: 0 }))
      return
    }
    element.pause()
    if (rate < 0) playBackwards(rate)
    // The frame on show is the one under the playhead, and seeking to its middle makes later steps exact. Where a seek still
    // waits, as for a film that is not loaded yet, the playhead is ahead of the element.
    else if (before > 0 && target === null)
      store.setState({ timeMs: state().clock.snap(filmTimeOfElementMs(element, zero)).timeMs })
  }
  const seek = (timeMs: number): void => {
    const { clock, rate, range } = state()
    // Who goes elsewhere is done with the part that was played.
    if (range !== null && !isInRange(range, timeMs)) store.setState({ range: null, loops: false })
    const snapped = clock.snap(clampTime(clock.exactStartOf(timeMs)))
    stepsWanted = 0
    store.setState({ timeMs: snapped.timeMs, ended: false })
    seekElement(snapped.seekMs)
    if (rate < 0) playBackwards(rate)
  }

  const playRange = (range: PlayRange, from: 'start' | 'here' = 'start'): void => {
    store.setState({ range })
    if (from === 'start' || !isInRange(range, state().timeMs)) seek(range.startMs)
    applyRate(1)
  }
  /** What follows the frame on show where only a part of the film is played. */
  const followRange = (): void => {
    const { range, loops, rate, timeMs, clock } = state()
    if (range === null || rate <= 0) return
    switch (rangeStep(range, loops, { timeMs, intervalMs: clock.intervalAt(timeMs) })) {
      case 'go-on':
        return
      case 'again':
        seek(range.startMs)
        return
      case 'stop':
        applyRate(0)
        store.setState({ range: null })
        // On a busy machine frames are left out, and this one may lie beyond the last.
        seek(Math.max(range.startMs, range.endMs - clock.intervalAt(range.endMs) / 2))
    }
  }

  /**
   * Seeks and waits until its frame is presented; answers when that frame begins. A seek within the frame on show
   * presents nothing new, so after a moment the last one heard of is taken.
   */
  const show = (timeMs: number): Promise<number | null> =>
    new Promise((resolve) => {
      let heard: number | null = null
      let settle: ReturnType<typeof setTimeout> | null = null
      const finish = (value: number | null): void => {
        clearTimeout(deadline)
        if (settle !== null) clearTimeout(settle)
        frameHeard = null
        seekDone = null
        resolve(value)
      }
      const deadline = setTimeout(() => finish(null), frameWaitMs)
      frameHeard = (mediaMs) => {
        heard = mediaMs
        // A frame may be presented just before its seek counts as done, or just after.
        if (settle !== null) finish(mediaMs)
      }
      seekDone = () => {
        if (heard !== null) finish(heard)
        else settle ??= setTimeout(() => finish(lastHeard), sameFrameAfterMs)
      }
      seekElement(timeMs)
    })
  /** Steps through a film of variable rate, where only the player knows when frames begin. */
  const walk = async (): Promise<void> => {
    if (walking) return
    walking = true
    while (stepsWanted !== 0 && element !== null) {
      const forwards = stepsWanted > 0
      stepsWanted += forwards ? -1 : 1
      const { timeMs, durationMs, clock } = state()
      const begins = forwards
        ? await stepForwards(timeMs, clock.intervalAt(timeMs), durationMs, show)
        : await stepBackwards(timeMs, show)
      if (begins === null) stepsWanted = 0
      else store.setState({ timeMs: begins })
    }
    walking = false
  }
  const stepFrames = (frames: number): void => {
    if (state().rate !== 0) applyRate(0)
    const { clock, timeMs } = state()
    if (!clock.exact && element !== null && hasFrameCallback(element) && element.readyState > 0) {
      stepsWanted += frames
      void walk()
      return
    }
    const from = clock.frameAt(timeMs)
    // While the last picture is held, a step back ends at its start.
    const isHeld = clock.snap(timeMs).timeMs > clock.startOf(from)
    const next = Math.max(0, from + frames + (isHeld && frames < 0 ? 1 : 0))
    store.setState({ timeMs: clock.startOf(next), ended: false })
    seekElement(clock.middleOf(next))
  }

  const setWaiting = (waiting: boolean): void => {
    if (waitingTimer !== null) clearTimeout(waitingTimer)
    waitingTimer = waiting ? setTimeout(() => store.setState({ waiting: true }), waitingAfterMs) : null
    if (!waiting && state().waiting) store.setState({ waiting: false })
  }

  const attach = (video: HTMLVideoElement, zeroOfFile: FilmZero): (() => void) => {
    element = video
    zero = zeroOfFile
    asked = null
    const listeners = new AbortController()
    const { signal } = listeners
    const on = (name: string, handler: () => void): void => video.addEventListener(name, handler, { signal })
    /** Whether the time that was asked for lies deep in a picture that begins at a time: it is held, and the time stays. */
    const isAskedOf = (timeMs: number): boolean => asked !== null && asked > timeMs + heldMs
    const hearTime = (timeMs: number): void => {
      // While a seek is wanted or backwards play sets the time itself, what was shown before is old news.
      if (!placed || target !== null || video.seeking || walking || state().rate < 0) return
      // At rest the time is the one that was asked for, and exact; a frame told of late must not move it.
      if (state().rate === 0 && (state().clock.exact || isAskedOf(timeMs))) return
      // Files keep smaller fractions than any time in the app has.
      store.setState({ timeMs: Math.round(Math.min(timeMs, state().durationMs) * 1000) / 1000 })
      followRange()
    }
    let frameHandle = 0
    /** Whether the element was sent to the player's time yet; until then it shows its first frame. */
    let placed = false
    const onFrame = (_now: number, frame: VideoFrameCallbackMetadata): void => {
      const mediaMs = filmTimeMs(frame.mediaTime * 1000, zero)
      lastHeard = mediaMs
      frameHeard?.(mediaMs)
      hearTime(mediaMs)
      frameHandle = video.requestVideoFrameCallback(onFrame)
    }
    if (hasFrameCallback(video)) frameHandle = video.requestVideoFrameCallback(onFrame)
    // While one picture is held, or before the first, no frame is told of, though the sound goes on.
    const isHeld = (timeMs: number): boolean => timeMs > state().timeMs + 1.5 * state().clock.intervalAt(timeMs)
    on('timeupdate', () => {
      const timeMs = filmTimeOfElementMs(video, zero)
      if (state().rate > 0 && (!hasFrameCallback(video) || isHeld(timeMs))) hearTime(timeMs)
    })
    // Of files whose streams all begin late the browser learns the whole length only when it has read their end.
    on('durationchange', () => {
      if (asked === null || state().rate !== 0 || target !== null) return
      if (filmTimeOfElementMs(video, zero) < asked - 1) {
        target = asked
        pushSeek()
      }
    })
    const onMetadata = (): void => {
      if (Number.isFinite(video.duration) && state().durationMs === 0) {
        store.setState({ durationMs: Math.round(filmTimeMs(video.duration * 1000, zero)) })
      }
      const { clock, timeMs } = state()
      placed = true
      seekElement(clock.snap(timeMs).seekMs)
      if (state().rate > 0) applyRate(state().rate)
    }
    on('loadedmetadata', onMetadata)
    // A file in the browser's cache may be faster than this.
    if (video.readyState >= HTMLMediaElement.HAVE_METADATA) onMetadata()
    on('seeked', () => {
      setWaiting(false)
      pushSeek()
      if (!video.seeking) seekDone?.()
    })
    on('seeking', () => setWaiting(true))
    on('waiting', () => setWaiting(true))
    on('playing', () => setWaiting(false))
    on('canplay', () => setWaiting(false))
    on('ended', () => {
      const { clock, range, loops } = state()
      if (range !== null && loops) {
        playRange(range)
        return
      }
      store.setState({ rate: 0, range: null, ended: true, timeMs: clock.snap(lastMs()).timeMs })
    })
    on('pause', () => {
      if (state().rate > 0 && !video.ended) store.setState({ rate: 0 })
    })
    on('play', () => {
      if (state().rate <= 0) {
        stopReverse()
        store.setState({ rate: 1 })
      }
    })
    return () => {
      listeners.abort()
      if (hasFrameCallback(video)) video.cancelVideoFrameCallback(frameHandle)
      stopReverse()
      setWaiting(false)
      stepsWanted = 0
      target = null
      element = null
    }
  }

  return {
    commands: {
      seek,
      stepFrames,
      shuttle: (key) => {
        const rate = shuttle(state().rate, key)
        // Pausing ends the part that was to be played, unless it goes round.
        if (rate <= 0 && !state().loops) store.setState({ range: null })
        applyRate(rate)
      },
      playRange,
      setLoops: (loops) => store.setState({ loops }),
      setSpeed: (speed) => {
        store.setState({ speed })
        if (element !== null && state().rate > 0) element.playbackRate = Math.min(16, state().rate * speed)
        if (state().rate < 0) playBackwards(state().rate)
      },
    },
    attach,
  }
}
