import { type CaptionExportFormat, routePath, routes } from '../../../electron/contract/index.ts'

/** Where a caption track is had as a file. */
export const captionFileAddress = (videoId: string, track: number, format: CaptionExportFormat): string =>
  `${routePath(routes.exportCaptions.path, { id: videoId })}?format=${format}&track=${track}`
