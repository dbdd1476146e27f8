import { z } from 'zod'

/** Most points of one answer. */
export const maxWaveformPoints = 4096

/** Which part of a film's sound is asked for, in ms of film time, and how finely. */
export const waveformQuerySchema = z.object({
  startMs: z.coerce.number().min(0).default(0),
  /** Default: the end of the sound. */
  endMs: z.coerce.number().min(0).optional(),
  /** As many as this at most; fewer where the sound was not measured that finely. */
  points: z.coerce.number().int().min(1).max(maxWaveformPoints).default(1024),
})
/** A question for a waveform. */
export type WaveformQuery = z.infer<typeof waveformQuerySchema>

/** Lowest and highest sample of equal stretches of time, in 1/128 of full scale; empty lists where nothing was measured. */
export const waveformSchema = z.object({
  /** Where the first stretch begins, in ms of film time; not after the start that was asked for. */
  startMs: z.number(),
  /** How long a stretch is, in ms. */
  pointMs: z.number().positive(),
  /** −128…0, one a stretch. */
  lowest: z.array(z.int().min(-128).max(0)),
  /** 0…127, one a stretch. */
  highest: z.array(z.int().min(0).max(127)),
})
/** A waveform. */
export type Waveform = z.infer<typeof waveformSchema>
