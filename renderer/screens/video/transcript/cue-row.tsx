import { PencilLine } from 'lucide-react'
import { memo, type ReactNode, useMemo } from 'react'
import { type Caption, type CueWord, wordsOfCue } from '../../../../electron/contract/index.ts'
import { Highlighted } from '../../../ui/highlighted.tsx'
import { shownUntilMs, usePlayerState } from '../../../widgets/player/player-store.ts'
import { indexAt } from '../../../widgets/player/scene-at.ts'
import { type FoundPart, matchesInWord, transcriptWords } from './find-words.ts'

/** Below this a word is marked as doubtful. */
const doubtful = 0.5

interface WordsProps {
  readonly words: readonly CueWord[]
  readonly parts: readonly FoundPart[]
  /** Words of which the middle lies within it are tinted; in ms. */
  readonly marked: { readonly startMs: number; readonly endMs: number } | null
}

const Words = ({ words, parts, marked, lit }: WordsProps & { readonly lit: number }) => {
  const placed = useMemo(() => transcriptWords(words), [words])
  return placed.map((word, index) => {
    const { startMs = 0, endMs = 0, probability = 1 } = words[index] ?? {}
    const middleMs = (startMs + endMs) / 2
    const isMarked = marked !== null && middleMs >= marked.startMs && middleMs < marked.endMs
    return (
      <span
        // biome-ignore lint/suspicious/noArrayIndexKey: words are told apart by their place alone
        key={index}
        className="cue__word"
        data-word={index}
        data-lit={index === lit}
        data-unsure={probability < doubtful}
        data-marked={isMarked}
        draggable={isMarked}
      >
        <Highlighted text={word.text} matches={matchesInWord(word, parts)} />
      </span>
    )
  })
}

/** The words of the cue at the playhead; the one that is said is lit. */
const CurrentWords = (props: WordsProps) => {
  const lit = usePlayerState((state) => {
    const index = indexAt(props.words, shownUntilMs(state))
    return (props.words[index]?.endMs ?? 0) > state.timeMs ? index : -1
  })
  return <Words {...props} lit={lit} />
}

/** One cue: its time, a place for who speaks, and its words. */
export const CueRow = memo(
  ({
    cue,
    text,
    current,
    parts,
    marked,
    editor,
  }: {
    readonly cue: Caption
    /** When it begins, as it is written. */
    readonly text: string
    readonly current: boolean
    readonly parts: readonly FoundPart[]
    readonly marked: { readonly startMs: number; readonly endMs: number } | null
    /** In the place of the words while they are corrected. */
    readonly editor: ReactNode | null
  }) => {
    const words = useMemo(() => wordsOfCue(cue), [cue])
    return (
      <>
        <span className="cue__time tabular">
          {text}
          {cue.said === undefined ? null : (
            <span className="cue__corrected" title={`Corrected. Before: “${cue.said}”`}>
              <PencilLine size={12} role="img" aria-label="Corrected" />
            </span>
          )}
        </span>
        {editor ?? (
          <span className="cue__text" dir="auto">
            {current ? (
              <CurrentWords words={words} parts={parts} marked={marked} />
            ) : (
              <Words words={words} parts={parts} marked={marked} lit={-1} />
            )}
          </span>
        )}
      </>
    )
  },
)
CueRow.displayName = 'CueRow'
