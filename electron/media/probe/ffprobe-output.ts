import { z } from 'zod'

const count = z.number().int().nonnegative()
const tags = z.record(z.string(), z.string()).catch({})
const number = z.coerce.number().optional().catch(undefined)

const sideDataSchema = z.looseObject({
  side_data_type: z.string().optional(),
  rotation: number,
  dv_profile: number,
})

const streamSchema = z.looseObject({
  index: count,
  codec_type: z.string().default('unknown'),
  codec_name: z.string().default('unknown'),
  codec_long_name: z.string().optional(),
  /** The container's own number of the stream, in hexadecimal. */
  id: z.string().optional(),
  profile: z.string().optional(),
  width: number,
  height: number,
  sample_aspect_ratio: z.string().optional(),
  pix_fmt: z.string().optional(),
  color_transfer: z.string().optional(),
  field_order: z.string().optional(),
  r_frame_rate: z.string().optional(),
  avg_frame_rate: z.string().optional(),
  time_base: z.string().optional(),
  start_time: number,
  duration: number,
  bit_rate: number,
  nb_frames: number,
  channels: number,
  sample_rate: number,
  disposition: z.record(z.string(), z.number()).catch({}),
  tags,
  side_data_list: z.array(sideDataSchema).catch([]),
})
/** One stream in ffprobe's JSON. */
export type ProbedStream = z.infer<typeof streamSchema>

/** The parts of `ffprobe -of json` that are used; anything else passes unseen, anything broken counts as absent. */
export const ffprobeOutputSchema = z.looseObject({
  packets: z.array(z.looseObject({ stream_index: count, pts: number })).default([]),
  streams: z.array(streamSchema).default([]),
  programs: z.array(z.looseObject({ streams: z.array(z.looseObject({ index: count })).default([]) })).default([]),
  chapters: z.array(z.looseObject({ start_time: number, end_time: number, tags })).default([]),
  format: z
    .looseObject({
      format_name: z.string().default(''),
      nb_streams: count.default(0),
      start_time: number,
      duration: number,
      size: number,
      tags,
    })
    .prefault({ tags: {} }),
})
/** ffprobe's JSON after checking. */
export type FfprobeOutput = z.infer<typeof ffprobeOutputSchema>
