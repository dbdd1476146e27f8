import { diskFull } from '../../domain/failure.ts'
import type { ClipPort, StillCall } from '../../domain/ports/clip-port.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { runProcess } from '../../process/run-process.ts'
import { complainsOfFullDisk, failure, failureOfExit } from '../failures.ts'
import { decodingMemory } from '../memory-limits.ts'
import { checkRegularFile } from '../open-file.ts'
import { preparingFilters, turningOptions } from '../picture-filters.ts'
import { toneMapping } from '../proxy/proxy-plan.ts'
import { fileUrl, inputArguments } from '../safety.ts'

const leadMs = 1000

/** Encoder and pixel formats of each kind of picture; the second one keeps more than 8 bits. */
const kinds = {
  png: { encoder: 'png', shallow: 'rgb24', deep: 'rgb48be', options: [] },
  jpeg: { encoder: 'mjpeg', shallow: 'yuvj444p', deep: 'yuvj444p', options: ['-q:v', '1'] },
  tiff: { encoder: 'tiff', shallow: 'rgb48le', deep: 'rgb48le', options: ['-compression_algo', 'deflate'] },
} as const

const seconds = (ms: number): string => (ms / 1000).toFixed(6)

/** Letters that filters would read as signs, escaped for an option within a graph. */
export const escapedText = (text: string): string =>
  text.replaceAll(/[\\':]/g, '\\$&').replaceAll(/[\\'[\],;]/g, '\\$&')

const captionFilters = (lines: readonly string[], width: number): readonly string[] => {
  const size = Math.max(10, Math.round(width / 24))
  const line = Math.round(size * 1.5)
  return [
    `pad=iw:ih+${line * lines.length + size}:0:0:color=white`,
    ...lines.flatMap((text, index) =>
      text === ''
        ? []
        : [
            `drawtext=expansion=none:fontcolor=black:fontsize=${size}:x=${Math.round(size / 2)}:y=h-${line * (lines.length - index)}:text=${escapedText(text)}`,
          ],
    ),
  ]
}

/** Arguments of ffmpeg for one frame as a picture, upright and with square pixels. */
export const stillArguments = (
  call: StillCall,
  abilities: { readonly toneMapping: boolean; readonly drawText: boolean },
): readonly string[] => {
  const { probe, timeMs, format, hdr, longestSide } = call
  const inFile = timeMs + probe.startTimeMs
  const frameMs = (1000 * probe.frameRate.den) / probe.frameRate.num
  const from = inFile - Math.min(2, frameMs / 4)
  const jumpMs = inFile - leadMs - probe.containerStartMs
  const scale = longestSide === null ? 1 : Math.min(1, longestSide / Math.max(probe.width, probe.height))
  const [width, height] = [probe.width, probe.height].map((side) => Math.max(1, Math.round(side * scale)))
  const { encoder, shallow, deep, options } = kinds[format]
  const isHdr = probe.hdr !== 'none'
  const keepsBits = hdr === 'kept' && (isHdr || /1[0-6]/.test(probe.pixelFormat))
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostats', '-y', '-copyts'],
    ...(jumpMs > 0 ? ['-noaccurate_seek', '-ss', seconds(jumpMs)] : []),
    ...turningOptions(probe),
    ...inputArguments(call.path, call.limits),
    ...['-map', `0:${probe.videoStreamIndex}`, '-frames:v', '1'],
    '-vf',
    [
      ...preparingFilters(probe),
      `select='gte(t,${seconds(from)})'`,
      `scale=w=${width}:h=${height}:flags=lanczos+accurate_rnd+full_chroma_int`,
      'setsar=1',
      ...(probe.hdr !== 'none' && hdr === 'tone-mapped' && abilities.toneMapping ? toneMapping(probe.hdr) : []),
      `format=${keepsBits ? deep : shallow}`,
      ...(call.box === undefined
        ? []
        : [
            `scale=w=${call.box.width}:h=${call.box.height}:force_original_aspect_ratio=decrease`,
            `pad=${call.box.width}:${call.box.height}:-1:-1:color=white`,
          ]),
      ...(call.lines === undefined || !abilities.drawText
        ? []
        : captionFilters(call.lines, call.box?.width ?? width ?? 0)),
    ].join(','),
    ...['-c:v', encoder, ...options, '-f', 'image2', '-update', '1', fileUrl(call.outputPath)],
  ]
}

/** Writes one frame of a film as a picture. */
export const takeStill = async (
  call: StillCall,
  tools: { readonly ffmpegPath: string; readonly toneMapping: boolean; readonly drawText: boolean },
): Promise<Result<null>> => {
  const checked = await checkRegularFile(call.path)
  if (!checked.ok) return checked
  const exit = await runProcess({
    command: tools.ffmpegPath,
    args: stillArguments(call, tools),
    stdout: { kind: 'ignore' },
    limits: { ...call.limits, memory: decodingMemory(call.probe) },
    signal: call.signal,
  }).done
  const stopped = failureOfExit(exit)
  if (stopped !== null) return err(stopped)
  const tail = 'stderrTail' in exit ? exit.stderrTail : []
  if (complainsOfFullDisk(tail)) return err(diskFull)
  if (exit.kind === 'exited' && exit.code === 0) {
    const written = await checkRegularFile(call.outputPath)
    return written.ok ? ok(null) : err(failure('ffmpeg_failed', 'The frame is not in the film any more.'))
  }
  return err(failure('ffmpeg_failed', `The still could not be written: ${tail.at(-1) ?? 'ffmpeg gave up'}`))
}

/** Puts pictures of one size side by side into one, from the left and from above, with a gap in white. */
export const tilePictures = async (
  call: Parameters<ClipPort['tilePictures']>[0],
  { ffmpegPath }: { readonly ffmpegPath: string },
): Promise<Result<null>> => {
  const { pattern, columns, rows, gap, outputPath, limits, signal } = call
  const exit = await runProcess({
    command: ffmpegPath,
    args: [
      ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-nostats', '-y', '-protocol_whitelist', 'file'],
      ...['-f', 'image2', '-framerate', '1', '-i', fileUrl(pattern), '-frames:v', '1'],
      ...['-vf', `tile=${columns}x${rows}:margin=${gap}:padding=${gap}:color=white`],
      ...['-c:v', 'png', '-f', 'image2', '-update', '1', fileUrl(outputPath)],
    ],
    stdout: { kind: 'ignore' },
    limits: { ...limits, memory: decodingMemory({ codedWidth: 8192, codedHeight: 8192 }) },
    signal,
  }).done
  const stopped = failureOfExit(exit)
  if (stopped !== null) return err(stopped)
  const tail = 'stderrTail' in exit ? exit.stderrTail : []
  if (complainsOfFullDisk(tail)) return err(diskFull)
  return exit.kind === 'exited' && exit.code === 0
    ? ok(null)
    : err(failure('ffmpeg_failed', `The contact sheet could not be written: ${tail.at(-1) ?? 'ffmpeg gave up'}`))
}
