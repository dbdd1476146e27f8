import { cancelled } from '../../domain/failure.ts'
import type { CaptionsCall, CaptionsResult } from '../../domain/ports/index.ts'
import type { Result } from '../../domain/result.ts'
import { err, ok } from '../../domain/result.ts'
import { workerEntry } from '../../process/worker-entry.ts'
import { runMediaThread } from '../media-thread.ts'
import { checkRegularFile } from '../open-file.ts'
import type { ToolPaths } from '../tools.ts'
import { hasClosedCaptions } from './broadcast/closed-captions.ts'
import { findSidecars } from './find-sidecars.ts'
import type { CaptionsOrder } from './run-captions.ts'

const abortGraceMs = 1500
const mostMegabytes = 1024

/**
 * Every caption track of a video: subtitle streams in stream order, captions inside of the picture, then the files
 * beside it by name; numbered from 0 in this order. What cannot be read, such as pictures of text, is listed with its
 * reason. Damaged captions give a warning; only a stopped or timed-out run fails. Parsing is done in a thread of its own, so
 * that no file, however large, holds up the program.
 */
export const readCaptions = async (call: CaptionsCall, tools: ToolPaths): Promise<Result<CaptionsResult>> => {
  const stopped = err(cancelled)
  if (call.signal.aborted) return stopped
  const checked = await checkRegularFile(call.path)
  if (!checked.ok) return checked
  const { signal, onProgress, ...rest } = call
  const hasStreams = call.probe.streams.some((stream) => stream.kind === 'subtitle')
  const beside = await Promise.all([call.path, ...call.otherPaths].map(findSidecars))
  const hasText = hasStreams || beside.flat().length > 0
  // Most films have no captions at all: then there is nothing to parse, and no thread is needed for it.
  const inPicture = hasText ? null : await hasClosedCaptions(call, tools)
  if (signal.aborted) return stopped
  if (!hasText && inPicture === false) return ok({ tracks: [], files: [], warnings: [] })
  const order: CaptionsOrder = { call: rest, tools, inPicture }
  const thread = {
    script: workerEntry(import.meta.url, 'captions-worker'),
    order,
    resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
    abortGraceMs,
    crashed: {
      code: 'captions_crashed',
      what: 'Reading the captions stopped unexpectedly',
      remedy: 'Retry. If it happens again, a caption file beside the video may be damaged: move it away and retry.',
    },
  }
  return runMediaThread(thread, signal, onProgress)
}
