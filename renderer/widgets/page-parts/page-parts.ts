import { createContext, type RefObject, use, useLayoutEffect } from 'react'

/** Elements of the window that parts elsewhere in it must find: to give them the focus, or to ask where they stand. */
export interface PageParts {
  /** The search field with its chips and buttons. */
  searchField: HTMLElement | null
  /** The list box of the screen on show. */
  list: HTMLElement | null
  /** The player of a video's page. */
  player: HTMLElement | null
  /** What is beside the rail and below the search field: has the focus where nothing else of the screen can. */
  stage: HTMLElement | null
  /** What has the focus instead of the stage while there is no list: the search field, on a page without results. */
  instead: HTMLElement | null
  /** Controls that a person came to by the Tab key. */
  readonly byTab: WeakSet<Element>
}

/** The parts of a window in which nothing is on show yet. */
export const createPageParts = (): PageParts => ({
  searchField: null,
  list: null,
  player: null,
  stage: null,
  instead: null,
  byTab: new WeakSet(),
})

/** Holds the parts of one window; null where a part stands alone, as in the gallery. */
export const PagePartsContext = createContext<PageParts | null>(null)

/** The parts of the window around. Read them when something happens, not while drawing. */
export const usePageParts = (): PageParts | null => use(PagePartsContext)

/** Where the focus is at home on the screen on show: the player, else the list, else what stands in for it. */
export const homeOfFocus = ({ player, list, instead, stage }: PageParts): HTMLElement | null =>
  player ?? list ?? instead ?? stage

/** Gives an element the focus and leaves everything where it is scrolled to. */
export const focusInPlace = (element: HTMLElement | null): void => element?.focus({ preventScroll: true })

/** Whether nothing that a person is at has the focus: nothing at all, the stage, or a link that was pressed. */
const isFocusFree = ({ stage, byTab }: PageParts): boolean => {
  const { activeElement } = document
  if (activeElement === null || activeElement === document.body || activeElement === stage) return true
  return activeElement instanceof HTMLAnchorElement && !byTab.has(activeElement)
}

const isTyping = (): boolean => document.activeElement?.matches('input, textarea, select') === true

/** Whether a part of the screen that came on show takes the focus. */
const takesFocus = (name: keyof PageParts, parts: PageParts): boolean => {
  if (name === 'player') return !isTyping() && document.querySelector('dialog[open]') === null
  return name === 'list' && parts.player === null && isFocusFree(parts)
}

/**
 * Makes an element one of the window's parts for as long as its component is on show. A list takes the focus that nothing
 * else has, at once, so that no key is lost between one list and the next; the player takes it.
 */
export const usePagePart = (
  name: 'searchField' | 'list' | 'player' | 'stage',
  element: RefObject<HTMLElement | null>,
): void => {
  const parts = usePageParts()
  useLayoutEffect(() => {
    const own = element.current
    if (parts === null || own === null) return
    parts[name] = own
    if (takesFocus(name, parts)) focusInPlace(own)
    return () => {
      // The next screen's list may have taken over already.
      if (parts[name] === own) parts[name] = null
    }
  }, [parts, name, element])
}

/** While `isAtHome`, the search field has the focus that nothing else of the screen can take. */
export const useSearchFieldAsHome = (isAtHome: boolean): void => {
  const parts = usePageParts()
  useLayoutEffect(() => {
    const field = parts?.searchField?.querySelector<HTMLElement>('input') ?? null
    if (parts === null || field === null || !isAtHome) return
    parts.instead = field
    const { activeElement } = document
    if (activeElement === document.body || activeElement === parts.stage) focusInPlace(field)
    return () => {
      parts.instead = null
    }
  }, [parts, isAtHome])
}
