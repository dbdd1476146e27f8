import { z } from 'zod'
import type { MediaCall, ProbeResult } from '../../domain/ports/index.ts'
import { runProcess } from '../../process/run-process.ts'
import { decodingMemory } from '../memory-limits.ts'
import { probeArguments } from '../safety.ts'

const sidesSchema = z.array(z.looseObject({ side_data_type: z.string().optional() })).catch([])
const holdersSchema = z.array(z.object({ side_data_list: sidesSchema })).catch([])
const outputSchema = z.object({ streams: holdersSchema, frames: holdersSchema })

/** Whether ffprobe names data of Dolby Vision, in JSON, of a stream or of a frame. */
export const namesDolbyVision = (json: string): boolean => {
  try {
    const { streams, frames } = outputSchema.parse(JSON.parse(json))
    return [...streams, ...frames].some(({ side_data_list }) =>
      side_data_list.some(({ side_data_type = '' }) => /\b(dovi|dolby vision)\b/iu.test(side_data_type)),
    )
  } catch {
    return false
  }
}

/** Codecs that Dolby Vision is defined for. */
const codecs: ReadonlySet<string> = new Set(['hevc', 'h264', 'av1'])

/** Whether the container of a film or its first frame holds data of Dolby Vision; false where it cannot be read. */
export const hasDolbyVision = async (
  { path, limits, signal, probe }: MediaCall & { readonly probe: ProbeResult },
  ffprobePath: string,
): Promise<boolean> => {
  if (!codecs.has(probe.codec)) return false
  const exit = await runProcess({
    command: ffprobePath,
    args: [
      ...['-v', 'error', '-select_streams', String(probe.videoStreamIndex), '-read_intervals', '%+#1'],
      ...['-show_entries', 'stream_side_data=side_data_type:frame_side_data=side_data_type', '-of', 'json'],
      ...probeArguments(path, limits),
    ],
    stdout: { kind: 'collect', maxBytes: 1_000_000 },
    limits: { ...limits, memory: decodingMemory(probe) },
    signal,
  }).done
  return exit.kind === 'exited' && namesDolbyVision(exit.stdout.toString('utf8'))
}
