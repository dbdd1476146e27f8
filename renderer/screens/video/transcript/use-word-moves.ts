import { type Caption, wordsOfCue } from '../../../../electron/contract/index.ts'
import { useStores } from '../../../stores/use-stores.tsx'
import { noMarks } from '../../../stores/video-view-store.ts'
import { shownUntilMs, usePlayer, usePlayerState } from '../../../widgets/player/player-store.ts'
import { indexAt } from '../../../widgets/player/scene-at.ts'
import type { WordPlace } from './use-word-drag.ts'

type Word = ReturnType<typeof wordsOfCue>[number]

/** Ways through the words of a transcript, from the one at the playhead. */
export interface WordMoves {
  readonly wordAt: (place: WordPlace) => Word | undefined
  /** Sets In and Out around the words from one to another, in any order. */
  readonly markWords: (from: WordPlace, to: WordPlace) => void
  /** Goes a word on or back; `grows`: the marked range goes along. */
  readonly moveWord: (step: 1 | -1, grows: boolean) => void
  /** Goes so many cues on or back, and no further than to the first or last. */
  readonly moveCue: (step: number) => void
}

/** Goes through the words of cues and marks them. */
export const useWordMoves = (videoId: string, cues: readonly Caption[]): WordMoves => {
  const { videoViews } = useStores()
  const { store, commands } = usePlayer()
  const clock = usePlayerState((state) => state.clock)
  const wordAt = ({ cue, word }: WordPlace) => {
    const found = cues[cue]
    return found === undefined ? undefined : wordsOfCue(found)[word]
  }
  /** Where the last frame begins that is shown before a word ends; frames and words have times in whole milliseconds. */
  const lastFrameBefore = (endMs: number, startMs: number): number => {
    const frame = clock.frameAt(endMs)
    const isBehind = clock.startOf(frame) >= endMs - 1
    return clock.startOf(Math.max(clock.frameAt(startMs), isBehind ? frame - 1 : frame))
  }
  const markWords = (from: WordPlace, to: WordPlace): void => {
    const [first, last] = [wordAt(from), wordAt(to)]
    if (first === undefined || last === undefined) return
    const startMs = Math.min(first.startMs, last.startMs)
    const endMs = Math.max(first.endMs, last.endMs)
    videoViews.getState().setMarks(videoId, {
      inMs: clock.startOf(clock.frameAt(startMs)),
      outMs: lastFrameBefore(endMs, startMs),
    })
  }
  /** Goes on by words from the one at the playhead; with Shift the marked range grows up to it. */
  const moveWord = (step: 1 | -1, grows: boolean): void => {
    const timeMs = shownUntilMs(store.getState())
    const index = Math.max(0, indexAt(cues, timeMs))
    const near = [index - 1, index, index + 1].flatMap((at) => {
      const cue = cues[at]
      return cue === undefined
        ? []
        : wordsOfCue(cue).map((word, place_) => ({ ...word, place: { cue: at, word: place_ } }))
    })
    const from = indexAt(near, timeMs)
    const next = near[Math.max(0, Math.min(near.length - 1, from + step))]
    if (next === undefined) return
    if (grows) {
      const base = near[Math.max(0, from)]
      const { inMs, outMs } = videoViews.getState().marks.get(videoId) ?? noMarks
      if (inMs === null || outMs === null) markWords(base?.place ?? next.place, next.place)
      else if (step > 0) {
        const out = lastFrameBefore(next.endMs, next.startMs)
        videoViews.getState().setMarks(videoId, { inMs, outMs: Math.max(outMs, out) })
      } else {
        const start = clock.startOf(clock.frameAt(next.startMs))
        videoViews.getState().setMarks(videoId, { inMs: Math.min(inMs, start), outMs })
      }
    }
    commands.seek(next.startMs)
  }
  const moveCue = (step: number): void => {
    const next = cues[Math.max(0, Math.min(cues.length - 1, indexAt(cues, shownUntilMs(store.getState())) + step))]
    if (next !== undefined) commands.seek(next.startMs)
  }
  return { wordAt, markWords, moveWord, moveCue }
}
