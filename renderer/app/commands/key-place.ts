import { type FocusRegion, focusRegions } from '../../../electron/contract/action-row.ts'
import type { KeyControl, KeyPlace } from './key-law.ts'

const isRegion = (name: string | undefined): name is FocusRegion => focusRegions.some((region) => region === name)

/** The part of the window that an element belongs to, as its parents say by `data-focus-region`. */
export const regionOf = (element: Element | null): FocusRegion | null => {
  const name = element?.closest<HTMLElement>('[data-focus-region]')?.dataset['focusRegion']
  return isRegion(name) ? name : null
}

const sliders = 'input[type="range"], [role="slider"], [role="separator"], [role="tab"], [role="radio"]'
const pressed =
  'input[type="checkbox"], input[type="radio"], input[type="button"], button, a, summary, [role="menuitem"]'

const controlOf = (element: Element | null): KeyControl => {
  if (element === null) return 'none'
  if (element.closest('select') !== null) return 'select'
  if (element.closest(sliders) !== null) return 'slider'
  if (element.closest(pressed) !== null) return 'button'
  const types = element.closest('input, textarea, [contenteditable="true"]') !== null
  return types ? 'text' : 'none'
}

/** Whether the element with the focus is one where text is typed. */
export const isTextField = (element: Element | null): boolean => controlOf(element) === 'text'

const screenOf = (location: string): KeyPlace['screen'] => {
  if (location === '/library') return 'library'
  if (location === '/search') return 'search'
  return location.startsWith('/video/') ? 'video' : 'other'
}

const coverOf = (region: FocusRegion | null): KeyPlace['cover'] => {
  if (document.querySelector('[role="menu"], [role="dialog"]') !== null) return 'sheet'
  if (document.querySelector('dialog[open]') === null) return 'none'
  return region === 'preview' ? 'preview' : 'sheet'
}

/** Reads off the page where a key is pressed; `isSheetOpening` while one is asked for that is not drawn yet. */
export const keyPlaceOf = (
  element: Element | null,
  window: {
    readonly location: string
    readonly isSheetOpening: boolean
    readonly isByTab: (element: Element) => boolean
  },
): KeyPlace => {
  const region = regionOf(element)
  const cover = coverOf(region)
  return {
    region,
    control: controlOf(element),
    byTab: element !== null && window.isByTab(element),
    screen: screenOf(window.location),
    cover: cover === 'none' && window.isSheetOpening ? 'sheet' : cover,
  }
}
