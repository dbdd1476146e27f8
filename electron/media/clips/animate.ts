import { diskFull } from '../../domain/failure.ts'
import type { AnimationCall } from '../../domain/ports/clip-port.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { runProcess } from '../../process/run-process.ts'
import { complainsOfFullDisk, failure, failureOfExit } from '../failures.ts'
import { decodingMemory } from '../memory-limits.ts'
import { checkRegularFile } from '../open-file.ts'
import { preparingFilters, turningOptions } from '../picture-filters.ts'
import { toneMapping } from '../proxy/proxy-plan.ts'
import { fileUrl, inputArguments } from '../safety.ts'

const leadMs = 1000

/** Encoders of each kind, and what filters make the colours that it has. */
const kinds = {
  webp: { encoder: 'libwebp_anim', muxer: 'webp', options: ['-lossless', '0', '-quality', '75'], colours: '' },
  gif: {
    encoder: 'gif',
    muxer: 'gif',
    options: [],
    colours:
      ',split[whole][sampled];[sampled]palettegen=stats_mode=diff[palette];[whole][palette]paletteuse=dither=sierra2_4a',
  },
} as const

const seconds = (ms: number): string => (ms / 1000).toFixed(6)

/** Arguments of ffmpeg for a range as a picture that moves and begins again, upright and with square pixels. */
export const animationArguments = (
  call: AnimationCall,
  abilities: { readonly toneMapping: boolean; readonly fpsMode: boolean },
): readonly string[] => {
  const { probe, startMs, endMs, format, longestSide, framesPerSecond } = call
  const frameMs = (1000 * probe.frameRate.den) / probe.frameRate.num
  const from = startMs + probe.startTimeMs - Math.min(2, frameMs / 4)
  const to = endMs + probe.startTimeMs - Math.min(2, frameMs / 4)
  const jumpMs = from - leadMs - probe.containerStartMs
  const scale = Math.min(1, longestSide / Math.max(probe.width, probe.height))
  const [width, height] = [probe.width, probe.height].map((side) => Math.max(2, Math.round(side * scale)))
  const { encoder, muxer, options, colours } = kinds[format]
  const filters = [
    ...preparingFilters(probe),
    `trim=start=${seconds(from)}:end=${seconds(to)}`,
    'setpts=PTS-STARTPTS',
    `fps=${framesPerSecond}`,
    `scale=w=${width}:h=${height}:flags=lanczos`,
    'setsar=1',
    ...(probe.hdr !== 'none' && abilities.toneMapping ? toneMapping(probe.hdr) : []),
  ].join(',')
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostats', '-y', '-copyts'],
    ...(jumpMs > 200 ? ['-noaccurate_seek', '-ss', seconds(jumpMs)] : []),
    ...turningOptions(probe),
    ...inputArguments(call.path, call.limits),
    ...['-filter_complex', `[0:${probe.videoStreamIndex}]${filters}${colours}`],
    ...['-c:v', encoder, ...options, '-loop', '0', '-t', seconds(endMs - startMs + frameMs)],
    ...['-f', muxer, fileUrl(call.outputPath)],
  ]
}

/** Writes a range as a picture that moves. */
export const animate = async (
  call: AnimationCall,
  tools: {
    readonly ffmpegPath: string
    readonly toneMapping: boolean
    readonly fpsMode: boolean
    readonly encoders: ReadonlySet<string>
  },
): Promise<Result<null>> => {
  const checked = await checkRegularFile(call.path)
  if (!checked.ok) return checked
  const { encoder } = kinds[call.format]
  if (!tools.encoders.has(encoder))
    return err(failure('codec_not_writable', `This ffmpeg has no encoder ${encoder}.`, 'Choose the other kind.'))
  const exit = await runProcess({
    command: tools.ffmpegPath,
    args: animationArguments(call, tools),
    stdout: { kind: 'ignore' },
    limits: { ...call.limits, memory: decodingMemory(call.probe) },
    signal: call.signal,
  }).done
  const stopped = failureOfExit(exit)
  if (stopped !== null) return err(stopped)
  const tail = 'stderrTail' in exit ? exit.stderrTail : []
  if (complainsOfFullDisk(tail)) return err(diskFull)
  return exit.kind === 'exited' && exit.code === 0
    ? ok(null)
    : err(failure('ffmpeg_failed', `The preview could not be written: ${tail.at(-1) ?? 'ffmpeg gave up'}`))
}
