import type { Filmstrip } from '../../electron/contract/index.ts'
import './filmstrip-frame.css'

/** Where the tile that shows `timeMs` lies. */
export interface TilePlace {
  readonly tile: number
  readonly sheetUrl: string
  readonly column: number
  readonly row: number
}

/** Finds the tile nearest to a time; null when the filmstrip is empty or the sheet is not there. */
export const tileAt = (filmstrip: Filmstrip, timeMs: number): TilePlace | null => {
  if (filmstrip.count === 0) return null
  const tile = Math.max(0, Math.min(filmstrip.count - 1, Math.round(timeMs / filmstrip.intervalMs)))
  const perSheet = filmstrip.columns * filmstrip.rows
  const sheetUrl = filmstrip.sheetUrls[Math.floor(tile / perSheet)]
  if (sheetUrl === undefined) return null
  const onSheet = tile % perSheet
  return { tile, sheetUrl, column: onSheet % filmstrip.columns, row: Math.floor(onSheet / filmstrip.columns) }
}

const share = (index: number, count: number): string => (count <= 1 ? '0%' : `${(index / (count - 1)) * 100}%`)

/**
 * One small frame of the filmstrip, letterboxed in its parent, which must be a positioned box with a size
 * (class `frame-box`). Used by hover-scrub and by the timeline.
 */
export const FilmstripFrame = ({ filmstrip, timeMs }: { readonly filmstrip: Filmstrip; readonly timeMs: number }) => {
  const place = tileAt(filmstrip, timeMs)
  if (place === null) return null
  const aspect = filmstrip.tileWidth / filmstrip.tileHeight
  return (
    <div
      className="filmstrip-frame"
      aria-hidden
      style={{
        aspectRatio: aspect,
        width: `min(100cqw, 100cqh * ${aspect})`,
        backgroundImage: `url("${place.sheetUrl}")`,
        backgroundSize: `${filmstrip.columns * 100}% ${filmstrip.rows * 100}%`,
        backgroundPosition: `${share(place.column, filmstrip.columns)} ${share(place.row, filmstrip.rows)}`,
      }}
    />
  )
}
