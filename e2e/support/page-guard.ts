import type { BrowserContext, Page } from '@playwright/test'

/** Watches a browser context for what must never happen: foreign requests, console errors, policy violations. */
export interface PageGuard {
  /** Console errors that match are expected from here on. Foreign requests are never allowed. */
  readonly allow: (pattern: RegExp) => void
  /** What happened against the rules so far, one line each. */
  readonly complaints: () => readonly string[]
}

const isLocal = (url: string, origin: string): boolean => {
  const parsed = new URL(url)
  // Made by the page itself; no bytes travel.
  if (parsed.protocol === 'blob:') return url.startsWith(`blob:${origin}/`)
  return parsed.origin === origin
}

const watchPage = (page: Page, note: (kind: string, text: string) => void): void => {
  page.on('console', (message) => {
    if (message.type() === 'error') note('console error', `${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => note('uncaught error', error.stack ?? error.message))
}

/** Guards every page of the context, those opened later too. */
export const guardContext = async (context: BrowserContext, origin: string): Promise<PageGuard> => {
  const allowed: RegExp[] = []
  const notes: { readonly kind: string; readonly text: string }[] = []
  const note = (kind: string, text: string) => notes.push({ kind, text })
  context.on('request', (request) => {
    if (!isLocal(request.url(), origin)) note('foreign request', `${request.method()} ${request.url()}`)
  })
  context.on('page', (page) => watchPage(page, note))
  for (const page of context.pages()) watchPage(page, note)
  await context.exposeFunction('reportPolicyViolation', (text: string) => note('policy violation', text))
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report: unknown = Reflect.get(window, 'reportPolicyViolation')
      if (typeof report === 'function') report(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`)
    })
  })
  return {
    allow: (pattern) => {
      allowed.push(pattern)
    },
    complaints: () =>
      notes
        .filter(({ kind, text }) => kind !== 'console error' || !allowed.some((pattern) => pattern.test(text)))
        .map(({ kind, text }) => `${kind}: ${text}`),
  }
}
