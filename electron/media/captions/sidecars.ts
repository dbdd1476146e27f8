import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import {
  type CaptionSyntax,
  type ParsedCaptions,
  parseAss,
  parseSrt,
  parseVtt,
  type SidecarName,
  sidecarName,
} from '../../domain/captions/index.ts'
import { messageOf } from '../failures.ts'
import { openRegularFile } from '../open-file.ts'
import { type CaptionSource, type CaptionSources, damagedCaptions } from './caption-source.ts'
import { decodeText } from './decode-text.ts'

const largestFileBytes = 32 * 1024 * 1024
const mostSidecars = 100

const codecs: Readonly<Record<SidecarName['format'], string>> = {
  srt: 'subrip',
  vtt: 'webvtt',
  ass: 'ass',
  ssa: 'ssa',
  vobsub: 'dvd_subtitle',
  pgs: 'hdmv_pgs_subtitle',
}

/** Parses a caption file. What it holds counts more than its ending: SRT named `.vtt` is common. */
export const parseCaptionFile = (
  text: string,
  format: 'srt' | 'vtt' | 'ass' | 'ssa',
): { readonly syntax: CaptionSyntax; readonly parsed: ParsedCaptions } => {
  if (/^\ufeff?\s*WEBVTT/.test(text)) return { syntax: 'vtt', parsed: parseVtt(text) }
  if (/^[ \t]{0,9}\[(Script Info|V4\+? Styles|Events)\]/im.test(text)) return { syntax: 'ass', parsed: parseAss(text) }
  if (format === 'ass' || format === 'ssa') {
    const parsed = parseAss(text)
    if (parsed.cues.length > 0) return { syntax: 'ass', parsed }
  }
  return { syntax: 'srt', parsed: parseSrt(text) }
}

/** Whether another video in the folder has the better claim: `a.b.srt` belongs to `a.b.mp4` rather than to `a.mp4`. */
const belongsToAnother = (sidecar: SidecarName, videoName: string, names: readonly string[]): boolean => {
  const fold = (text: string): string => text.normalize('NFC').toLowerCase()
  const stem = (name: string): string => (name.lastIndexOf('.') > 0 ? name.slice(0, name.lastIndexOf('.')) : name)
  const base = fold(sidecar.base)
  const claims = (name: string): number => {
    const candidates = [fold(name), fold(stem(name))]
    return Math.max(0, ...candidates.filter((c) => base === c || base.startsWith(`${c}.`)).map((c) => c.length))
  }
  const own = claims(videoName)
  return names.some((name) => sidecarName(name, name) === null && !/\.sub$/i.test(name) && claims(name) > own)
}

const readSource = async (path: string, sidecar: SidecarName): Promise<CaptionSource | string> => {
  const track = {
    source: 'sidecar',
    codec: codecs[sidecar.format],
    language: sidecar.language,
    title: sidecar.title,
  } as const
  const { format } = sidecar
  if (format === 'vobsub' || format === 'pgs') return { track, content: null }
  const opened = await openRegularFile(path)
  if (!opened.ok) return opened.error.message
  const { handle, stats } = opened.value
  try {
    if (stats.size > largestFileBytes) return 'the file is too large for captions'
    return { track, content: parseCaptionFile(decodeText(await handle.readFile()), format) }
  } catch (cause) {
    return messageOf(cause)
  } finally {
    await handle.close()
  }
}

/** Caption files beside a video, ordered by file name. A file that cannot be read gives a warning. */
export const readSidecars = async (videoPath: string, signal: AbortSignal): Promise<CaptionSources> => {
  const folder = dirname(videoPath)
  const videoName = basename(videoPath)
  const sources: CaptionSource[] = []
  const warnings: ReturnType<typeof damagedCaptions>[] = []
  let names: readonly string[]
  try {
    names = await readdir(folder)
  } catch {
    // A folder that may be entered but not listed: the video is readable, its neighbours are not known.
    return { sources, warnings }
  }
  const found = names
    .flatMap((name) => {
      const sidecar = sidecarName(name, videoName)
      return sidecar === null || name === videoName ? [] : [{ name, sidecar }]
    })
    .filter(({ sidecar }) => !belongsToAnother(sidecar, videoName, names))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const { name, sidecar } of found.slice(0, mostSidecars)) {
    if (signal.aborted) break
    const source = await readSource(join(folder, name), sidecar)
    if (typeof source === 'string') warnings.push(damagedCaptions(`${name}: ${source}`))
    else {
      if (source.content !== null && source.content.parsed.cues.length === 0) {
        warnings.push(damagedCaptions(`${name} holds none`))
      }
      sources.push(source)
    }
  }
  return { sources, warnings }
}
