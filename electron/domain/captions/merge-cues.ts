import type { Cue } from '../ports/index.ts'

/** Cues with the same words that are no further apart than this are one: a frame, and what rounding adds. */
const touchMs = 50

/**
 * Joins cues of the same words that touch or overlap: signs that are set anew for every frame, layers of one text. Others
 * may lie between them. Takes and gives cues by start.
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

/** Cues of a rolling caption follow one another without a gap, or with one of a few frames. */
const rollGapMs = 250
/** YouTube shows the finished lines by themselves for 10 ms between two phrases. */
const flashMs = 50
/** So many steps of lines that move up or grow make captions rolling; a song repeats a line by chance. */
const leastSteps = 2

interface Step {
  /** Lines that were on show already; the last of them may have grown. */
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

/** Lines that moved up, grew, or went: not the same cue shown again. */
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
 */
export const unrollCues = (cues: readonly Cue[]): readonly Cue[] =>
  runsOf(cues).flatMap((run) => {
    const steps = run.filter((entry, index) => isRoll(entry, run[index - 1])).length
    return steps >= leastSteps ? unrolled(run) : run.map(({ cue }) => cue)
  })
