import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type FoundSidecar, isCaptionFolder, type SidecarListing, sidecarsOf } from '../../domain/captions/index.ts'
import type { CaptionFileStamp } from '../../domain/ports/index.ts'
import { vobSubPictures } from './picture-files.ts'

const mostNames = 20_000

/** Names in a folder; none where it may be entered but not listed. */
const namesIn = async (
  folder: string,
): Promise<{ readonly files: readonly string[]; readonly folders: readonly string[] }> => {
  try {
    const entries = (await readdir(folder, { withFileTypes: true })).slice(0, mostNames)
    // Links count as what they may lead to; what they are is seen when they are read.
    return {
      files: entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name),
      folders: entries.filter((entry) => entry.isDirectory()).map(({ name }) => name),
    }
  } catch {
    return { files: [], folders: [] }
  }
}

/** What lies in a video's folder and in its folders of captions, two levels deep (`Subs/Film/2_English.srt`). */
export const listSidecarFolder = async (folder: string): Promise<SidecarListing> => {
  const { files, folders } = await namesIn(folder)
  const inFolders: string[] = []
  for (const outer of folders.filter(isCaptionFolder)) {
    const inside = await namesIn(join(folder, outer))
    inFolders.push(...inside.files.map((name) => `${outer}/${name}`))
    for (const inner of inside.folders) {
      const { files: deep } = await namesIn(join(folder, outer, inner))
      inFolders.push(...deep.map((name) => `${outer}/${inner}/${name}`))
    }
  }
  return { names: files, inFolders }
}

/** A caption file of a video on the disk. */
export interface SidecarFile extends FoundSidecar {
  /** Where it lies. */
  readonly fullPath: string
}

/** The caption files of a video, by the rule of `sidecarsOf`. */
export const findSidecars = async (videoPath: string): Promise<readonly SidecarFile[]> => {
  const folder = dirname(videoPath)
  const found = sidecarsOf(basename(videoPath), await listSidecarFolder(folder))
  return found.map((sidecar) => ({ ...sidecar, fullPath: join(folder, ...sidecar.path.split('/')) }))
}

/** A file as it is now: its time is that of the change of its entry too, which a copy that keeps times has. */
const stampOf = async (path: string): Promise<CaptionFileStamp | null> => {
  const stats = await stat(path).catch(() => null)
  if (stats === null || !stats.isFile()) return null
  return { path, sizeBytes: stats.size, changedMs: Math.max(stats.ctimeMs, stats.mtimeMs) }
}

/** A caption file as it is now, with the one that holds its pictures where it is an index of some. */
export const stampsOf = async ({ fullPath, sidecar }: SidecarFile): Promise<readonly CaptionFileStamp[]> => {
  const pictures = sidecar.ending === 'idx' ? await vobSubPictures(fullPath) : null
  const stamps = await Promise.all([fullPath, ...(pictures === null ? [] : [pictures])].map(stampOf))
  return stamps.filter((stamp) => stamp !== null)
}

/** The caption files of a video as they are now. */
export const captionFilesOf = async (videoPath: string): Promise<readonly CaptionFileStamp[]> =>
  (await Promise.all((await findSidecars(videoPath)).map(stampsOf))).flat()
