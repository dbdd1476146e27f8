import type { Page } from '../contract/index.ts'

/**
 * Reads a list page by page to its end. `read` gets the cursor of each page, none for the first. A caller that stops
 * early reads no further pages.
 */
export async function* pages<Item>(
  read: (position: { readonly cursor?: string }) => Promise<Page<Item>>,
): AsyncGenerator<readonly Item[], void, void> {
  let page = await read({})
  yield page.items
  while (page.nextCursor !== null) {
    page = await read({ cursor: page.nextCursor })
    yield page.items
  }
}
