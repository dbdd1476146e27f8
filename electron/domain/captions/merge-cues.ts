import type { Cue } from '../ports/index.ts'

/**
 * Cues with the same words are merged when the gap between them is at most this, in ms: one frame and some rounding.
 */
const touchMs = 50

/**
 * Joins cues with the same words that touch or overlap: signs that are written anew for every frame, layers of one
 * text. Other cues may lie between them. Input and output are ordered by start.
 */
export const mergeSameText = (cues: readonly Cue[]): readonly Cue[] => {
  const merged: { startMs: number; endMs: number; text: string }[] = []
  const open = new Map<string, (typeof merged)[number]>()
  for (const cue of cues) {
    const earlier = open.get(cue.text)
    if (earlier !== undefined && cue.startMs <= earlier.endMs + touchMs)
      earlier.endMs = Math.max(earlier.endMs, cue.endMs)
    else {
      const kept = { ...cue }
      merged.push(kept)
      open.set(cue.text, kept)
    }
  }
  return merged
}

/** Largest gap between the cues of a rolling caption, in ms: none, or a few frames. */
const rollGapMs = 250
/**
 * Longest of the short cues that YouTube puts between two phrases to show the finished lines, in ms (they last 10 ms).
 */
const flashMs = 50
/**
 * Captions count as rolling after this many steps in which lines move up or grow; once may be chance, as in a song's
 * refrain.
 */
const leastSteps = 2

interface Step {
  /** How many lines were shown already in the cue before; the last of them may have grown. */
  readonly carried: number
  readonly grown: boolean
}

/** How many of a cue's first lines are the last ones of the cue before. */
const stepBetween = (before: readonly string[], lines: readonly string[]): Step => {
  for (let carried = Math.min(before.length, lines.length); carried > 0; carried -= 1) {
    const shown = before.slice(before.length - carried)
    const last = shown.at(-1) ?? ''
    const now = lines[carried - 1] ?? ''
    if (!shown.slice(0, -1).every((line, index) => line === lines[index])) continue
    if (now === last) return { carried, grown: false }
    if (last !== '' && now.startsWith(last)) return { carried, grown: true }
  }
  return { carried: 0, grown: false }
}

interface Entry {
  readonly cue: Cue
  readonly lines: readonly string[]
  /** Null at the beginning of a run. */
  readonly step: Step | null
}

/** Runs of cues that follow one another with lines in common. */
const runsOf = (cues: readonly Cue[]): readonly (readonly Entry[])[] => {
  const runs: Entry[][] = []
  for (const cue of cues) {
    const lines = cue.text.split('\n')
    const run = runs.at(-1)
    const before = run?.at(-1)
    const follows =
      before !== undefined && cue.startMs >= before.cue.startMs && Math.abs(cue.startMs - before.cue.endMs) <= rollGapMs
    const step = follows ? stepBetween(before.lines, lines) : null
    if (run !== undefined && step !== null && step.carried > 0) run.push({ cue, lines, step })
    else runs.push([{ cue, lines, step: null }])
  }
  return runs
}

/** Whether lines moved up, grew or left since the cue before; false for the same cue shown again. */
const isRoll = ({ lines, step }: Entry, before: Entry | undefined): boolean =>
  step !== null && (step.grown || lines.length > step.carried || (before?.lines.length ?? 0) > lines.length)

const unrolled = (run: readonly Entry[]): readonly Cue[] => {
  const said: { startMs: number; endMs: number; text: string }[] = []
  for (const { cue, lines, step } of run) {
    const carried = step?.carried ?? 0
    const last = said.at(-1)
    if (step !== null && last !== undefined) {
      if (step.grown) {
        const told = last.text.split('\n')
        told[told.length - 1] = lines[carried - 1] ?? ''
        last.text = told.join('\n')
        last.endMs = Math.max(last.endMs, cue.endMs)
      } else if (lines.length === carried && cue.endMs - cue.startMs > flashMs)
        last.endMs = Math.max(last.endMs, cue.endMs)
    }
    const fresh = lines.slice(carried)
    if (fresh.length > 0) said.push({ startMs: cue.startMs, endMs: cue.endMs, text: fresh.join('\n') })
  }
  return said
}

/**
 * Rolling captions (YouTube's automatic ones, roll-up captions of television, what converters make of them) say each
 * line two or three times: while it is spoken and while it moves up. Gives each line once, when it is said. Cues by start.
 * `isCertain` is for captions that are known to roll.
 */
export const unrollCues = (cues: readonly Cue[], isCertain = false): readonly Cue[] =>
  runsOf(cues).flatMap((run) => {
    const steps = run.filter((entry, index) => isRoll(entry, run[index - 1])).length
    return steps >= (isCertain ? 1 : leastSteps) ? unrolled(run) : run.map(({ cue }) => cue)
  })
