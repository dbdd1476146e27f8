import { createPortal } from 'react-dom'
import type { Filmstrip, Scene } from '../../../electron/contract/index.ts'
import { FilmstripFrame } from '../../ui/filmstrip-frame.tsx'
import type { FrameClock } from '../player/frame-clock.ts'
import { type TimelineView, xOf } from './timeline-geometry.ts'

/** How near to a boundary the pointer takes hold of it. */
const nearPx = 5
/** Scenes on both sides have to be so wide, or a press could not seek between boundaries. */
const leastScenePx = 24
const widthPx = 300

/** A boundary that is being moved: before which scene it is, and the frame that the scene would begin with. */
export interface MovedBoundary {
  readonly index: number
  readonly frame: number
}

/** The scene whose first frame lies under the pointer; null where none does. The film's own start cannot be moved. */
export const boundaryAt = (
  scenes: readonly Pick<Scene, 'startMs' | 'endMs'>[],
  view: TimelineView,
  xPx: number,
): number | null => {
  const isNarrow = (index: number): boolean => {
    const scene = scenes[index]
    return scene === undefined || (scene.endMs - scene.startMs) * view.pxPerMs < leastScenePx
  }
  let best: number | null = null
  let bestPx = nearPx
  for (let index = 1; index < scenes.length; index += 1) {
    const distance = Math.abs(xOf(view, scenes[index]?.startMs ?? 0) - xPx)
    if (distance > bestPx || isNarrow(index - 1) || isNarrow(index)) continue
    best = index
    bestPx = distance
  }
  return best
}

/** The frame that the boundary before a scene can be moved to, nearest to the one that is asked for. */
export const reachableFrame = (
  scenes: readonly Pick<Scene, 'startFrame' | 'endFrame'>[],
  index: number,
  frame: number,
): number => {
  const [before, scene] = [scenes[index - 1], scenes[index]]
  if (before === undefined || scene === undefined) return frame
  return Math.max(before.startFrame + 1, Math.min(scene.endFrame - 1, frame))
}

const Side = ({
  label,
  timeMs,
  filmstrip,
  text,
}: {
  readonly label: string
  readonly timeMs: number
  readonly filmstrip: Filmstrip | null
  readonly text: string
}) => (
  <div className="boundary-preview__side">
    {filmstrip === null ? null : (
      <div className="frame-box hover-preview__picture">
        <FilmstripFrame filmstrip={filmstrip} timeMs={timeMs} />
      </div>
    )}
    <div className="hover-preview__time tabular">{text}</div>
    <div className="hover-preview__note">{label}</div>
  </div>
)

/** The frames on either side of a boundary that is being moved; the player shows the second one. */
export const BoundaryPreview = ({
  moved,
  view,
  stage,
  clock,
  filmstrip,
  text,
}: {
  readonly moved: MovedBoundary
  readonly view: TimelineView
  readonly stage: Element
  readonly clock: FrameClock
  readonly filmstrip: Filmstrip | null
  /** Writes a time, in ms, of a frame. */
  readonly text: (timeMs: number, frame: number) => string
}) => {
  const box = stage.getBoundingClientRect()
  const startMs = clock.startOf(moved.frame)
  const endMs = clock.startOf(moved.frame - 1)
  const left = box.left + Math.max(0, Math.min(box.width - widthPx, xOf(view, startMs) - widthPx / 2))
  return createPortal(
    <div
      className="hover-preview boundary-preview"
      style={{ left, bottom: window.innerHeight - box.top + 6, width: widthPx }}
    >
      <Side label="Ends with" timeMs={endMs} filmstrip={filmstrip} text={text(endMs, moved.frame - 1)} />
      <Side label="Begins with" timeMs={startMs} filmstrip={filmstrip} text={text(startMs, moved.frame)} />
    </div>,
    document.body,
  )
}
