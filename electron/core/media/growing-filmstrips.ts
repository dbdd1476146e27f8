import type { GrowingFilmstrip } from '../../domain/ports/index.ts'

/** Filmstrips of the videos that are being analysed now, by content id. They live as long as the analysis. */
export interface GrowingFilmstrips {
  /** Null: the analysis has ended. */
  readonly put: (contentId: string, strip: GrowingFilmstrip | null) => void
  readonly of: (contentId: string) => GrowingFilmstrip | null
}

/** An empty board. */
export const createGrowingFilmstrips = (): GrowingFilmstrips => {
  const strips = new Map<string, GrowingFilmstrip>()
  return {
    put: (contentId, strip) => {
      if (strip === null) strips.delete(contentId)
      else strips.set(contentId, strip)
    },
    of: (contentId) => strips.get(contentId) ?? null,
  }
}
