/** The pages that the server itself writes; they need neither script nor style. */

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** A plain page with a headline and paragraphs. */
export const plainPage = (status: number, headline: string, paragraphs: readonly string[]): Response => {
  const body = paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('')
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>GoodCLIPS</title></head><body><main><h1>${escapeHtml(headline)}</h1>${body}</main></body></html>`
  return new Response(html, {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}

const howToOpen = 'Run "npm start" or "goodclips serve" in a terminal: it opens this library in the browser again.'

/** Shown for a code that is wrong, used or too old. */
export const codeRefusedPage = (): Response =>
  plainPage(403, 'This link does not work any more', [
    'A link to GoodCLIPS works once and for five minutes, so that nobody else can use it.',
    howToOpen,
  ])

/** Shown to a browser without the cookie. */
export const notLetInPage = (status: number, message: string): Response =>
  plainPage(status, 'This library is closed to this browser', [message, howToOpen])

/** Shown when the interface has not been built. */
export const notBuiltPage = (): Response =>
  plainPage(404, 'The interface is not built', ['Run "npm start": it builds the interface and opens it.'])
