import { type FilmZero, fileTimeMs, filmTimeMs } from '../../electron/contract/index.ts'

type Seekable = Pick<HTMLMediaElement, 'currentTime'>

/** Where a player of a file stands, in film time: `zero` is that of the file it plays. In ms. */
export const filmTimeOfElementMs = (element: Seekable, zero: FilmZero): number =>
  filmTimeMs(element.currentTime * 1000, zero)

/** Sends a player of a file to a film time in ms. */
export const seekToFilmTime = (element: Seekable, filmMs: number, zero: FilmZero): void => {
  element.currentTime = Math.max(0, fileTimeMs(filmMs, zero)) / 1000
}

/**
 * Scenes are stored in whole milliseconds, so a scene's first frame may begin up to half a one after the scene: a player is
 * sent this much further, or it would show the frame before.
 */
export const withinFrameMs = 1
