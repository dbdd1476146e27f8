/**
 * Has a mounted video element load an address. React sets `src` while it makes an element, which may be long before the element
 * stands in the page; events that come meanwhile reach no handler, and a file that is gone would look like one that loads.
 */
export const playFrom = (element: HTMLVideoElement, url: string): void => {
  if (element.getAttribute('src') !== url) element.src = url
}
