import type { Problem } from '../../contract/index.ts'
import type { ProbeResult } from '../../domain/ports/index.ts'
import { joinedRecordingRemark } from '../../domain/video-state.ts'
import { countsByTimeStamps } from '../input-clock.ts'

/** What the decoder delivered. */
export interface DecodeOutcome {
  readonly frameCount: number
  /** End of the last frame. */
  readonly framesEndMs: number
  /** Length of the video in ms. */
  readonly durationMs: number
  /** Complaints about damaged data in the analysed stream. */
  readonly damage: number
  /** Whether the container reports that the file ends too early. */
  readonly isCutOff: boolean
  readonly endedWell: boolean
  readonly hdrLeft: boolean
}

/** A video is incomplete when it is shorter than claimed by more than this, in ms and as a share. */
const slackMs = 500
const slackShare = 0.02
const slackFrames = 3

/** When the time stamps restart in the middle, they claim at least this many ms more than there is. */
const leastClockJumpMs = 10_000

const seconds = (durationMs: number): string => `${(durationMs / 1000).toFixed(1)} s`

/**
 * Compares what was decoded with what the container claims. Both the length and the number of frames have to fall short:
 * the length alone may be that of a longer sound track, the number alone an estimate from a varying frame rate. Containers
 * that count by time stamps claim nothing: more than there is means parts with clocks of their own.
 */
export const analysisWarnings = (
  probe: Pick<ProbeResult, 'container' | 'durationMs' | 'pictureEndMs' | 'frameCount'>,
  outcome: DecodeOutcome,
): readonly Problem[] => {
  const warnings: Problem[] = []
  const isStamped = countsByTimeStamps(probe.container)
  const claimedMs = probe.pictureEndMs ?? probe.durationMs
  const tooShort =
    !isStamped &&
    outcome.framesEndMs < claimedMs - Math.max(slackMs, claimedMs * slackShare) &&
    outcome.frameCount < probe.frameCount - Math.max(slackFrames, probe.frameCount * slackShare)
  if (tooShort) {
    const lengths = `the pictures end after ${seconds(outcome.framesEndMs)} of ${seconds(claimedMs)}`
    warnings.push(
      outcome.isCutOff
        ? { code: 'truncated', message: `The file is cut off: ${lengths}.` }
        : { code: 'shorter_than_claimed', message: `The file claims to be longer than it is: ${lengths}.` },
    )
  }
  if (isStamped && probe.durationMs > outcome.durationMs + leastClockJumpMs) {
    warnings.push(joinedRecordingRemark)
  }
  if (outcome.damage > 0 || !outcome.endedWell) {
    const times = outcome.damage === 1 ? 'once' : `${outcome.damage} times`
    warnings.push({
      code: 'corrupt_frames',
      message:
        outcome.damage > 0
          ? `The decoder complained ${times} about damaged data; some frames may be missing or show faults.`
          : 'The decoder stopped with an error; some frames may be missing.',
    })
  }
  if (outcome.hdrLeft) {
    warnings.push({
      code: 'hdr_not_tone_mapped',
      message: 'Pictures of this HDR video look flat, because this ffmpeg has no tone mapping (zscale, tonemap).',
    })
  }
  return warnings
}
