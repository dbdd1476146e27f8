import type { FocusRegion } from '../../electron/contract/action-row.ts'
import { focusInPlace, homeOfFocus, type PageParts } from '../widgets/page-parts/page-parts.ts'
import { regionOf } from './commands/key-place.ts'

/** Keys by which the focus moves within a group of controls. */
const movesWithin = /^(Arrow|Home|End)/

/**
 * Until the signal aborts: keeps the focus out of the page's body, where no key means anything; remembers which controls a
 * person came to by Tab; and tells which part of the window has the focus.
 */
export const keepFocus = (
  parts: PageParts,
  onRegion: (region: FocusRegion | null) => void,
  signal: AbortSignal,
): void => {
  /** What moved the focus last. */
  let moved: 'pointer' | 'tab' | 'arrows' | 'other' = 'other'
  let isChecking = false
  const check = (): void => {
    isChecking = false
    const { activeElement } = document
    const isLost = activeElement === null || activeElement === document.body || activeElement === parts.stage
    if (!isLost || document.querySelector('dialog[open]') !== null) return
    const home = homeOfFocus(parts)
    if (home !== activeElement) focusInPlace(home)
  }
  const checkSoon = (): void => {
    if (isChecking) return
    isChecking = true
    requestAnimationFrame(check)
  }
  const options = { capture: true, signal }
  document.addEventListener(
    'pointerdown',
    () => {
      moved = 'pointer'
    },
    options,
  )
  document.addEventListener(
    'keydown',
    ({ key }) => {
      check()
      moved = key === 'Tab' ? 'tab' : movesWithin.test(key) ? 'arrows' : 'other'
    },
    options,
  )
  document.addEventListener(
    'focusin',
    ({ target, relatedTarget }) => {
      if (!(target instanceof Element)) return
      const cameByTab = relatedTarget instanceof Element && parts.byTab.has(relatedTarget)
      if (moved === 'tab' || (moved === 'arrows' && cameByTab)) parts.byTab.add(target)
      else if (moved === 'pointer') parts.byTab.delete(target)
      // Sheets and menus act for what had the focus when they were opened.
      const isAbove = target.closest('dialog, [role="menu"], [role="dialog"]') !== null
      const region = regionOf(target)
      if (!isAbove || region !== null) onRegion(region)
      checkSoon()
    },
    options,
  )
  document.addEventListener('focusout', checkSoon, options)
  // A browser tells nobody when the element with the focus is taken off the page.
  const observer = new MutationObserver(checkSoon)
  observer.observe(document.body, { childList: true, subtree: true })
  signal.addEventListener('abort', () => observer.disconnect())
  checkSoon()
}
