/** What a timeline shows: which time is at its left edge, and how many pixels a millisecond takes. */
export interface TimelineView {
  readonly startMs: number
  readonly pxPerMs: number
}

/** What bounds a view: the window's width, the film's length and that of its shortest frame. */
export interface TimelineBounds {
  readonly widthPx: number
  readonly durationMs: number
  readonly frameMs: number
}

/** Widest a single frame gets, in pixels. */
const maxFramePx = 96

/** The scale at which the whole film fits. */
export const fitScale = ({ widthPx, durationMs }: TimelineBounds): number =>
  Math.max(1, widthPx) / Math.max(1, durationMs)

/** The largest scale: single frames. Never less than fitting, so that a film of one frame has one scale. */
export const maxScale = (bounds: TimelineBounds): number =>
  Math.max(fitScale(bounds), maxFramePx / Math.max(0.5, bounds.frameMs))

/** Where a time lies, in pixels from the left edge. */
export const xOf = (view: TimelineView, timeMs: number): number => (timeMs - view.startMs) * view.pxPerMs

/** The time at a place, in ms; not bounded. */
export const timeAt = (view: TimelineView, xPx: number): number => view.startMs + xPx / view.pxPerMs

/** How much time a window of this width shows. */
export const spanOf = (view: TimelineView, widthPx: number): number => widthPx / view.pxPerMs

/** Whether the whole film is on show. */
export const isFit = (view: TimelineView, bounds: TimelineBounds): boolean => view.pxPerMs <= fitScale(bounds) * 1.0001

/** The nearest view within the bounds. */
export const boundView = (view: TimelineView, bounds: TimelineBounds): TimelineView => {
  const pxPerMs = Math.max(fitScale(bounds), Math.min(maxScale(bounds), view.pxPerMs))
  const lastStart = Math.max(0, bounds.durationMs - Math.max(1, bounds.widthPx) / pxPerMs)
  return { pxPerMs, startMs: Math.max(0, Math.min(lastStart, view.startMs)) }
}

/** The whole film. */
export const fitView = (bounds: TimelineBounds): TimelineView => ({ startMs: 0, pxPerMs: fitScale(bounds) })

/** Zooms by a factor; the time at `anchorPx` stays where it is. */
export const zoomAt = (view: TimelineView, bounds: TimelineBounds, anchorPx: number, factor: number): TimelineView => {
  const pxPerMs = Math.max(fitScale(bounds), Math.min(maxScale(bounds), view.pxPerMs * factor))
  return boundView({ pxPerMs, startMs: timeAt(view, anchorPx) - anchorPx / pxPerMs }, bounds)
}

/** Moves the view by pixels; positive shows later times. */
export const panBy = (view: TimelineView, bounds: TimelineBounds, deltaPx: number): TimelineView =>
  boundView({ ...view, startMs: view.startMs + deltaPx / view.pxPerMs }, bounds)

/** Puts a time in the middle. */
export const centreOn = (view: TimelineView, bounds: TimelineBounds, timeMs: number): TimelineView =>
  boundView({ ...view, startMs: timeMs - spanOf(view, bounds.widthPx) / 2 }, bounds)

/** The zoom as a place on a slider, 0 (fit) … 1 (single frames), even in doublings. */
export const zoomShare = (view: TimelineView, bounds: TimelineBounds): number => {
  const range = Math.log(maxScale(bounds) / fitScale(bounds))
  return range <= 0 ? 0 : Math.max(0, Math.min(1, Math.log(view.pxPerMs / fitScale(bounds)) / range))
}

/** The scale of a place on the zoom slider. */
export const scaleOfShare = (share: number, bounds: TimelineBounds): number =>
  fitScale(bounds) * (maxScale(bounds) / fitScale(bounds)) ** Math.max(0, Math.min(1, share))

/**
 * The view after the playhead moved. It turns the page when the playhead leaves the window it was in; when the person
 * had panned away from it, the view stays, unless the playhead jumped (a click elsewhere, another scene).
 */
