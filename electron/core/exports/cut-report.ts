import type { Problem } from '../../contract/index.ts'
import type { WrittenClip } from '../../domain/ports/index.ts'

const frames = (count: number): string => (count === 1 ? '1 frame' : `${count} frames`)

/** What is told of the cut of a clip whose packets were copied. */
export const cutReport = (name: string, { cut }: WrittenClip): readonly Problem[] => {
  if (cut === null) return []
  const before = -cut.firstFrame
  const after = cut.endFrame - cut.wanted.frames
  if (before === 0 && after === 0) return []
  const parts = [
    ...(before > 0 ? [`begins ${frames(before)} before the range`] : []),
    ...(after > 0 ? [`ends ${frames(after)} behind it`] : []),
  ]
  const hidden = cut.hiddenFrames > 0 ? ` The film's own edit list hides ${frames(cut.hiddenFrames)} of it.` : ''
  return [
    {
      code: 'wider_cut',
      message: `${name} ${parts.join(' and ')}, as packets are copied from key frame on.${hidden}`,
    },
  ]
}
