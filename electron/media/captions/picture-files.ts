import { readdir } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { captionFormatRows, parseVobSubIndex, unreadNote, type VobSubLanguage } from '../../domain/captions/index.ts'
import { openRegularFile } from '../open-file.ts'

/** What a caption file that consists of pictures holds, as far as its head and its index tell. */
export interface PictureFileTrack {
  /** Number of the stream in the file. */
  readonly stream: number
  readonly language: string | null
  readonly title: string | null
}

/** Its tracks, or why there are none. */
export type PictureFileContent =
  | { readonly kind: 'tracks'; readonly tracks: readonly PictureFileTrack[] }
  | { readonly kind: 'unread'; readonly note: string }

const largestIndexBytes = 32 * 1024 * 1024
const headBytes = 64

const readStart = async (path: string, bytes: number): Promise<Buffer | string> => {
  const opened = await openRegularFile(path)
  if (!opened.ok) return opened.error.message
  const { handle, stats } = opened.value
  try {
    const start = Buffer.alloc(Math.min(bytes, stats.size))
    const { bytesRead } = await handle.read(start, 0, start.length, 0)
    return start.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

const hasSign = (codec: string, head: Buffer): boolean =>
  captionFormatRows.find(({ id }) => id === codec)?.binarySign?.test(head.toString('latin1')) === true

/** The file that holds the pictures of a VobSub index: of the same name, with `.sub` in any case. Null: there is none. */
export const vobSubPictures = async (indexPath: string): Promise<string | null> => {
  const stem = basename(indexPath, extname(indexPath))
  const names = await readdir(dirname(indexPath)).catch(() => [])
  const own = names.filter((name) => name.startsWith(stem) && name.slice(stem.length).toLowerCase() === '.sub')
  const [first] = own.toSorted()
  return first === undefined ? null : join(dirname(indexPath), first)
}

const unread = (note: string): PictureFileContent => ({ kind: 'unread', note })

const vobSubTracks = (languages: readonly VobSubLanguage[]): PictureFileContent =>
  languages.length === 0
    ? unread('The index lists no captions: it may be cut off. Copy it again.')
    : { kind: 'tracks', tracks: languages.map(({ cues: _, ...track }) => track) }

const readVobSub = async (path: string): Promise<PictureFileContent> => {
  const text = await readStart(path, largestIndexBytes)
  if (typeof text === 'string') return unread(text)
  const languages = parseVobSubIndex(text.toString('utf8'))
  if (languages === null) return unread('Not a VobSub index, whatever its ending says.')
  const wanted = `${basename(path, extname(path))}.sub`
  const pictures = await vobSubPictures(path)
  if (pictures === null) {
    return unread(`Pictures of text, which lie in ${wanted}: it is not beside the index. Put it there.`)
  }
  const head = await readStart(pictures, headBytes)
  if (typeof head === 'string') return unread(`${basename(pictures)}: ${head}`)
  if (!hasSign('dvd_subtitle', head)) {
    return unread(`${basename(pictures)} holds no VobSub pictures. Put the file there that belongs to the index.`)
  }
  return vobSubTracks(languages)
}

const readPgs = async (path: string): Promise<PictureFileContent> => {
  const head = await readStart(path, headBytes)
  if (typeof head === 'string') return unread(head)
  return hasSign('hdmv_pgs_subtitle', head)
    ? { kind: 'tracks', tracks: [{ stream: 0, language: null, title: null }] }
    : unread('Not a PGS file, whatever its ending says.')
}

/** Looks into a caption file of pictures, by the id of its kind: which tracks it holds, or why it cannot be read. */
export const readPictureFile = async (path: string, codec: string): Promise<PictureFileContent> => {
  switch (codec) {
    case 'dvd_subtitle':
      return readVobSub(path)
    case 'hdmv_pgs_subtitle':
      return readPgs(path)
    default:
      return unread(unreadNote(codec))
  }
}
