import { useEffect, useMemo, useRef, useState } from 'react'
import type { Filmstrip } from '../../../electron/contract/index.ts'
import { createSheetImages } from './sheet-images.ts'
import { inkOf, paintTimeline } from './timeline-painter.ts'
import type { TimelineInk, TimelinePicture } from './timeline-picture.ts'

/** Thumbnails are kept at this height in device pixels at most; lanes taller than that enlarge them a little. */
const tileHeightPx = 90

/** The colours of the theme in force; new when the theme changes. */
const useInk = (element: Element | null): TimelineInk | null => {
  const [ink, setInk] = useState<TimelineInk | null>(null)
  useEffect(() => {
    if (element === null) return
    const read = (): void => setInk(inkOf(element))
    read()
    const observer = new MutationObserver(read)
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    return () => observer.disconnect()
  }, [element])
  return ink
}

const useSheets = (filmstrip: Filmstrip | null, onLoad: () => void) => {
  const latest = useRef(onLoad)
  latest.current = onLoad
  const { rows, columns, tileWidth, tileHeight } = filmstrip ?? { rows: 1, columns: 1, tileWidth: 16, tileHeight: 9 }
  const has = filmstrip !== null
  const [sheets, setSheets] = useState<ReturnType<typeof createSheetImages> | null>(null)
  useEffect(() => {
    if (!has) return
    const made = createSheetImages({ tileHeightPx, rows, columns, tileAspect: tileWidth / tileHeight }, () =>
      latest.current(),
    )
    setSheets(made)
    return () => {
      setSheets(null)
      made.dispose()
    }
  }, [has, rows, columns, tileWidth, tileHeight])
  return sheets
}

/** The drawing of the timeline. It redraws at most once a frame, and only when something it shows changed. */
export const TimelineCanvas = ({
  heightPx,
  ...rest
}: Omit<TimelinePicture, 'sheets'> & { readonly heightPx: number }) => {
  const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null)
  const [loads, setLoads] = useState(0)
  const pending = useRef(0)
  const ink = useInk(canvas)
  const sheets = useSheets(rest.filmstrip, () => {
    // Several sheets that arrive together are one redraw.
    if (pending.current !== 0) return
    pending.current = requestAnimationFrame(() => {
      pending.current = 0
      setLoads((count) => count + 1)
    })
  })
  useEffect(() => () => cancelAnimationFrame(pending.current), [])
  const ratio = Math.max(1, Math.min(3, globalThis.devicePixelRatio || 1))
  const { widthPx } = rest
  const size = useMemo(
    () => ({ width: Math.round(widthPx * ratio), height: Math.round(heightPx * ratio) }),
    [widthPx, heightPx, ratio],
  )
  const picture = useRef<TimelinePicture>({ ...rest, sheets })
  picture.current = { ...rest, sheets }
  // biome-ignore lint/correctness/useExhaustiveDependencies: every value of the picture is a reason to draw again
  useEffect(() => {
    if (canvas === null || ink === null) return
    const handle = requestAnimationFrame(() => {
      if (canvas.width !== size.width) canvas.width = size.width
      if (canvas.height !== size.height) canvas.height = size.height
      const context = canvas.getContext('2d')
      if (context === null) return
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
      paintTimeline(context, ink, picture.current, heightPx)
    })
    return () => cancelAnimationFrame(handle)
  }, [canvas, ink, size, ratio, heightPx, sheets, loads, ...Object.values(rest)])
  return <canvas ref={setCanvas} className="timeline__canvas" aria-hidden />
}
