/// <reference path="./mux-js.d.ts" />
import { Cea708Stream } from 'mux.js/lib/m2ts/caption-stream.js'
import type { RawCue } from '../../../domain/captions/index.ts'
import type { CaptionPair } from './caption-pair.ts'

/** Cues of the services of CEA-708 that have any, by their numbers: 1 is the main one. */
export type Cea708Cues = ReadonlyMap<number, readonly RawCue[]>

/** A caption that nothing takes off the screen is shown this long behind the last pair. */
const lastShownMs = 4000
/** Most characters of all services; more is damage, and would take ever longer as windows only grow. */
const mostCharacters = 32_000_000

class TooMuchText extends Error {}

/**
 * Decodes CEA-708. Takes pairs in the order of time; those of CEA-608 are passed over, as is service 0, which is no captions.
 */
export const createCea708Decoder = () => {
  const found = new Map<number, RawCue[]>()
  const decoder = new Cea708Stream()
  let characters = 0
  let lastMs = 0
  let isOpen = true
  decoder.on('data', ({ startPts, endPts, text, stream }) => {
    characters += text.length
    if (characters > mostCharacters) throw new TooMuchText()
    const service = Number(/^cc708_(\d+)$/.exec(stream)?.[1] ?? 0)
    if (service === 0 || text.trim() === '') return
    const cues = found.get(service) ?? []
    cues.push({ startMs: Math.round(startPts), endMs: Math.round(endPts), text: text.replace(/\n{2,}/g, '\n') })
    found.set(service, cues)
  })
  // The library counts a caption from the end of the one before it; it is shown from its first letter on.
  const handleText = decoder.handleText.bind(decoder)
  decoder.handleText = (index, service, options) => {
    const isBlank = service.windows.every((shown) => shown.visible === 0 || shown.isEmpty())
    if (isBlank) service.startPts = decoder.getPts(index) ?? service.startPts
    return handleText(index, service, options)
  }
  const unlessTooMuch = (work: () => void): void => {
    try {
      if (isOpen) work()
    } catch (cause) {
      if (!(cause instanceof TooMuchText)) throw cause
      isOpen = false
    }
  }
  const take = ({ type, atMs, first, second }: CaptionPair): void => {
    if (type < 2) return
    lastMs = atMs
    unlessTooMuch(() => decoder.push({ type, pts: atMs, ccData: first * 256 + second }))
  }
  const end = (): Cea708Cues => {
    unlessTooMuch(() => {
      decoder.new708Packet()
      for (const service of Object.values(decoder.services)) decoder.flushDisplayed(lastMs + lastShownMs, service)
    })
    return found
  }
  return { take, end }
}
