import type { GrowingFilmstrip } from '../../domain/ports/index.ts'
import type { FilmstripComposer } from './filmstrip.ts'
import type { PictureWriter } from './picture-writer.ts'
import { partialSheet } from './result-folder.ts'

/** A pass that takes less than this needs no strip of its own: the whole one is there soon. */
const restMs = 1000
/** By how much a strip must have grown to be written again: so a long film costs some thirty small pictures in all. */
const growth = 1.25

/** Whether the strip is worth writing: it covers `coveredMs` of the film, and the one before covered `beforeMs`, `sinceMs` ago. */
export const isStripDue = (strip: {
  readonly coveredMs: number
  readonly beforeMs: number
  readonly sinceMs: number
}): boolean => strip.sinceMs >= restMs && strip.coveredMs > strip.beforeMs * growth

/** Writes the filmstrip of a pass now and then while it grows. */
export interface GrowingStrip {
  /** Call it for each frame. */
  readonly look: () => void
  /** Resolves when nothing is being written any more; nothing is afterwards. */
  readonly end: () => Promise<void>
}

/** A strip that fails to be written is only missed: the analysis goes on. */
export const createGrowingStrip = (parts: {
  readonly filmstrip: Pick<FilmstripComposer, 'coveredMs' | 'soFar'>
  readonly writer: Pick<PictureWriter, 'growing' | 'sheetsWritten'>
  readonly onGrown: (strip: GrowingFilmstrip) => void
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
}): GrowingStrip => {
  let writtenAt = parts.now()
  let beforeMs = 0
  let inWork: Promise<void> | null = null
  let ended = false

  const write = async (): Promise<void> => {
    const strip = parts.filmstrip.soFar()
    if (strip === null) return
    const whole = strip.layout.sheets - (strip.open === null ? 0 : 1)
    const files = Array.from({ length: whole }, (_, sheet) => partialSheet(sheet))
    await parts.writer.sheetsWritten()
    const last = strip.open === null ? [] : [await parts.writer.growing(strip.open)]
    if (!ended) parts.onGrown({ layout: strip.layout, files: [...files, ...last] })
  }
  return {
    look: () => {
      if (inWork !== null || ended) return
      const coveredMs = parts.filmstrip.coveredMs()
      if (!isStripDue({ coveredMs, beforeMs, sinceMs: parts.now() - writtenAt })) return
      beforeMs = coveredMs
      inWork = write()
        .catch(() => undefined)
        .finally(() => {
          writtenAt = parts.now()
          inWork = null
        })
    },
    end: async () => {
      ended = true
      await inWork
    },
  }
}
