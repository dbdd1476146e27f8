import type { FilmstripLayout } from '../../domain/ports/index.ts'
import { fitInto, frameBytes, longestTileSide, type Size } from './frame-size.ts'

const shortestIntervalMs = 250
const usualIntervalMs = 1000
/** The interval is doubled until a video needs no more tiles than this. */
const mostTiles = 10_800
/** Never more tiles than this, even when the claimed length is wrong. */
const hardTileLimit = 12_000
/** Tiles kept in memory while the interval may still grow: one minute at 250 ms. */
const mostUndecidedTiles = 240
const sheetColumns = 10
const sheetRows = 10
const tilesPerSheet = sheetColumns * sheetRows

/** Interval between tiles in ms for a video of this length: 1 s, doubled until 10,800 tiles cover it. */
export const finalIntervalMs = (claimedDurationMs: number): number => {
  let intervalMs = usualIntervalMs
  while (claimedDurationMs / intervalMs > mostTiles) intervalMs *= 2
  return intervalMs
}

/** A sheet ready to be encoded. */
export interface FilmstripSheet {
  readonly index: number
  readonly size: Size
  readonly pixels: Uint8Array
  /** Whether another sheet follows immediately, as at the end of a video. */
  readonly isFollowed: boolean
}

/** The tiles that a composer has, as they lie if the film ends here. */
export interface FilmstripSoFar {
  readonly layout: FilmstripLayout
  /** The last sheet, which is not written yet; null where every tile lies on a whole one. */
  readonly open: { readonly size: Size; readonly pixels: Uint8Array } | null
}

/** Composes sprite sheets from the frames of one film. */
export interface FilmstripComposer {
  /** Whether a tile before `untilMs` is still missing; false for most frames. */
  readonly isDue: (untilMs: number) => boolean
  /**
   * Uses the current frame for every missing tile before `untilMs`, when the next frame begins. `scale` is called at
   * once or not at all.
   */
  readonly show: (untilMs: number, scale: (target: Uint8Array, size: Size) => void) => Promise<void>
  /** Up to which time of the film there are tiles, in ms. */
  readonly coveredMs: () => number
  /** Null before the first tile. */
  readonly soFar: () => FilmstripSoFar | null
  /** Writes what is left; null when there was no frame. */
  readonly finish: () => Promise<FilmstripLayout | null>
}

/**
 * Starts with a tile each 250 ms and doubles the interval when a minute of them has gathered, until it is the one for the
 * claimed length: so the interval suits the real length, whatever the container claims. All sheets have the same size; the
 * last one is padded with black.
 */
export const createFilmstripComposer = (film: {
  readonly frame: Size
  readonly claimedDurationMs: number
  readonly onSheet: (sheet: FilmstripSheet) => Promise<void>
}): FilmstripComposer => {
  const tile = fitInto(film.frame, longestTileSide)
  const tileBytes = frameBytes(tile)
  const lastIntervalMs = finalIntervalMs(film.claimedDurationMs)
  let intervalMs = shortestIntervalMs
  let tiles: Uint8Array[] = []
  let written = 0
  let sheets = 0

  const draw = (rows: number, columns: number): { readonly size: Size; readonly pixels: Uint8Array } => {
    const size = { width: columns * tile.width, height: rows * tile.height }
    const pixels = new Uint8Array(frameBytes(size))
    pixels.fill(128, size.width * size.height)
    tiles.slice(0, rows * columns).forEach((source, position) => {
      placeTile(pixels, size, source, tile, position % columns, Math.floor(position / columns))
    })
    return { size, pixels }
  }
  const compose = async (rows: number, columns: number, isFollowed: boolean): Promise<void> => {
    const sheet = draw(rows, columns)
    written += tiles.splice(0, rows * columns).length
    await film.onSheet({ index: sheets++, ...sheet, isFollowed })
  }
  const layoutOf = (rows: number, columns: number, open: number): FilmstripLayout => ({
    tileWidth: tile.width,
    tileHeight: tile.height,
    columns,
    rows,
    intervalMs,
    count: written + tiles.length,
    sheets: sheets + open,
  })
  const thinOut = (): void => {
    while (tiles.length > mostUndecidedTiles && intervalMs < lastIntervalMs) {
      intervalMs *= 2
      tiles = tiles.filter((_, index) => index % 2 === 0)
    }
  }

  const isDue = (untilMs: number): boolean =>
    (written + tiles.length) * intervalMs < untilMs && written + tiles.length < hardTileLimit

  return {
    isDue,
    show: async (untilMs, scale) => {
      let fresh: Uint8Array | null = null
      while (isDue(untilMs)) {
        if (fresh === null) {
          fresh = new Uint8Array(tileBytes)
          scale(fresh, tile)
        }
        tiles.push(fresh)
        thinOut()
        if (intervalMs >= lastIntervalMs && tiles.length >= tilesPerSheet) await compose(sheetRows, sheetColumns, false)
      }
    },
    coveredMs: () => (written + tiles.length) * intervalMs,
    soFar: () => {
      const open = tiles.length > 0 ? 1 : 0
      if (sheets + open === 0) return null
      // Before the first whole sheet its height is free.
      const columns = sheets > 0 ? sheetColumns : Math.min(sheetColumns, tiles.length)
      const rows = sheets > 0 ? sheetRows : Math.ceil(tiles.length / columns)
      return { layout: layoutOf(rows, columns, open), open: open === 0 ? null : draw(rows, columns) }
    },
    finish: async () => {
      // When there is more than one sheet, only full ones are written, so that every tile's position follows from its
      // index.
      while (tiles.length > tilesPerSheet || (tiles.length > 0 && sheets > 0)) {
        await compose(sheetRows, sheetColumns, tiles.length > tilesPerSheet)
      }
      const only = tiles.length
      if (sheets === 0 && only === 0) return null
      const columns = sheets > 0 ? sheetColumns : Math.min(sheetColumns, only)
      const rows = sheets > 0 ? sheetRows : Math.ceil(only / columns)
      if (only > 0) await compose(rows, columns, false)
      return layoutOf(rows, columns, 0)
    },
  }
}

const placeTile = (
  sheet: Uint8Array,
  sheetSize: Size,
  source: Uint8Array,
  tile: Size,
  column: number,
  row: number,
): void => {
  let sheetPlane = 0
  let tilePlane = 0
  for (const divisor of [1, 2, 2]) {
    const width = tile.width / divisor
    const height = tile.height / divisor
    const stride = sheetSize.width / divisor
    for (let y = 0; y < height; y++) {
      const from = tilePlane + y * width
      sheet.set(source.subarray(from, from + width), sheetPlane + (row * height + y) * stride + column * width)
    }
    tilePlane += width * height
    sheetPlane += stride * (sheetSize.height / divisor)
  }
}
