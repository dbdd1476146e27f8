import type { CaptionsCall } from '../../domain/ports/index.ts'
import type { ToolPaths } from '../tools.ts'
import { type CaptionSource, streamTrack, unreadNote } from './caption-source.ts'
import { hasClosedCaptions } from './ffprobe-captions.ts'

/** The track of captions that ride inside of the picture; null when there are none. */
export const closedCaptionSource = async (call: CaptionsCall, tools: ToolPaths): Promise<CaptionSource | null> => {
  if (!(await hasClosedCaptions(call, tools))) return null
  const codec = 'eia_608'
  const track = streamTrack(codec, { language: null, title: null }, unreadNote(codec))
  return { track, key: 'stream:closed-captions', name: 'captions inside of the picture', content: null }
}
