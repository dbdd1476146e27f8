import { z } from 'zod'
import type { MediaCall, ProbeResult } from '../../domain/ports/index.ts'
import { runProcess } from '../../process/run-process.ts'
import { decodingMemory } from '../memory-limits.ts'
import { probeArguments } from '../safety.ts'

const ratio = z.string().regex(/^\d+\/[1-9]\d*$/)
const displaySchema = z.object({
  red_x: ratio,
  red_y: ratio,
  green_x: ratio,
  green_y: ratio,
  blue_x: ratio,
  blue_y: ratio,
  white_point_x: ratio,
  white_point_y: ratio,
  min_luminance: ratio,
  max_luminance: ratio,
})
const levelSchema = z.object({ max_content: z.number(), max_average: z.number() })
const framesSchema = z.object({ frames: z.array(z.object({ side_data_list: z.array(z.unknown()).catch([]) })) })

const units = (value: string, perUnit: number): number => {
  const [num = 0, den = 1] = value.split('/').map(Number)
  return Math.round((num / den) * perUnit)
}

/** Options of x265 for the display that a film was mastered on and its brightest light (SMPTE ST 2086, CTA-861.3). */
export const lightParameters = (json: string): readonly string[] => {
  let data: unknown
  try {
    data = JSON.parse(json)
  } catch {
    return []
  }
  const frames = framesSchema.safeParse(data)
  const sides = frames.success ? frames.data.frames.flatMap(({ side_data_list }) => side_data_list) : []
  const found = <Value>(schema: z.ZodType<Value>): Value | undefined =>
    sides.map((side) => schema.safeParse(side)).find(({ success }) => success)?.data
  const display = found(displaySchema)
  const level = found(levelSchema)
  const point = (x: string, y: string): string => `(${units(x, 50_000)},${units(y, 50_000)})`
  return [
    ...(display === undefined
      ? []
      : [
          `master-display=G${point(display.green_x, display.green_y)}B${point(display.blue_x, display.blue_y)}R${point(display.red_x, display.red_y)}WP${point(display.white_point_x, display.white_point_y)}L(${units(display.max_luminance, 10_000)},${units(display.min_luminance, 10_000)})`,
        ]),
    ...(level === undefined ? [] : [`max-cll=${level.max_content},${level.max_average}`]),
  ]
}

/** The same of a film, from its first frame; empty where it says nothing. */
export const readLight = async (
  { path, limits, signal, probe }: MediaCall & { readonly probe: ProbeResult },
  ffprobePath: string,
): Promise<readonly string[]> => {
  if (probe.hdr === 'none') return []
  const exit = await runProcess({
    command: ffprobePath,
    args: [
      ...['-v', 'error', '-select_streams', String(probe.videoStreamIndex), '-read_intervals', '%+#1'],
      ...['-show_entries', 'frame_side_data', '-of', 'json', ...probeArguments(path, limits)],
    ],
    stdout: { kind: 'collect', maxBytes: 1_000_000 },
    limits: { ...limits, memory: decodingMemory(probe) },
    signal,
  }).done
  return exit.kind === 'exited' ? lightParameters(exit.stdout.toString('utf8')) : []
}
