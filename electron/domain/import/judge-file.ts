import type { LeftOutGroup } from '../../contract/index.ts'
import { isCaptionFileName } from '../captions/index.ts'
import {
  type Container,
  containerOf,
  containers,
  hasText,
  isPictureBrand,
  isProtectedBrand,
  isRawBrand,
  isSoundBrand,
} from './containers.ts'
import { baseName, extensionOf, hasVideoExtension, isHiddenName } from './file-names.ts'

/** Why a file is left out. */
export type LeftOutKind = LeftOutGroup['kind']

/** What the import does with a file. `format`: its name for people, where that says more than the kind. */
export type FileVerdict =
  | { readonly kind: 'video' }
  | { readonly kind: 'left-out'; readonly why: LeftOutKind; readonly format?: string }

const setOf = (names: string): ReadonlySet<string> => new Set(names.split(' '))

const kindsByExtension: readonly (readonly [LeftOutKind, ReadonlySet<string>])[] = [
  ['raw', setOf('r3d braw crm ari arx nev cine x-ocn ocn')],
  ['protected', setOf('m4p')],
  [
    'pictures',
    setOf(
      'jpg jpeg jpe jp2 jxl png apng gif webp bmp tif tiff heic heif avif psd svg ico exr dpx tga cr2 cr3 nef arw dng ' +
        'raf orf rw2 pef srw gpr insp',
    ),
  ],
  ['sounds', setOf('mp3 wav w64 flac aac m4a m4b ogg oga opus wma aif aiff caf ape wv ac3 dts amr mid midi mka mpa')],
  ['playlists', setOf('m3u m3u8 mpd pls xspf asx wpl ffconcat sdp strm edl fcpxml otio')],
  ['captions', setOf('sub idx sup ttml dfxp smi sbv lrc scc stl')],
  [
    'camera-files',
    setOf(
      'thm bin sav mif cpi mpl bdm bdmv ifo bup moi pgi ppn int bnp clpi mpls gis smi xmp nmea gpx srtm fit bim ctg',
    ),
  ],
]

/** Files that cameras and systems write beside videos for their own use. */
const systemNames = setOf(
  'thumbs.db desktop.ini .ds_store ehthumbs.db autorun.inf index.bdm mediapro.xml cueup.xml discmeta.xml',
)
/** Sony and Panasonic write one such file beside every clip: `C0001M01.XML`, `0001AB.XML`. */
const clipSheet = /^(c\d{4}m\d{2}|[0-9a-z]{6}|\d{3,4}_\d{3,4}|.*m\d{2})\.xml$/i

const isCameraFile = (name: string): boolean =>
  systemNames.has(name.toLowerCase()) || name.startsWith('._') || clipSheet.test(name)

/** Signatures of pictures, which may lie under any name. */
const isPicture = (head: Uint8Array): boolean =>
  isPictureBrand(head) ||
  (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) ||
  hasText(head, 1, 'PNG\r\n') ||
  hasText(head, 0, 'GIF8') ||
  (hasText(head, 0, 'RIFF') && hasText(head, 8, 'WEBP'))

const isRed = (head: Uint8Array): boolean => hasText(head, 4, 'RED1') || hasText(head, 4, 'RED2')

const unreadExtensions: ReadonlyMap<string, string> = new Map(
  containers
    .filter(({ readable }) => !readable)
    .flatMap(({ name, extensions }) => extensions.map((extension) => [extension, name] as const)),
)

const leftOut = (why: LeftOutKind, format?: string): FileVerdict => ({
  kind: 'left-out',
  why,
  ...(format === undefined ? {} : { format }),
})

const byContainer = (container: Container): FileVerdict => {
  if (!container.readable) return leftOut('unsupported', container.name)
  return container.holds === 'video' ? { kind: 'video' } : leftOut('sounds')
}

/** What the name alone says of a file that is not recognised by its content. */
const byName = (name: string): FileVerdict => {
  const extension = extensionOf(name)
  const found = kindsByExtension.find(([, extensions]) => extensions.has(extension))
  if (found !== undefined) return leftOut(found[0], found[0] === 'raw' ? extension.toUpperCase() : undefined)
  const unread = unreadExtensions.get(extension)
  return unread === undefined ? leftOut('other') : leftOut('unsupported', unread)
}

/**
 * Decides by content and name whether a file of a folder is imported. `head` holds its first bytes (see `headBytes`). What
 * is recognised as a film is one whatever its name; what has the name of a film and is not recognised is imported too,
 * so that its examination can say what is wrong with it, unless the name may mean something else.
 */
export const judgeFile = (path: string, head: Uint8Array): FileVerdict => {
  const name = baseName(path)
  const extension = extensionOf(name)
  if (isCameraFile(name) || /[\\/]playlist[\\/][^\\/]+\.mpl$/i.test(path)) return leftOut('camera-files')
  if (isHiddenName(name)) return leftOut('hidden')
  if (isCaptionFileName(name)) return leftOut('captions')
  if (isRed(head) || isRawBrand(head) || extension === 'braw')
    return leftOut('raw', extension === '' ? undefined : extension.toUpperCase())
  if (isProtectedBrand(head) || extension === 'm4p') return leftOut('protected')
  const container = containerOf(head)
  // Motion photos, which have a short video behind the picture, are photos.
  if (isPicture(head) && container === null) return leftOut(extension === 'thm' ? 'camera-files' : 'pictures')
  if (container !== null) return byContainer(container)
  if (isSoundBrand(head) || hasText(head, 0, 'OggS')) return leftOut('sounds')
  // A cut-off transport stream may not be recognised; a `.ts` file that contains zero bytes is not TypeScript.
  if (hasVideoExtension(name) || (extension === 'ts' && head.includes(0))) return { kind: 'video' }
  return byName(name)
}
