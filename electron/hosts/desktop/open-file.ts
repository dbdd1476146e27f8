import { extname } from 'node:path'

/** Endings of films that the system may open by whatever program it has for them. */
const filmEndings = new Set(
  '3g2 3gp asf avi divx dv f4v flv m2ts m2v m4v mkv mov mp4 mpeg mpg mts mxf ogm ogv rm rmvb ts vob webm wmv wtv'.split(
    ' ',
  ),
)

/**
 * Whether a path may be handed to the system to be opened. The library takes films by what is in them, whatever they are
 * called; the system goes by the name, and would run what is called like a program.
 */
export const mayOpenBySystem = (path: string): boolean => filmEndings.has(extname(path).slice(1).toLowerCase())
