import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MediaPort } from '../domain/ports/index.ts'
import type { Result } from '../domain/result.ts'
import { ok } from '../domain/result.ts'
import { analyse } from './analyse/analyse.ts'
import { readFeatures, readFrameTimes, recut } from './analyse/recut.ts'
import { holdSamples, listen } from './audio/listen.ts'
import { measureLoudness, readLoudness } from './audio/measure-loudness.ts'
import { createPcmCache } from './audio/pcm-cache.ts'
import { readSound } from './audio/sound-file.ts'
import { captionFilesOf } from './captions/find-sidecars.ts'
import { readCaptions } from './captions/read-captions.ts'
import { animate } from './clips/animate.ts'
import { cutClip, methodOf } from './clips/cut-clip.ts'
import { joinClips } from './clips/join-clips.ts'
import { planCut } from './clips/read-packets.ts'
import { takeStill, tilePictures } from './clips/take-still.ts'
import { identify, identifyParts } from './content-id.ts'
import { writePartsList } from './parts-list.ts'
import { takeFirstPoster } from './poster/take-first-poster.ts'
import { measureParts } from './probe/measure-parts.ts'
import { probe } from './probe/probe.ts'
import { makeProxy } from './proxy/make-proxy.ts'
import { captionPictures } from './text/caption-pictures.ts'
import { framePictures } from './text/frame-pictures.ts'
import { inspectTools, type ToolAbilities, type ToolPaths } from './tools.ts'

/** Where the tools are, when not in `PATH`. */
export interface MediaOptions {
  readonly ffmpegPath?: string
  readonly ffprobePath?: string
  /** Folder for samples that will be asked for soon; it is made when it is needed. Default: a temporary folder. */
  readonly samplesPath?: string
}

/** Samples of about twelve hours. */
const samplesCapBytes = 4 * 1024 ** 3

/**
 * Everything that reads media files, on ffmpeg and ffprobe. `close` ends what still runs, waits until it is gone and
 * deletes the samples.
 */
export const createMedia = (options: MediaOptions = {}): MediaPort => {
  const tools: ToolPaths = {
    ffmpegPath: options.ffmpegPath ?? 'ffmpeg',
    ffprobePath: options.ffprobePath ?? 'ffprobe',
  }
  const samples = createPcmCache(
    options.samplesPath ?? join(tmpdir(), `goodclips-samples-${process.pid}`),
    samplesCapBytes,
  )
  const closing = new AbortController()
  const running = new Set<Promise<unknown>>()
  let inspected: Promise<Result<ToolAbilities>> | null = null

  /** Asked once; a failure is asked again, as the person may have installed ffmpeg meanwhile. */
  const abilities = async (): Promise<Result<ToolAbilities>> => {
    inspected ??= inspectTools(tools)
    const answer = await inspected
    if (!answer.ok) inspected = null
    return answer
  }

  const run = <Value>(
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Result<Value>>,
  ): Promise<Result<Value>> => {
    const pending = work(AbortSignal.any([signal, closing.signal]))
    running.add(pending)
    const forget = (): void => {
      running.delete(pending)
    }
    pending.then(forget, forget)
    return pending
  }

  return {
    tools: async () => {
      const found = await abilities()
      if (!found.ok) return found
      const { ffmpegVersion, ffprobeVersion, toneMapping } = found.value
      return ok({ ffmpegVersion, ffprobeVersion, toneMapping })
    },
    identify: (path, signal, firstBytes) => run(signal, (either) => identify(path, either, firstBytes)),
    identifyParts: (paths, signal) => run(signal, (either) => identifyParts(paths, either)),
    measureParts: (call) => run(call.signal, (signal) => measureParts({ ...call, signal }, tools)),
    writePartsList,
    probe: (call) => run(call.signal, (signal) => probe({ ...call, signal }, tools)),
    firstPoster: (call) => run(call.signal, (signal) => takeFirstPoster({ ...call, signal }, tools)),
    analyse: (call) => run(call.signal, (signal) => analyse({ ...call, signal }, tools)),
    frameTimes: readFrameTimes,
    recut: (call) => run(call.signal, (signal) => recut({ ...call, signal })),
    features: readFeatures,
    framePictures: (call) => run(call.signal, (signal) => framePictures({ ...call, signal }, tools)),
    captionPictures: (call) => run(call.signal, (signal) => captionPictures({ ...call, signal }, tools)),
    captions: (call) => run(call.signal, (signal) => readCaptions({ ...call, signal }, tools)),
    captionFiles: captionFilesOf,
    audio: (call) => run(call.signal, (signal) => listen({ ...call, signal }, samples, tools)),
    sound: readSound,
    samples: (call) => run(call.signal, (signal) => holdSamples({ ...call, signal }, samples, tools)),
    loudness: readLoudness,
    measureLoudness: (call) => run(call.signal, (signal) => measureLoudness({ ...call, signal }, tools)),
    makeProxy: (call) =>
      run(call.signal, async (signal) => {
        const found = await abilities()
        return found.ok ? makeProxy({ ...call, signal }, tools, found.value) : found
      }),
    planCut: (call) => run(call.signal, (signal) => planCut({ ...call, signal }, tools.ffprobePath)),
    cutClip: (call) =>
      run(call.signal, async (signal) => {
        const found = await abilities()
        return found.ok ? cutClip({ ...call, signal }, { ...tools, ...found.value }) : found
      }),
    clipOutput: (call) => {
      const { container, encoder } = methodOf(call)
      return { extension: container.extension, copiesPicture: encoder === null }
    },
    still: (call) =>
      run(call.signal, async (signal) => {
        const found = await abilities()
        return found.ok ? takeStill({ ...call, signal }, { ...tools, ...found.value }) : found
      }),
    animate: (call) =>
      run(call.signal, async (signal) => {
        const found = await abilities()
        return found.ok ? animate({ ...call, signal }, { ...tools, ...found.value }) : found
      }),
    tilePictures: (call) => run(call.signal, (signal) => tilePictures({ ...call, signal }, tools)),
    joinClips: (call) => run(call.signal, (signal) => joinClips({ ...call, signal }, tools)),
    close: async () => {
      closing.abort()
      await Promise.allSettled(running)
      await samples.close()
    },
  }
}
