/** A sheet of the filmstrip, made small enough for the timeline. */
export interface SheetImages {
  /** The sheet once it is there; asking for it starts reading it. */
  readonly get: (url: string) => ImageBitmap | null
  readonly dispose: () => void
}

const maxSheets = 96
const maxLoads = 3

/**
 * Keeps the filmstrip's sheets as bitmaps with tiles `tileHeightPx` high, decoded away from the page's own thread, and
 * says when one more is there. The newest wish is served first; the least lately used is let go.
 */
export const createSheetImages = (
  input: {
    readonly tileHeightPx: number
    readonly rows: number
    readonly columns: number
    readonly tileAspect: number
  },
  onLoad: () => void,
): SheetImages => {
  const sheets = new Map<string, ImageBitmap>()
  const failed = new Set<string>()
  const loading = new Set<string>()
  const wishes: string[] = []
  let disposed = false
  const load = async (url: string): Promise<void> => {
    loading.add(url)
    try {
      const image = new Image()
      image.decoding = 'async'
      image.src = url
      await image.decode()
      const height = input.tileHeightPx * input.rows
      const isSmaller = height < image.naturalHeight
      const bitmap = await (isSmaller
        ? createImageBitmap(image, {
            resizeHeight: height,
            resizeWidth: Math.round(input.tileHeightPx * input.tileAspect) * input.columns,
            resizeQuality: 'medium',
          })
        : createImageBitmap(image))
      if (disposed) {
        bitmap.close()
        return
      }
      sheets.set(url, bitmap)
      for (const [key, old] of sheets) {
        if (sheets.size <= maxSheets) break
        old.close()
        sheets.delete(key)
      }
      onLoad()
    } catch {
      // A sheet that cannot be read leaves its scenes without pictures; it is not asked for again.
      failed.add(url)
    } finally {
      loading.delete(url)
      next()
    }
  }
  const next = (): void => {
    while (!disposed && loading.size < maxLoads) {
      const url = wishes.pop()
      if (url === undefined) return
      if (!sheets.has(url) && !loading.has(url)) void load(url)
    }
  }
  return {
    get: (url) => {
      const known = sheets.get(url)
      if (known !== undefined) {
        sheets.delete(url)
        sheets.set(url, known)
        return known
      }
      if (!failed.has(url) && !loading.has(url) && !wishes.includes(url)) {
        wishes.push(url)
        if (wishes.length > maxSheets) wishes.shift()
        queueMicrotask(next)
      }
      return null
    },
    dispose: () => {
      disposed = true
      for (const bitmap of sheets.values()) bitmap.close()
      sheets.clear()
    },
  }
}
