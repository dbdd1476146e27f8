import type { AudioCall, AudioResult, HeldSamples } from '../../domain/ports/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { soundSampleRate } from '../../domain/sound/sound-blocks.ts'
import { audioArguments } from './audio-arguments.ts'
import { demuxInThread } from './demux.ts'
import type { PcmCache } from './pcm-cache.ts'

interface Tools {
  readonly ffmpegPath: string
}

/** Key of cached samples: the content and the tracks that were mixed. */
const keyOf = ({ contentId, probe }: AudioCall): string => `${contentId}-${probe.audio.heard.join('-')}`

const read = async (call: AudioCall, keep: boolean, cache: PcmCache, tools: Tools): Promise<Result<AudioResult>> => {
  const { heard } = call.probe.audio
  if (heard.length === 0) return ok({ kind: 'none' })
  const demuxed = await demuxInThread(
    {
      call: { path: call.path, limits: call.limits },
      ffmpegPath: tools.ffmpegPath,
      args: audioArguments(call, heard),
      durationMs: call.durationMs,
      heard,
      contentFolder: call.contentFolder,
      pcmPath: keep ? cache.pathOf(keyOf(call)) : null,
    },
    call.signal,
    call.onProgress,
  )
  if (!demuxed.ok) return demuxed
  const { sampleCount, complaint } = demuxed.value
  if (keep) cache.add(keyOf(call), sampleCount)
  if (sampleCount === 0) return ok({ kind: 'none' })
  const warnings =
    complaint === null
      ? []
      : [{ code: 'corrupt_audio', message: `The sound could only be read in part: ${complaint}.` }]
  return ok({ kind: 'sound', sampleCount, warnings })
}

/** One pass over the sound of a film; the samples are kept when they fit. */
export const listen = async (
  call: AudioCall & { readonly keepSamples: boolean },
  cache: PcmCache,
  tools: Tools,
): Promise<Result<AudioResult>> => {
  const bytes = (call.durationMs / 1000) * soundSampleRate * 2
  return read(call, call.keepSamples && (await cache.makeRoom(bytes)), cache, tools)
}

/** The samples of a film, read again when they are not kept any more; null when it has no sound. */
export const holdSamples = async (
  call: AudioCall,
  cache: PcmCache,
  tools: Tools,
): Promise<Result<HeldSamples | null>> => {
  const kept = cache.hold(keyOf(call))
  if (kept !== null) return ok(kept)
  // Also when it is larger than the cache's limit: it is needed now, and dropped afterwards.
  await cache.makeRoom((call.durationMs / 1000) * soundSampleRate * 2)
  const heard = await read(call, true, cache, tools)
  if (!heard.ok) return heard
  if (heard.value.kind === 'none') return ok(null)
  const held = cache.hold(keyOf(call))
  return held === null
    ? err({ code: 'audio_failed', message: 'The samples were dropped at once.', remedy: 'Retry.' })
    : ok(held)
}
