import type { Filmstrip } from '../../electron/contract/index.ts'
import { tileAt } from './filmstrip-tile.ts'
import './filmstrip-frame.css'

const share = (index: number, count: number): string => (count <= 1 ? '0%' : `${(index / (count - 1)) * 100}%`)

/**
 * One small frame of the filmstrip, letterboxed in its parent, which must be a positioned box with a size
 * (class `frame-box`). Used by hover-scrub and by the timeline.
 */
export const FilmstripFrame = ({ filmstrip, timeMs }: { readonly filmstrip: Filmstrip; readonly timeMs: number }) => {
  const tile = tileAt(filmstrip, timeMs)
  if (tile === null) return null
  const aspect = filmstrip.tileWidth / filmstrip.tileHeight
  return (
    <div className="filmstrip-frame__room" aria-hidden>
      <div
        className="filmstrip-frame"
        style={{
          aspectRatio: aspect,
          width: `min(100cqw, 100cqh * ${aspect})`,
          backgroundImage: `url("${tile.sheetUrl}")`,
          backgroundSize: `${filmstrip.columns * 100}% ${filmstrip.rows * 100}%`,
          backgroundPosition: `${share(tile.column, filmstrip.columns)} ${share(tile.row, filmstrip.rows)}`,
        }}
      />
    </div>
  )
}
