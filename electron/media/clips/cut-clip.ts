import { type ClipPreset, clipPresets, type Problem } from '../../contract/index.ts'
import type { RealCut } from '../../domain/clips/real-cut.ts'
import type { ClipCall, WrittenClip } from '../../domain/ports/clip-port.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { failure } from '../failures.ts'
import { checkRegularFile } from '../open-file.ts'
import type { ClipPlan } from './clip-arguments.ts'
import { type ClipContainer, clipContainerOf, clipContainers, takenStreams } from './clip-containers.ts'
import { countFrames } from './count-frames.ts'
import { intraCodecs, otherCodecEncoder, type PictureEncoder, presetEncoders, sameCodecEncoders } from './encoders.ts'
import { hasDolbyVision } from './read-dolby-vision.ts'
import { readLight } from './read-light.ts'
import { planCut } from './read-packets.ts'
import { runClip } from './run-clip.ts'
import { type SmartCut, smartCut } from './smart-cut.ts'

/** What cutting needs to know of the programs. */
export interface ClipTools {
  readonly ffmpegPath: string
  readonly ffprobePath: string
  readonly encoders: ReadonlySet<string>
  readonly fpsMode: boolean
}

type Method = { readonly container: ClipContainer; readonly encoder: PictureEncoder | null }

const byPreset = (preset: ClipPreset): Method => ({
  container: clipContainers[clipPresets[preset].extension],
  encoder: presetEncoders[preset],
})

/** How a film is cut in a mode. */
export const methodOf = ({
  mode,
  preset,
  probe,
  path,
  conform,
}: Pick<ClipCall, 'mode' | 'preset' | 'probe' | 'path' | 'conform'>): Method => {
  const own = clipContainerOf(probe, path)
  if (mode === 'lossless') return { container: own, encoder: null }
  if (mode === 'preset') return byPreset(preset ?? 'h264')
  if (intraCodecs.has(probe.codec) && conform === null) return { container: own, encoder: null }
  const same = sameCodecEncoders[probe.codec]
  if (same !== undefined) {
    // In AVI the last picture of what is encoded as MPEG-2 has no packet of its own.
    const isOdd = own.muxer === 'avi' && same.encoder === 'mpeg2video'
    return { container: isOdd ? clipContainers.mkv : own, encoder: same }
  }
  return preset === null ? { container: clipContainers.mp4, encoder: otherCodecEncoder } : byPreset(preset)
}

const namesOf: Readonly<Record<string, string>> = {
  video: 'further pictures',
  audio: 'sound',
  subtitle: 'subtitles',
  data: 'data',
  attachment: 'attachments',
  cover: 'a cover picture',
}

const reportOf = (plan: ClipPlan, left: ReturnType<typeof takenStreams>['left']): readonly Problem[] => {
  // Timecode is written anew.
  const lost = left.filter(
    ({ codec, kind }) => !(kind === 'data' && (codec === 'tmcd' || codec === 'unknown' || codec === 'bin_data')),
  )
  return lost.length === 0
    ? []
    : [
        {
          code: 'tracks_left_out',
          message: `${plan.container.extension.toUpperCase()} cannot take over every track: left out are ${[...new Set(lost.map(({ kind }) => namesOf[kind] ?? kind))].join(', ')}.`,
        },
      ]
}

const planOf = (
  call: ClipCall,
  cut: RealCut,
  { container, encoder }: Method,
  { fpsMode, light }: Pick<ClipPlan, 'fpsMode' | 'light'>,
): ClipPlan => {
  const wide = call.mode === 'lossless'
  return {
    call,
    cut,
    start: wide ? cut.start : cut.wanted.start,
    end: wide ? cut.end : cut.wanted.end,
    timecode: call.timecode?.(wide ? -cut.firstFrame : 0) ?? null,
    container,
    encoder,
    editLists: !wide,
    taken: takenStreams(call.probe, container).taken,
    fpsMode,
    light,
  }
}

/** Writes a clip of a film. */
export const cutClip = async (call: ClipCall, tools: ClipTools): Promise<Result<WrittenClip>> => {
  const checked = await checkRegularFile(call.path)
  if (!checked.ok) return checked
  const method = methodOf(call)
  if (method.encoder !== null && !tools.encoders.has(method.encoder.encoder))
    return err(
      failure(
        'codec_not_writable',
        `This ffmpeg has no encoder ${method.encoder.encoder}.`,
        'Choose another preset, or install an ffmpeg with it.',
      ),
    )
  const cut = await planCut(call, tools.ffprobePath)
  if (!cut.ok) return cut
  if (cut.value === null)
    return err(
      failure('ffmpeg_failed', 'No picture that can be decoded lies before the range.', 'Choose a later range.'),
    )
  const light = method.encoder?.encoder === 'libx265' ? await readLight(call, tools.ffprobePath) : []
  const plan = planOf(call, cut.value, method, { fpsMode: tools.fpsMode, light })
  const smart: SmartCut =
    call.mode === 'exact' && method.encoder !== null ? await smartCut(plan, call, tools) : { kind: 'unfit' }
  if (smart.kind === 'failed') return err(smart.error)
  if (smart.kind !== 'written') {
    const written = await runClip(plan, call, tools)
    if (!written.ok) return written
  }
  const frames = await countFrames(call.outputPath, call, tools)
  if (!frames.ok) return frames
  const expected = call.mode === 'lossless' ? cut.value.endFrame - cut.value.firstFrame : cut.value.wanted.frames
  const report = [...reportOf(plan, takenStreams(call.probe, plan.container).left)]
  if (smart.kind === 'unequal')
    report.push({
      code: 'encoded_whole',
      message: `Packets of the film could not be copied, as ${smart.reason}; the whole clip was encoded.`,
    })
  if (call.conform === null && frames.value !== expected)
    report.push({
      code: 'frame_count',
      message: `The clip has ${frames.value} frames instead of ${expected}: the film is damaged there, or its times are uneven.`,
    })
  if (plan.encoder !== null && (await hasDolbyVision(call, tools.ffprobePath)))
    report.push({
      code: 'dolby_vision_left_out',
      message: 'The film has Dolby Vision, which cannot be encoded: the clip is without it. A lossless clip keeps it.',
    })
  const { extension, mimeType } = plan.container
  const copied = smart.kind === 'written' ? smart.copied : null
  return ok({ extension, mimeType, cut: cut.value, frames: frames.value, copied, report })
}