export const followPlayhead = (
  view: TimelineView,
  bounds: TimelineBounds,
  beforeMs: number,
  nowMs: number,
): TimelineView => {
  const isInside = (timeMs: number): boolean => {
    const x = xOf(view, timeMs)
    return x >= -1 && x <= bounds.widthPx + 1
  }
  if (isInside(nowMs)) return view
  const span = spanOf(view, bounds.widthPx)
  const isJump = Math.abs(nowMs - beforeMs) > Math.max(1000, span / 4)
  if (!isInside(beforeMs) && !isJump) return view
  if (isJump) return centreOn(view, bounds, nowMs)
  const edge = nowMs > beforeMs ? 0.08 : 0.92
  return boundView({ ...view, startMs: nowMs - span * edge }, bounds)
}

/** First and last index of the items that touch a span of time; last < first when none does. Items in order, disjoint. */
export const visibleRange = (
  items: readonly { readonly startMs: number; readonly endMs: number }[],
  fromMs: number,
  toMs: number,
): readonly [first: number, last: number] => {
  const search = (isLeft: (item: { readonly startMs: number; readonly endMs: number }) => boolean): number => {
    let low = 0
    let high = items.length
    while (low < high) {
      const middle = (low + high) >> 1
      const item = items[middle]
      if (item !== undefined && isLeft(item)) low = middle + 1
      else high = middle
    }
    return low
  }
  return [search((item) => item.endMs <= fromMs), search((item) => item.startMs < toMs) - 1]
}

/** One picture in the strip of a scene: where, and of which time. */
export interface ThumbnailSlot {
  readonly xPx: number
  readonly widthPx: number
  readonly timeMs: number
}

/**
 * Pictures of one block from `x0` to `x1`, side by side from its start, each of its own middle; only those that touch
 * the window. Places do not depend on where the window is, so nothing flickers while it moves.
 */
export const thumbnailSlots = (
  block: { readonly x0: number; readonly x1: number; readonly startMs: number; readonly endMs: number },
  tilePx: number,
  widthPx: number,
): readonly ThumbnailSlot[] => {
  const { x0, x1, startMs, endMs } = block
  const length = x1 - x0
  if (length <= 0 || tilePx <= 0 || x1 <= 0 || x0 >= widthPx) return []
  const msPerPx = (endMs - startMs) / length
  const first = Math.max(0, Math.floor(-x0 / tilePx))
  const slots: ThumbnailSlot[] = []
  for (let index = first; x0 + index * tilePx < Math.min(x1, widthPx); index += 1) {
    const xPx = x0 + index * tilePx
    const width = Math.min(tilePx, x1 - xPx)
    slots.push({
      xPx,
      widthPx: width,
      timeMs: Math.min(endMs - 1, startMs + (index * tilePx + width / 2) * msPerPx),
    })
  }
  return slots
}

/** A run of scenes drawn as one block because each is too narrow for a picture of its own. */
export interface SceneBlock {
  readonly first: number
  readonly last: number
  readonly x0: number
  readonly x1: number
  readonly startMs: number
  readonly endMs: number
}

/** Joins neighbours narrower than `leastPx` into blocks, so that 5,000 scenes need no more drawing than fits the width. */
export const sceneBlocks = (
  scenes: readonly { readonly startMs: number; readonly endMs: number }[],
  view: TimelineView,
  widthPx: number,
  leastPx: number,
): readonly SceneBlock[] => {
  const [first, last] = visibleRange(scenes, view.startMs, timeAt(view, widthPx))
  const blocks: SceneBlock[] = []
  let open: { first: number; last: number; x0: number; x1: number; startMs: number; endMs: number } | null = null
  for (let index = first; index <= last; index += 1) {
    const scene = scenes[index]
    if (scene === undefined) continue
    const x0 = xOf(view, scene.startMs)
    const x1 = xOf(view, scene.endMs)
    const narrow = x1 - x0 < leastPx
    if (open !== null && narrow && open.last === index - 1) {
      open.last = index
      open.x1 = x1
      open.endMs = scene.endMs
      continue
    }
    if (open !== null) blocks.push(open)
    open = { first: index, last: index, x0, x1, startMs: scene.startMs, endMs: scene.endMs }
    if (narrow) continue
    blocks.push(open)
    open = null
  }
  if (open !== null) blocks.push(open)
  return blocks
}
