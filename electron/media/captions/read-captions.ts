import { packCues } from '../../domain/captions/index.ts'
import { cancelled } from '../../domain/failure.ts'
import type { CaptionsCall, CaptionsResult } from '../../domain/ports/index.ts'
import type { Result } from '../../domain/result.ts'
import { err, ok } from '../../domain/result.ts'
import { workerEntry } from '../../process/worker-entry.ts'
import { runMediaThread } from '../media-thread.ts'
import { checkRegularFile } from '../open-file.ts'
import type { ToolPaths } from '../tools.ts'
import { closedCaptionSource } from './closed-captions.ts'
import { findSidecars } from './find-sidecars.ts'
import type { CaptionsOrder } from './run-captions.ts'

const abortGraceMs = 1500
const mostMegabytes = 1024

/** A film without text streams and caption files: there is nothing to parse, and no thread is needed for it. */
const withoutText = async (call: CaptionsCall, tools: ToolPaths): Promise<CaptionsResult> => {
  const source = await closedCaptionSource(call, tools)
  if (source === null) return { tracks: [], files: [], warnings: [] }
  const track = {
    ...source.track,
    track: 0,
    readable: false,
    cueCount: 0,
    offsetMs: 0,
    offsetFrom: 'none',
    skippedCues: 0,
    cuesPastEnd: 0,
  } as const
  return { tracks: [{ track, key: source.key, cues: packCues([]) }], files: [], warnings: [] }
}

/**
 * Every caption track of a video: subtitle streams in stream order, captions inside of the picture, then the files
 * beside it by name; numbered from 0 in this order. Bitmap, teletext and CEA-608 tracks are listed, not read.
 * Damaged captions give a warning; only a stopped or timed-out run fails. Parsing is done in a thread of its own, so
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
  if (!hasStreams && beside.flat().length === 0) {
    const result = await withoutText(call, tools)
    return signal.aborted ? stopped : ok(result)
  }
  const order: CaptionsOrder = { call: rest, tools }
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
