/**
 * A film's zero is the earliest presentation time of its chosen picture and sound; every time that the app stores, shows
 * or links to counts from it. Files count from a zero of their own: in file time the film's zero is `startTimeMs`. A browser
 * that plays a file itself counts in file time; the copies that the app makes count in film time.
 */
export interface FilmZero {
  /** The film's zero in file time; it may be a little negative, where an encoder's lead-in is kept. */
  readonly startTimeMs: number
}

/** Zero of a copy made by the app, whose own times are film times. */
export const copyZero: FilmZero = { startTimeMs: 0 }

/** Film time of a time that the file itself gives. Both in ms. */
export const filmTimeMs = (fileMs: number, zero: FilmZero): number => fileMs - zero.startTimeMs

/** The file's own time of a film time. Both in ms. */
export const fileTimeMs = (filmMs: number, zero: FilmZero): number => filmMs + zero.startTimeMs
