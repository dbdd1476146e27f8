import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { crc32 } from '../../domain/checksum.ts'
import type { AudioCall } from '../../domain/ports/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { loudnessStepMs } from '../../domain/sound/loudness.ts'
import { createLineFramer } from '../../process/line-framer.ts'
import { runProcess } from '../../process/run-process.ts'
import { failureOfExit } from '../failures.ts'
import { readingMemory } from '../memory-limits.ts'
import { writeWholeFile } from '../write-whole-file.ts'
import { audioInput, filteredSound, undecodedPictures } from './audio-arguments.ts'
import { complaintOf, noSound } from './run-demux.ts'

/** Name of the file in a content's folder that holds its momentary loudness. */
const fileName = 'loudness.bin'
const magic = 0x4c554b47
const version = 1
const headerBytes = 16
/** Lowest stored loudness in LUFS: below the gates of the measurement, and within 16 bits of hundredths. */
const floorLufs = -120

/**
 * Little-endian: `GKUL`, version, CRC-32 of the stream indexes that were heard, CRC-32 of the values (each uint32); then
 * hundredths of LUFS (int16), one each 100 ms.
 */
const encode = (momentary: Float32Array, heard: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(headerBytes + momentary.length * 2)
  const view = new DataView(bytes.buffer)
  for (const [index, lufs] of momentary.entries()) {
    view.setInt16(headerBytes + index * 2, Math.round(lufs * 100), true)
  }
  const fields = [magic, version, crc32(Uint8Array.from(heard)), crc32(bytes.subarray(headerBytes))]
  for (const [index, field] of fields.entries()) view.setUint32(index * 4, field, true)
  return bytes
}

const decode = (bytes: Uint8Array, heard: readonly number[]): Float32Array | null => {
  if (bytes.length < headerBytes || bytes.length % 2 === 1) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const expected = [magic, version, crc32(Uint8Array.from(heard)), crc32(bytes.subarray(headerBytes))]
  if (expected.some((field, index) => view.getUint32(index * 4, true) !== field)) return null
  return Float32Array.from(
    { length: (bytes.length - headerBytes) / 2 },
    (_, index) => view.getInt16(headerBytes + index * 2, true) / 100,
  )
}

/** The value of a line that ffmpeg's `ametadata` prints for each 100 ms; null for its other lines. */
export const momentaryOfLine = (line: string): number | null => {
  const [, text] = /^lavfi\.r128\.M=(.+)$/.exec(line) ?? []
  if (text === undefined) return null
  const lufs = Number(text)
  return Number.isFinite(lufs) ? Math.max(floorLufs, lufs) : floorLufs
}

/** What is kept in a content's folder of the loudness of these streams; null when it is not there, damaged or of others. */
export const readLoudness = async (contentFolder: string, heard: readonly number[]): Promise<Float32Array | null> => {
  const kept = await readFile(path.join(contentFolder, fileName)).catch(() => null)
  return kept === null ? null : decode(kept, heard)
}

/**
 * Measures the momentary loudness of what is heard of a film, in LUFS each 100 ms from its zero (EBU R 128, K-weighted,
 * all channels), and keeps it in the content's folder; empty when it has no sound. What could be measured of a damaged
 * stream counts.
 */
export const measureLoudness = async (
  call: AudioCall,
  tools: { readonly ffmpegPath: string },
): Promise<Result<Float32Array>> => {
  const { heard } = call.probe.audio
  if (heard.length === 0) return ok(new Float32Array())
  const momentary: number[] = []
  const lines = createLineFramer(1000, (line) => {
    const lufs = momentaryOfLine(line)
    if (lufs !== null) momentary.push(lufs)
  })
  const exit = await runProcess({
    command: tools.ffmpegPath,
    args: [
      ...audioInput(call, heard),
      ...filteredSound(heard, 'ebur128=metadata=1:framelog=verbose,ametadata=mode=print:key=lavfi.r128.M:file=-'),
      '-f',
      'null',
      '-',
      ...undecodedPictures(call.probe),
    ],
    stdout: {
      kind: 'stream',
      onData: (chunk) => {
        lines.push(chunk)
        const positionMs = momentary.length * loudnessStepMs
        const fraction = call.durationMs > 0 ? Math.min(1, positionMs / call.durationMs) : 0
        call.onProgress({ fraction, positionMs })
      },
    },
    limits: { wallClockMs: call.limits.wallClockMs, noProgressMs: call.limits.noProgressMs, memory: readingMemory() },
    signal: call.signal,
  }).done
  lines.flush()
  const failed = failureOfExit(exit)
  if (failed !== null && !(exit.kind === 'signalled' && momentary.length > 0)) return err(failed)
  const complaint = complaintOf(exit, call.path)
  if (momentary.length === 0 && complaint !== null) return err(noSound(complaint))
  const measured = Float32Array.from(momentary)
  await writeWholeFile(path.join(call.contentFolder, fileName), encode(measured, heard))
  return ok(measured)
}
