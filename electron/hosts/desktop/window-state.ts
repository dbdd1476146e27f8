import { z } from 'zod'

/** A rectangle on the desktop, in device-independent pixels. */
export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const stateSchema = z.object({
  bounds: z.object({
    x: z.number().int(),
    y: z.number().int(),
    width: z.number().int().positive(),
    height: z.number().int().positive(),
  }),
  maximized: z.boolean(),
})

/** Where the window was when it was last closed. */
export type WindowState = z.infer<typeof stateSchema>

/** Smallest window in which every screen still works. */
export const minimumSize = { width: 880, height: 560 } as const
const preferredSize = { width: 1280, height: 800 } as const

/** Reads a kept state; null for anything that is none. */
export const parseWindowState = (text: string): WindowState | null => {
  try {
    return stateSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

const overlap = (a: Bounds, b: Bounds): number =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y))

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, high))

/**
 * Bounds that lie wholly on one display: the one that shows most of the kept window, or the primary one (the first)
 * when the kept one is gone. `workAreas` are what docks and bars leave free.
 */
export const placeWindow = (kept: Bounds | null, workAreas: readonly Bounds[]): Bounds => {
  const primary = workAreas[0] ?? { x: 0, y: 0, ...preferredSize }
  const best = workAreas.reduce(
    (found, area) => (kept !== null && overlap(kept, area) > overlap(kept, found) ? area : found),
    primary,
  )
  const visible = kept !== null && overlap(kept, best) > 0
  const wanted = kept ?? { ...preferredSize, x: 0, y: 0 }
  const width = Math.min(Math.max(wanted.width, minimumSize.width), best.width)
  const height = Math.min(Math.max(wanted.height, minimumSize.height), best.height)
  const centred = {
    x: best.x + Math.round((best.width - width) / 2),
    y: best.y + Math.round((best.height - height) / 2),
  }
  const corner = visible ? wanted : centred
  return {
    x: clamp(corner.x, best.x, best.x + best.width - width),
    y: clamp(corner.y, best.y, best.y + best.height - height),
    width,
    height,
  }
}
