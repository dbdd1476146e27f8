import type { Browser } from 'playwright'

const viewport = { width: 1280, height: 800 }

/**
 * Resolves with the moment content was painted, by the page's own clock: an answer to a question put meanwhile would
 * have to wait for the app's script. Text, since it is not compiled for Node; `evaluate` is not bound by the page's policy.
 */
const firstContentfulPaint = `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    const entry = list.getEntriesByName('first-contentful-paint')[0]
    if (entry !== undefined) resolve(performance.timeOrigin + entry.startTime)
  }).observe({ type: 'paint', buffered: true })
})`

/** Milliseconds from navigation: to the first contentful paint (the window's frame), and to the first videos on show. */
export interface PaintMeasure {
  readonly firstPaintMs: number
  readonly videosMs: number
}

/** Opens the library in a new page and times what is seen. */
export const measurePaint = async (browser: Browser, url: string): Promise<PaintMeasure> => {
  const page = await browser.newPage({ viewport })
  const started = performance.timeOrigin + performance.now()
  await page.goto(url, { waitUntil: 'commit' })
  const firstPaintMs = ((await page.evaluate(firstContentfulPaint)) as number) - started
  await page.getByText('Reel 1999').first().waitFor()
  const videosMs = performance.timeOrigin + performance.now() - started
  await page.close()
  return { firstPaintMs, videosMs }
}

/** How smoothly the library scrolls. */
export interface ScrollMeasure {
  readonly framesPerSecond: number
  readonly idleFramesPerSecond: number
  readonly longestFrameMs: number
  readonly cardsSeen: number
}

/** Counts animation frames for so long; evaluated in the page as text, since it is not compiled for Node. */
const countFrames = `(durationMs) => new Promise((resolve) => {
  const times = []
  const begin = performance.now()
  const tick = (now) => {
    times.push(now)
    if (now - begin < durationMs) requestAnimationFrame(tick)
    else resolve(times)
  }
  requestAnimationFrame(tick)
})`

const rate = (times: readonly number[]): { readonly perSecond: number; readonly longestMs: number } => {
  const first = times[0] ?? 0
  const last = times.at(-1) ?? 0
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? time))
  return { perSecond: ((times.length - 1) * 1000) / (last - first), longestMs: Math.max(...gaps) }
}

/** Scrolls the library with the wheel for five seconds while the page counts its frames. */
export const measureScroll = async (browser: Browser, url: string): Promise<ScrollMeasure> => {
  const empty = await browser.newPage({ viewport })
  const idle = rate((await empty.evaluate(`(${countFrames})(2000)`)) as number[])
  await empty.close()
  const page = await browser.newPage({ viewport })
  await page.goto(url)
  await page.getByText('Reel 1999').first().waitFor()
  await page.mouse.move(700, 500)
  const counting = page.evaluate(`(${countFrames})(5000)`) as Promise<number[]>
  let scrolling = true
  const seen = new Set<string>()
  const wheel = (async () => {
    while (scrolling) {
      await page.mouse.wheel(0, 120)
      await new Promise((resolve) => setTimeout(resolve, 16))
    }
  })()
  const times = await counting
  scrolling = false
  await wheel
  for (const title of await page.getByText(/^Reel \d{4}$/).allTextContents()) seen.add(title)
  const result = rate(times)
  await page.close()
  return {
    framesPerSecond: result.perSecond,
    idleFramesPerSecond: idle.perSecond,
    longestFrameMs: result.longestMs,
    cardsSeen: seen.size,
  }
}
