import { err, type Result } from '../result.ts'
import type { FrameFeatures } from './features.ts'

/** Why `features.bin` cannot be used; the remedy is always to analyse the film again. */
export interface FeatureCodecError {
  readonly code: 'features-truncated' | 'features-corrupt' | 'features-version'
  readonly message: string
}

/** Features as the bytes of `features.bin` (about 50 a frame): header, columns, checksum. */
export const encodeFeatures = (_features: FrameFeatures): Uint8Array => {
  throw new Error('not built yet')
}

/** Reads `features.bin`; never throws on damaged input. */
export const decodeFeatures = (_bytes: Uint8Array): Result<FrameFeatures, FeatureCodecError> =>
  err({ code: 'features-corrupt', message: 'not built yet' })
