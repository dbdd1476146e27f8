import { extensionOf, isVideoFileName, stemOf } from '../import/file-names.ts'
import { captionFormatRows } from './caption-formats.ts'
import { type NameParts, readNameParts } from './name-parts.ts'

/** Endings of caption files, and those of them that other files have as often. */
const endings: ReadonlySet<string> = new Set(
  captionFormatRows.flatMap((row) => [...row.endings, ...(row.sharedEndings ?? [])]),
)
const sharedEndings: ReadonlySet<string> = new Set(captionFormatRows.flatMap((row) => row.sharedEndings ?? []))

/** What the name of a caption file beside a video says. */
export interface SidecarName extends Omit<NameParts, 'isPlain'> {
  /** In small letters, without the dot. */
  readonly ending: string
}

/** The ending of a caption file; null when the file is none by its name. */
const captionEndingOf = (fileName: string): string | null => {
  const ending = extensionOf(fileName)
  return endings.has(ending) ? ending : null
}

/** Whether a file is taken for a caption file by itself. Text and XML are so only beside a video of the same name. */
export const isCaptionFileName = (fileName: string): boolean => {
  const ending = captionEndingOf(fileName)
  return ending !== null && !sharedEndings.has(ending)
}

/** Names are compared composed and in small letters: macOS decomposes them, cameras write them in capitals. */
const fold = (text: string): string => text.normalize('NFC').toLowerCase()

interface Claim {
  /** Length of the part of the name that is the video's; the longest claim wins. */
  readonly length: number
  readonly parts: NameParts
}

const noParts: NameParts = {
  language: null,
  title: null,
  isForced: false,
  isHearingImpaired: false,
  isPlain: true,
}

/** How a caption file's name begins with a video's name; null when it does not. */
const claimOf = (captionName: string, videoName: string): Claim | null => {
  const base = stemOf(captionName).normalize('NFC')
  const whole = fold(base)
  for (const name of [fold(videoName), fold(stemOf(videoName))]) {
    if (!whole.startsWith(name)) continue
    const divider = whole.charAt(name.length)
    if (divider === '') return { length: name.length, parts: noParts }
    if (!/[.\-_ ([{（【]/.test(divider)) continue
    // In a few scripts lower case has more characters than upper case; then the rest is read from the lower-case name.
    const source = base.length === whole.length ? base : whole
    const rest = source.slice(divider === '.' ? name.length + 1 : name.length).replace(/^[-_ ]+/, '')
    const parts = readNameParts(rest)
    // Behind a point anything may stand. `film-2.srt` and `film (2019).srt` belong to other films.
    if (divider === '.' || (parts.isPlain && !/^\d/.test(rest))) return { length: name.length, parts }
  }
  return null
}

const named = (ending: string, { isPlain: _, ...parts }: NameParts): SidecarName => ({ ending, ...parts })

/**
 * Reads `name.srt`, `name.en.vtt`, `name-en.srt`, `name (English).srt`, `name.eng.forced.ass`, `name.mp4.srt` … as a
 * caption file of the video `name.mp4`, in any case and Unicode form. Null when the file is none, or has another name.
 */
export const sidecarName = (fileName: string, videoFileName: string): SidecarName | null => {
  const ending = captionEndingOf(fileName)
  const claim = ending === null ? null : claimOf(fileName, videoFileName)
  return ending === null || claim === null ? null : named(ending, claim.parts)
}

/** A folder of caption files beside films. */
const captionFolder =
  /^(?:subs?|subtitles?|captions?|vobsubs?|srts?|untertitel|sous-titres|subtítulos|subtitulos|legendas|sottotitoli|napisy|字幕)$/i

/** Whether a folder beside films holds their caption files by its name (`Subs`, `Subtitles`). */
export const isCaptionFolder = (folderName: string): boolean => captionFolder.test(folderName.normalize('NFC'))

/** Names in the folder of a video, and in those of its folders that hold captions. */
export interface SidecarListing {
  readonly names: readonly string[]
  /** Paths relative to the video's folder with `/`, such as `Subs/2_English.srt` and `Subs/Film/English.srt`. */
  readonly inFolders: readonly string[]
}

/** A caption file of a video. */
export interface FoundSidecar {
  /** Relative to the video's folder, with `/`. */
  readonly path: string
  readonly sidecar: SidecarName
}

const besideVideo = (name: string, videoName: string, videos: readonly string[]): SidecarName | null => {
  const ending = captionEndingOf(name)
  if (ending === null) return null
  const own = claimOf(name, videoName)
  if (own !== null) {
    // `a.b.srt` belongs to `a.b.mp4` rather than to `a.mp4`.
    const isTaken = videos.some((video) => (claimOf(name, video)?.length ?? 0) > own.length)
    return isTaken ? null : named(ending, own.parts)
  }
  // `English.srt` beside the only film.
  if (videos.length > 1 || !isCaptionFileName(name)) return null
  const parts = readNameParts(stemOf(name))
  return parts.isPlain ? named(ending, parts) : null
}

const inCaptionFolder = (path: string, videoName: string, videos: readonly string[]): SidecarName | null => {
  const [, ...inner] = path.split('/')
  const name = inner.at(-1) ?? ''
  const folder = inner.length > 1 ? (inner[0] ?? '') : null
  const ending = captionEndingOf(name)
  if (ending === null) return null
  if (folder !== null) {
    const isOf = (video: string): boolean => fold(folder) === fold(stemOf(video)) || fold(folder) === fold(video)
    if (isOf(videoName)) return named(ending, claimOf(name, videoName)?.parts ?? readNameParts(stemOf(name)))
    if (videos.some(isOf)) return null
  }
  const own = claimOf(name, videoName)
  const others = videos.map((video) => (video === videoName ? null : claimOf(name, video)))
  const longest = Math.max(0, ...others.map((claim) => claim?.length ?? 0))
  if (own === null ? longest > 0 || videos.length > 1 : longest > own.length) return null
  const parts = own?.parts ?? readNameParts(stemOf(name))
  // `Subs/English/film.srt`
  const outer = folder === null || parts.language !== null ? null : readNameParts(folder)
  return named(ending, outer?.language == null ? parts : { ...parts, language: outer.language })
}

/**
 * The caption files of a video among what lies in its folder: those of its name, those in `Subs/` and the like of its name
 * or in a folder of its name, and everything in `Subs/` when there is no other film. Ordered by path.
 */
export const sidecarsOf = (videoName: string, listing: SidecarListing): readonly FoundSidecar[] => {
  const others = listing.names.filter((name) => isVideoFileName(name) && name !== videoName)
  const videos = [videoName, ...others]
  const found = [
    ...listing.names.map((path) => ({
      path,
      sidecar: path === videoName ? null : besideVideo(path, videoName, videos),
    })),
    ...listing.inFolders.map((path) => ({ path, sidecar: inCaptionFolder(path, videoName, videos) })),
  ].flatMap(({ path, sidecar }): readonly FoundSidecar[] => (sidecar === null ? [] : [{ path, sidecar }]))
  const hasIndex = (path: string): boolean =>
    found.some((other) => other.sidecar.ending === 'idx' && fold(stripEnding(other.path)) === fold(stripEnding(path)))
  return found
    .filter(({ path, sidecar }) => !(sidecar.ending === 'sub' && hasIndex(path)))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

const stripEnding = (path: string): string => path.replace(/\.[^./]*$/, '')
