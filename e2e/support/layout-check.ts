import type { Page } from '@playwright/test'

/** One thing on the page that is cut, covered or out of reach. */
export interface LayoutFault {
  readonly kind: 'cut text' | 'controls overlap' | 'control is cut' | 'out of reach' | 'scrolls sideways'
  readonly where: string
}

/** How long a page may take to settle after its window changed: cards glide, panels measure themselves. */
const settleLimitMs = 2_000

/**
 * What runs in the page. It reads boxes only: text against the boxes that clip it, controls against each other, and all of it
 * against what a person can scroll to.
 */
const findFaults = (): readonly LayoutFault[] => {
  interface Box {
    readonly left: number
    readonly top: number
    readonly right: number
    readonly bottom: number
  }
  const slack = 1.5
  const faults: LayoutFault[] = []
  /** Whether any of the box that is being followed is on show. */
  let seen = true
  const note = (kind: LayoutFault['kind'], where: string): void => {
    if (!faults.some((fault) => fault.kind === kind && fault.where === where)) faults.push({ kind, where })
  }
  const boxOf = ({ left, top, right, bottom }: DOMRect): Box => ({ left, top, right, bottom })
  const meet = (a: Box, b: Box): Box => ({
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  })
  const widthOf = (box: Box): number => box.right - box.left
  const heightOf = (box: Box): number => box.bottom - box.top
  const isEmpty = (box: Box): boolean => widthOf(box) <= 0 || heightOf(box) <= 0
  const nameOf = (element: Element): string => {
    const classes = typeof element.className === 'string' ? element.className.trim().split(/\s+/).slice(0, 2) : []
    const words = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().replaceAll(/\s+/g, ' ')
    return `${[element.tagName.toLowerCase(), ...classes].filter((part) => part !== '').join('.')} “${words.slice(0, 48)}”`
  }
  const isOnShow = (element: Element): boolean =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }) &&
    // What only screen readers get is there in one pixel.
    !element.closest('.visually-hidden, [hidden]') &&
    widthOf(boxOf(element.getBoundingClientRect())) > 1.5
  const parentOf = (element: Element): Element | null => element.parentElement
  const clips = (value: string): boolean => value === 'hidden' || value === 'clip'
  const scrolls = (value: string): boolean => value === 'auto' || value === 'scroll'
  const innerBox = (element: Element): Box => {
    const { left, top } = element.getBoundingClientRect()
    return {
      left: left + element.clientLeft,
      top: top + element.clientTop,
      right: left + element.clientLeft + element.clientWidth,
      bottom: top + element.clientTop + element.clientHeight,
    }
  }

  /**
   * Follows a box outwards. What a scrolling ancestor hides can be scrolled to, so from there on its own box counts; what another
   * hides is lost. `lost` is told how much, and by whom; the answer is what is seen now.
   */
  const follow = (
    from: Element | null,
    start: Box,
    lost: (by: Element, axis: 'x' | 'y', pixels: number, ellipsis: boolean, through: Element | null) => void,
    isFixed: boolean,
    ellipsisBelow = false,
  ): Box => {
    let box = start
    let ellipsis = ellipsisBelow
    let through: Element | null = null
    let skipsTo: 'none' | 'positioned' | 'window' = isFixed ? 'window' : 'none'
    for (let element = from; element !== null; element = parentOf(element)) {
      const style = getComputedStyle(element)
      if (style.textOverflow === 'ellipsis' && clips(style.overflowX)) ellipsis = true
      if (style.webkitLineClamp !== 'none' && style.webkitLineClamp !== '') ellipsis = true
      const holds =
        skipsTo === 'none' || (skipsTo === 'positioned' && style.position !== 'static') || style.transform !== 'none'
      if (holds) {
        skipsTo = 'none'
        const inner = innerBox(element)
        const paints = /strict|content|paint/.test(style.contain)
        const clipsX = clips(style.overflowX) || (paints && style.overflowX === 'visible')
        const clipsY = clips(style.overflowY) || (paints && style.overflowY === 'visible')
        if (clipsX || clipsY || scrolls(style.overflowX) || scrolls(style.overflowY)) {
          const area = meet(box, inner)
          if (clipsX && widthOf(box) - Math.max(0, widthOf(area)) > slack) {
            lost(element, 'x', widthOf(box) - Math.max(0, widthOf(area)), ellipsis, through)
          }
          if (clipsY && heightOf(box) - Math.max(0, heightOf(area)) > slack) {
            lost(element, 'y', heightOf(box) - Math.max(0, heightOf(area)), ellipsis, through)
          }
          if (scrolls(style.overflowX) && box.left + element.scrollLeft < inner.left - slack) {
            lost(element, 'x', inner.left - box.left, false, through)
          }
          if (scrolls(style.overflowY) && box.top + element.scrollTop < inner.top - slack) {
            lost(element, 'y', inner.top - box.top, false, through)
          }
          // A scroller stands for what is in it.
          if (isEmpty(area) && !scrolls(style.overflowX) && !scrolls(style.overflowY)) return area
          box = isEmpty(area) ? inner : area
          if (isEmpty(area)) seen = false
          if (scrolls(style.overflowX) || scrolls(style.overflowY)) {
            through = element
            ellipsis = false
          }
        }
        if (style.position === 'fixed') skipsTo = 'window'
        else if (style.position === 'absolute') skipsTo = 'positioned'
      }
    }
    const view = { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight }
    const area = meet(box, view)
    if (widthOf(box) - Math.max(0, widthOf(area)) > slack) {
      lost(document.documentElement, 'x', widthOf(box) - widthOf(area), false, through)
    }
    if (heightOf(box) - Math.max(0, heightOf(area)) > slack) {
      lost(document.documentElement, 'y', heightOf(box) - heightOf(area), false, through)
    }
    return seen ? area : { left: 0, top: 0, right: 0, bottom: 0 }
  }

  // Text: nothing of it may be hidden unless three dots say so, and of a timecode nothing at all.
  const timecode = /\d{2}:\d{2}:\d{2}/
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const parent = node.parentElement
    const words = (node.textContent ?? '').trim()
    if (words === '' || parent === null || !isOnShow(parent) || parent.closest('option, script, style')) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const box = boxOf(range.getBoundingClientRect())
    if (isEmpty(box)) continue
    seen = true
    follow(
      parent,
      box,
      (by, axis, pixels, ellipsis, through) => {
        if (through !== null) {
          note('out of reach', `the end of ${nameOf(through)} by ${nameOf(by)}: ${axis} ${Math.round(pixels)} px`)
          return
        }
        if (ellipsis && !timecode.test(words)) return
        note(
          'cut text',
          `“${words.slice(0, 60)}” in ${nameOf(parent)} by ${nameOf(by)}: ${axis} ${Math.round(pixels)} px`,
        )
      },
      getComputedStyle(parent).position === 'fixed',
    )
  }

  // Controls: whole, within reach, and not over one another.
  const selector =
    'button, a[href], input, select, textarea, [role="slider"], [role="tab"], [role="option"], [role="separator"][tabindex]'
  const layerOf = (element: Element): Element | null =>
    element.closest(
      'dialog, [role="dialog"], [role="menu"], [data-radix-popper-content-wrapper], .toasts, .stage__drawer',
    )
  const controls: { readonly element: Element; readonly box: Box; readonly layer: Element | null }[] = []
  for (const element of document.querySelectorAll(selector)) {
    if (!isOnShow(element) || element.getAttribute('role') === 'separator') continue
    if (element instanceof HTMLInputElement && (element.type === 'file' || element.type === 'hidden')) continue
    seen = true
    const own = getComputedStyle(element)
    const box = follow(
      parentOf(element),
      boxOf(element.getBoundingClientRect()),
      (by, axis, pixels, ellipsis, through) => {
        if (through !== null) {
          note('out of reach', `the end of ${nameOf(through)} by ${nameOf(by)}: ${axis} ${Math.round(pixels)} px`)
          return
        }
        // A link within a line ends with the line.
        if (ellipsis && own.display === 'inline') return
        const kind = by === document.documentElement ? 'out of reach' : 'control is cut'
        note(kind, `${nameOf(element)} by ${nameOf(by)}: ${axis} ${Math.round(pixels)} px`)
      },
      own.position === 'fixed',
    )
    if (!isEmpty(box)) controls.push({ element, box, layer: layerOf(element) })
  }
  for (const [index, a] of controls.entries()) {
    for (const b of controls.slice(index + 1)) {
      if (a.layer !== b.layer || a.element.contains(b.element) || b.element.contains(a.element)) continue
      const both = meet(a.box, b.box)
      if (widthOf(both) > slack && heightOf(both) > slack) {
        note('controls overlap', `${nameOf(a.element)} and ${nameOf(b.element)}`)
      }
    }
  }

  // Pages scroll downwards only.
  const root = document.documentElement
  if (root.scrollWidth > root.clientWidth + 1) note('scrolls sideways', 'the window')
  for (const element of document.querySelectorAll('*')) {
    const { overflowX, overflowY } = getComputedStyle(element)
    if (!scrolls(overflowX) || !scrolls(overflowY) || !isOnShow(element) || element.tagName === 'TEXTAREA') continue
    if (element.scrollWidth <= element.clientWidth + 1) continue
    const end = element.getBoundingClientRect().left + element.clientLeft + element.clientWidth
    const widest = [...element.querySelectorAll('*')]
      .filter((part) => part.getBoundingClientRect().right > end + 1)
      .at(-1)
    note('scrolls sideways', widest === undefined ? nameOf(element) : `${nameOf(element)} for ${nameOf(widest)}`)
  }
  return faults
}

/** What is cut, covered or out of reach on the page as it stands now, one line each. */
export const layoutFaults = async (page: Page): Promise<readonly string[]> =>
  (await page.evaluate(findFaults)).map(({ kind, where }) => `${kind}: ${where}`)

/** The same once the page has settled: a fault counts when it stays. */
export const settledLayoutFaults = async (page: Page): Promise<readonly string[]> => {
  const deadline = Date.now() + settleLimitMs
  for (;;) {
    await page.evaluate(
      () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
    )
    const faults = await layoutFaults(page)
    if (faults.length === 0 || Date.now() > deadline) return faults
  }
}
