import type { Filmstrip } from '../../electron/contract/index.ts'

/** Where the tile that shows `timeMs` lies. */
export interface Tile {
  readonly tile: number
  readonly sheetUrl: string
  readonly column: number
  readonly row: number
}

/** Finds the tile nearest to a time; null when the filmstrip is empty or the sheet is not there. */
export const tileAt = (filmstrip: Filmstrip, timeMs: number): Tile | null => {
  if (filmstrip.count === 0) return null
  const tile = Math.max(0, Math.min(filmstrip.count - 1, Math.round(timeMs / filmstrip.intervalMs)))
  const perSheet = filmstrip.columns * filmstrip.rows
  const sheetUrl = filmstrip.sheetUrls[Math.floor(tile / perSheet)]
  if (sheetUrl === undefined) return null
  const onSheet = tile % perSheet
  return { tile, sheetUrl, column: onSheet % filmstrip.columns, row: Math.floor(onSheet / filmstrip.columns) }
}
