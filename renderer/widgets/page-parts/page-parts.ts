import { createContext, type RefObject, use, useLayoutEffect } from 'react'

/** Elements of the window that parts elsewhere in it must find: to give them the focus, or to ask where they stand. */
export interface PageParts {
  /** The search field with its chips and buttons. */
  searchField: HTMLElement | null
  /** The list box of the screen on show. */
  list: HTMLElement | null
}

/** Holds the parts of one window; null where a part stands alone, as in the gallery. */
export const PagePartsContext = createContext<PageParts | null>(null)

/** The parts of the window around. Read them when something happens, not while drawing. */
export const usePageParts = (): PageParts | null => use(PagePartsContext)

/** Makes an element one of the window's parts for as long as its component is on show. */
export const usePagePart = (name: keyof PageParts, element: RefObject<HTMLElement | null>): void => {
  const parts = usePageParts()
  useLayoutEffect(() => {
    const own = element.current
    if (parts === null || own === null) return
    parts[name] = own
    return () => {
      // The next screen's list may have taken over already.
      if (parts[name] === own) parts[name] = null
    }
  }, [parts, name, element])
}
