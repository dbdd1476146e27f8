/** Ending of the files by which ffmpeg reads several files as one film. The app writes them for itself and takes none from elsewhere. */
export const partsListEnding = '.goodclips-parts'

/** Whether a path is that of such a list. */
export const isPartsList = (path: string): boolean => path.endsWith(partsListEnding)
