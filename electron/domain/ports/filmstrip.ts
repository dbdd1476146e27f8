/** Layout of the filmstrip sheets `filmstrip-<n>.jpg` in the content's folder. */
export interface FilmstripLayout {
  readonly tileWidth: number
  readonly tileHeight: number
  readonly columns: number
  readonly rows: number
  readonly intervalMs: number
  readonly count: number
  readonly sheets: number
}

/** The filmstrip of a video that is still being analysed, as far as it goes. */
export interface GrowingFilmstrip {
  readonly layout: FilmstripLayout
  /** The files of its sheets, relative to the content's folder. They are gone when the analysis ends. */
  readonly files: readonly string[]
}
