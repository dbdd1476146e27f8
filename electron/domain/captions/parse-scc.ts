import { basicCharacter, pairCharacter, preambleRow } from './line21-characters.ts'
import { linesOf, type ParsedCaptions, type RawCue } from './raw-cue.ts'
import { parseClock } from './timing-line.ts'

const framesPerSecond = 30_000 / 1001
const controls = {
  resumeLoading: 0x20,
  backspace: 0x21,
  deleteToEnd: 0x24,
  rollUp2: 0x25,
  rollUp4: 0x27,
  resumeDirect: 0x29,
  eraseDisplayed: 0x2c,
  carriageReturn: 0x2d,
  eraseHidden: 0x2e,
  endOfCaption: 0x2f,
} as const

type Mode = 'pop-on' | 'roll-up' | 'paint-on'

/** Text by row. */
type Memory = Map<number, string>

const textOf = (memory: Memory): string =>
  [...memory]
    .sort(([a], [b]) => a - b)
    .map(([, text]) => text.trim())
    .filter((text) => text !== '')
    .join('\n')

/** A decoder of caption channel 1: what is shown becomes cues. */
const createDecoder = () => {
  const cues: RawCue[] = []
  let mode: Mode = 'pop-on'
  let row = 15
  let shown: Memory = new Map()
  let hidden: Memory = new Map()
  let sinceMs = 0
  let otherChannel = false
  let lastControl = -1

  const target = (): Memory => (mode === 'pop-on' ? hidden : shown)
  const clear = (atMs: number): void => {
    const text = textOf(shown)
    if (text !== '') cues.push({ startMs: sinceMs, endMs: atMs, text })
    shown = new Map()
    sinceMs = atMs
  }
  const write = (text: string, atMs: number): void => {
    const memory = target()
    if (memory === shown && textOf(shown) === '') sinceMs = atMs
    memory.set(row, (memory.get(row) ?? '') + text)
  }
  const erase = (): void => {
    const memory = target()
    memory.set(row, (memory.get(row) ?? '').slice(0, -1))
  }
  const control = (code: number, atMs: number): void => {
    if (code === controls.resumeLoading) mode = 'pop-on'
    else if (code === controls.resumeDirect) mode = 'paint-on'
    else if (code >= controls.rollUp2 && code <= controls.rollUp4) {
      if (mode !== 'roll-up') clear(atMs)
      mode = 'roll-up'
      row = 15
    } else if (code === controls.backspace) erase()
    else if (code === controls.deleteToEnd) target().delete(row)
    else if (code === controls.eraseDisplayed) clear(atMs)
    else if (code === controls.eraseHidden) hidden = new Map()
    // A line that rolls up has been said; it is one cue, and is not said again above the next.
    else if (code === controls.carriageReturn && mode === 'roll-up') clear(atMs)
    else if (code === controls.endOfCaption) {
      clear(atMs)
      shown = hidden
      hidden = new Map()
      mode = 'pop-on'
    }
  }

  const take = (first: number, second: number, atMs: number): void => {
    if (first >= 0x10 && first <= 0x1f) {
      const word = first * 256 + second
      const isRepeat = word === lastControl
      lastControl = isRepeat ? -1 : word
      if (isRepeat) return
      otherChannel = (first & 0x08) !== 0
      if (otherChannel) return
      const preamble = preambleRow(first, second)
      const pair = pairCharacter(first, second)
      if (preamble !== null) {
        if (mode !== 'roll-up') row = preamble
        const before = target().get(row) ?? ''
        if (before !== '' && mode !== 'roll-up') target().set(row, `${before} `)
      } else if (pair !== null) {
        if (pair.replaces) erase()
        write(pair.text, atMs)
      } else if (first === 0x14 && second >= 0x20 && second <= 0x2f) control(second, atMs)
      // Colours and italics take the place of a blank, as tabulators do.
      else if ((first === 0x11 || first === 0x17) && second >= 0x20 && second <= 0x2f) write(' ', atMs)
      return
    }
    lastControl = -1
    if (otherChannel) return
    for (const code of [first, second]) {
      const text = basicCharacter(code)
      if (text !== null) write(text, atMs)
    }
  }
  const end = (atMs: number): readonly RawCue[] => {
    clear(atMs)
    return cues
  }
  return { take, end }
}

const defaultShownMs = 4000

/** Reads Scenarist closed captions (SCC): CEA-608 codes as hexadecimal words behind the timecode of the first. */
export const parseScc = (text: string): ParsedCaptions => {
  const decoder = createDecoder()
  let skipped = 0
  let lastMs = 0
  for (const line of linesOf(text)) {
    const [, clock = '', data = ''] = /^\s*(-?\d+[:;][\d:;.]+)\s+((?:[0-9a-f]{4}\s*)+)$/i.exec(line) ?? []
    if (clock === '') {
      if (/^\s*\S+\s+(?:[0-9a-f]{4}\s+){3}/i.test(line)) skipped += 1
      continue
    }
    const atMs = parseClock(clock, { framesPerSecond })
    if (atMs === null) {
      skipped += 1
      continue
    }
    for (const [index, word] of data.trim().split(/\s+/).entries()) {
      // The highest bit of each byte is parity.
      const value = Number.parseInt(word, 16) & 0x7f7f
      lastMs = Math.round(atMs + (index * 1000) / framesPerSecond)
      if (value !== 0) decoder.take(value >> 8, value & 0xff, lastMs)
    }
  }
  return { cues: decoder.end(lastMs + defaultShownMs), skipped }
}
