import { extname } from 'node:path'
import type { MediaStream } from '../../contract/index.ts'
import type { ProbeResult } from '../../domain/ports/index.ts'

/** A container that clips are written in. */
export interface ClipContainer {
  readonly extension: string
  readonly mimeType: string
  readonly muxer: string
  /** Whether times need edit lists, which can be left away. */
  readonly hasEditLists: boolean
  /** Subtitles that can be copied into it. */
  readonly subtitles: ReadonlySet<string> | 'all'
  readonly holdsAttachments: boolean
}

const container = (
  extension: string,
  mimeType: string,
  muxer: string,
  rest: Partial<Pick<ClipContainer, 'hasEditLists' | 'subtitles' | 'holdsAttachments'>> = {},
): ClipContainer => ({
  extension,
  mimeType,
  muxer,
  hasEditLists: false,
  subtitles: new Set(),
  holdsAttachments: false,
  ...rest,
})

const timedText = { hasEditLists: true, subtitles: new Set(['mov_text']) }

/** By the ending of the file. */
export const clipContainers = {
  mp4: container('mp4', 'video/mp4', 'mp4', timedText),
  mov: container('mov', 'video/quicktime', 'mov', timedText),
  mkv: container('mkv', 'video/x-matroska', 'matroska', { subtitles: 'all', holdsAttachments: true }),
  webm: container('webm', 'video/webm', 'webm', { subtitles: new Set(['webvtt']) }),
  ts: container('ts', 'video/mp2t', 'mpegts', { subtitles: new Set(['dvb_subtitle', 'dvb_teletext']) }),
  avi: container('avi', 'video/x-msvideo', 'avi'),
  flv: container('flv', 'video/x-flv', 'flv'),
  wmv: container('wmv', 'video/x-ms-wmv', 'asf'),
  mxf: container('mxf', 'application/mxf', 'mxf'),
} as const satisfies Readonly<Record<string, ClipContainer>>

/** The container of a film, as clips are written in it; Matroska, which holds nearly everything, for those that are only read. */
export const clipContainerOf = ({ container: name }: Pick<ProbeResult, 'container'>, path: string): ClipContainer => {
  const ending = extname(path).toLowerCase()
  const names = name.split(',')
  if (names.includes('mov')) return ending === '.mov' || ending === '.qt' ? clipContainers.mov : clipContainers.mp4
  if (names.includes('matroska')) return ending === '.webm' ? clipContainers.webm : clipContainers.mkv
  if (names.includes('mpegts') || names.includes('mpeg')) return clipContainers.ts
  if (names.includes('avi')) return clipContainers.avi
  if (names.includes('asf')) return clipContainers.wmv
  if (names.includes('flv')) return clipContainers.flv
  return names.includes('mxf') ? clipContainers.mxf : clipContainers.mkv
}

/** Streams of a film that a clip takes over beside the picture, and those that it cannot hold. */
export const takenStreams = (
  { streams, videoStreamIndex }: Pick<ProbeResult, 'streams' | 'videoStreamIndex'>,
  { subtitles, holdsAttachments }: ClipContainer,
): { readonly taken: readonly MediaStream[]; readonly left: readonly MediaStream[] } => {
  const others = streams.filter(({ index }) => index !== videoStreamIndex)
  const fits = ({ kind, codec }: MediaStream): boolean => {
    if (kind === 'audio') return true
    if (kind === 'subtitle') return subtitles === 'all' ? codec !== 'mov_text' : subtitles.has(codec)
    return kind === 'attachment' && holdsAttachments
  }
  return { taken: others.filter(fits), left: others.filter((stream) => !fits(stream)) }
}
