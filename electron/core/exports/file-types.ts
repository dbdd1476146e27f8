import { extname } from 'node:path'
import { timelineFormats } from '../../contract/index.ts'

const others: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  mkv: 'video/x-matroska',
  webm: 'video/webm',
  ts: 'video/mp2t',
  avi: 'video/x-msvideo',
  wmv: 'video/x-ms-wmv',
  png: 'image/png',
  jpg: 'image/jpeg',
  tiff: 'image/tiff',
  webp: 'image/webp',
  gif: 'image/gif',
  pdf: 'application/pdf',
}

/** Media type of an exported file by its ending. */
export const fileMimeType = (path: string): string => {
  const ending = extname(path).slice(1).toLowerCase()
  return (
    Object.values(timelineFormats).find(({ extension }) => extension === ending)?.mimeType ??
    others[ending] ??
    'application/octet-stream'
  )
}
