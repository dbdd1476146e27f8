import { readdir } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'

import { isCaptionFolder, sidecarsOf } from '../../domain/captions/index.ts'
import { isVideoFileName } from '../../domain/import/file-names.ts'
import type { CaptionFileStamp, MediaPort, VideoDetailsRecord } from '../../domain/ports/index.ts'

const isSame = (a: CaptionFileStamp, b: CaptionFileStamp): boolean =>
  a.path === b.path && a.sizeBytes === b.sizeBytes && a.changedMs === b.changedMs

/** Whether caption files of a video came, changed or went since its captions were read, in any place of the video or in `otherPlace`. */
export const captionFilesChanged = async (
  video: VideoDetailsRecord,
  media: Pick<MediaPort, 'captionFiles'>,
  otherPlace: string,
): Promise<boolean> => {
  const places = [...video.locations.map(({ path }) => path), otherPlace]
  const found = (await Promise.all(places.map((path) => media.captionFiles(path)))).flat()
  const now = new Map(found.map((file) => [file.path, file]))
  if (now.size !== video.captionFiles.length) return true
  return video.captionFiles.some((file) => {
    const current = now.get(file.path)
    return current === undefined || !isSame(current, file)
  })
}

/** Folders that may hold the film of a caption file: its own, and those around it when it lies in `Subs/` or `Subs/Film/`. */
const videoFolders = (captionPath: string): readonly string[] => {
  const folder = dirname(captionPath)
  const folders = [folder]
  if (isCaptionFolder(basename(folder))) folders.push(dirname(folder))
  else if (isCaptionFolder(basename(dirname(folder)))) folders.push(dirname(dirname(folder)))
  return folders
}

/** Paths of the videos that a caption file belongs to, by the rule that reading has. */
export const videosOfCaption = async (captionPath: string): Promise<readonly string[]> => {
  const videos: string[] = []
  for (const folder of videoFolders(captionPath)) {
    const names = await readdir(folder).catch((): string[] => [])
    const path = relative(folder, captionPath).split(sep).join('/')
    const inFolders = path.includes('/') ? [path] : []
    for (const name of names.filter(isVideoFileName)) {
      if (sidecarsOf(name, { names, inFolders }).some((found) => found.path === path)) videos.push(join(folder, name))
    }
  }
  return videos
}
