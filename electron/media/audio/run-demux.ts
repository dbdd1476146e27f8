import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { diskFull, isDiskFull } from '../../domain/failure.ts'
import type { MediaProgress } from '../../domain/ports/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { createSoundMeter, soundSampleRate } from '../../domain/sound/sound-blocks.ts'
import type { ProcessExit } from '../../process/process-spec.ts'
import { runProcess } from '../../process/run-process.ts'
import { failureOfExit, messageOf } from '../failures.ts'
import { readingMemory } from '../memory-limits.ts'
import type { Demuxed, DemuxOrder } from './audio-messages.ts'
import { writeSound } from './sound-file.ts'

/** At most ten reports a second. */
const progressIntervalMs = 100
const bytesPerSecond = soundSampleRate * 2

/** The failure when no sound could be decoded; `complaint` is ffmpeg's reason. */
export const noSound = (complaint: string) => ({
  code: 'no_audio_decoded',
  message: `No sound could be decoded: ${complaint}.`,
  remedy:
    'Check whether the sound plays elsewhere. If it does, convert the file to MP4 with AAC sound and import that.',
})

const failureOfError = (cause: unknown) => {
  return isDiskFull(cause)
    ? { ...diskFull, cause }
    : { code: 'audio_failed', message: `The sound could not be read: ${messageOf(cause)}.`, remedy: 'Retry.' }
}

/** What ffmpeg complained of last, without the path of the file; null when it ended well. */
export const complaintOf = (exit: ProcessExit, filePath: string): string | null => {
  if (exit.kind === 'exited' && exit.code === 0) return null
  const lastLine = 'stderrTail' in exit ? exit.stderrTail.at(-1) : undefined
  return (lastLine ?? 'the decoder gave no reason')
    .replaceAll(/\[[^\]]*\] ?/g, '')
    .replaceAll(filePath, '')
    .trim()
}

interface SampleFile {
  readonly append: (bytes: Uint8Array) => Promise<void>
  readonly keep: () => Promise<void>
  readonly discard: () => Promise<void>
}

/** The samples get their final name only when they are complete. */
const openSampleFile = async (target: string): Promise<SampleFile> => {
  await mkdir(path.dirname(target), { recursive: true })
  const partial = `${target}.partial`
  let handle: FileHandle | null = await open(partial, 'w')
  const close = async (): Promise<void> => {
    const open = handle
    handle = null
    await open?.close()
  }
  return {
    append: async (bytes) => {
      await handle?.appendFile(bytes)
    },
    keep: async () => {
      await close()
      await rename(partial, target)
    },
    discard: async () => {
      await close()
      await rm(partial, { force: true })
    },
  }
}

/** Whole samples of a byte stream, whatever chunks it comes in. */
const createSampleReader = (): ((chunk: Buffer) => Int16Array) => {
  let odd: number | null = null
  return (chunk) => {
    const before = odd === null ? 0 : 1
    const count = (before + chunk.length) >> 1
    // Little-endian like every machine that Node runs on; a copy, since chunks may lie at odd addresses.
    const bytes = new Uint8Array(count * 2)
    if (odd !== null && count > 0) bytes[0] = odd
    bytes.set(chunk.subarray(0, count * 2 - before), before)
    const isLeft = (before + chunk.length) % 2 === 1
    odd = isLeft ? (chunk.at(-1) ?? null) : null
    return new Int16Array(bytes.buffer)
  }
}

/** Reads the sound of a film once: leaves `sound.bin`, and the samples where they are wanted. Leaves nothing when it fails. */
export const runDemux = async (
  order: DemuxOrder,
  signal: AbortSignal,
  onProgress: (progress: MediaProgress) => void,
): Promise<Result<Demuxed>> => {
  let file: SampleFile | null = null
  try {
    file = order.pcmPath === null ? null : await openSampleFile(order.pcmPath)
    const result = await demux(order, file, signal, onProgress)
    if (result.ok) {
      await file?.keep()
      file = null
    }
    return result
  } catch (cause) {
    return err(failureOfError(cause))
  } finally {
    await file?.discard()
  }
}

const demux = async (
  order: DemuxOrder,
  file: SampleFile | null,
  signal: AbortSignal,
  onProgress: (progress: MediaProgress) => void,
): Promise<Result<Demuxed>> => {
  const meter = createSoundMeter()
  const samplesOf = createSampleReader()
  let bytes = 0
  let reportedAt = Number.NEGATIVE_INFINITY
  const report = (): void => {
    const now = performance.now()
    if (now - reportedAt < progressIntervalMs) return
    reportedAt = now
    const positionMs = (bytes / bytesPerSecond) * 1000
    onProgress({ fraction: order.durationMs > 0 ? Math.min(1, positionMs / order.durationMs) : 0, positionMs })
  }
  const { limits } = order.call
  const exit = await runProcess({
    command: order.ffmpegPath,
    args: order.args,
    stdout: {
      kind: 'stream',
      onData: (chunk) => {
        bytes += chunk.length
        report()
        meter.push(samplesOf(chunk))
        return file?.append(chunk)
      },
    },
    limits: { wallClockMs: limits.wallClockMs, noProgressMs: limits.noProgressMs, memory: readingMemory() },
    signal,
  }).done
  if (exit.kind === 'aborted' && exit.cause !== undefined) throw exit.cause
  const sound = meter.finish()
  const failed = failureOfExit(exit)
  // A decoder that crashed on damaged data leaves what it decoded before.
  if (failed !== null && !(exit.kind === 'signalled' && sound.sampleCount > 0)) return err(failed)
  const complaint = complaintOf(exit, order.call.path)
  if (sound.sampleCount === 0 && complaint !== null) return err(noSound(complaint))
  await writeSound(order.contentFolder, sound, order.heard)
  return ok({ sampleCount: sound.sampleCount, complaint })
}
