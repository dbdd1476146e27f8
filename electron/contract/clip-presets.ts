import { z } from 'zod'

/** What clips can be encoded as. `bitsPerPixel`: about what a pixel takes, for the room that is needed on the disk. */
export const clipPresets = {
  h264: { label: 'H.264', extension: 'mp4', bitsPerPixel: 0.3 },
  hevc: { label: 'HEVC', extension: 'mp4', bitsPerPixel: 0.2 },
  av1: { label: 'AV1', extension: 'mp4', bitsPerPixel: 0.15 },
  'prores-422': { label: 'ProRes 422', extension: 'mov', bitsPerPixel: 2.4 },
  'prores-lt': { label: 'ProRes 422 LT', extension: 'mov', bitsPerPixel: 1.7 },
  'prores-proxy': { label: 'ProRes 422 Proxy', extension: 'mov', bitsPerPixel: 0.8 },
  'dnxhr-hq': { label: 'DNxHR HQ', extension: 'mov', bitsPerPixel: 3.6 },
  'dnxhr-sq': { label: 'DNxHR SQ', extension: 'mov', bitsPerPixel: 2.4 },
  'dnxhr-lb': { label: 'DNxHR LB', extension: 'mov', bitsPerPixel: 0.8 },
} as const
export type ClipPreset = keyof typeof clipPresets

/** One of the presets, as requests name it. */
export const clipPresetSchema = z.enum(Object.keys(clipPresets) as [ClipPreset, ...ClipPreset[]])

/**
 * `lossless`: packets are copied, the clip begins at a key frame. `exact`: to the frame, in the codec of the film where it can
 * be written. `preset`: to the frame, encoded as a preset says.
 */
export const clipModeSchema = z.enum(['lossless', 'exact', 'preset'])
export type ClipMode = z.infer<typeof clipModeSchema>
