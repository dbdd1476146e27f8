import type { Page } from '@playwright/test'

/** A key to press: one character to type, a named key, or a shortcut such as `Control+Shift+P`. */
type Key = string

const modifierBits: Readonly<Record<string, number>> = { Alt: 1, Control: 2, Meta: 4, Shift: 8 }

const namedKeys: Readonly<Record<string, { readonly code: number; readonly text?: string }>> = {
  Enter: { code: 13, text: '\r' },
  Escape: { code: 27 },
  ArrowDown: { code: 40 },
  F2: { code: 113 },
}

const eventOf = (key: Key) => {
  const parts = key.length === 1 ? [key] : key.split('+')
  const name = parts.at(-1) ?? key
  const modifiers = parts.slice(0, -1).reduce((bits, modifier) => bits | (modifierBits[modifier] ?? 0), 0)
  const named = namedKeys[name]
  const typed = named?.text ?? (named === undefined && modifiers === 0 ? name : undefined)
  return {
    key: name,
    code: named === undefined ? (/[a-z]/i.test(name) ? `Key${name.toUpperCase()}` : '') : name,
    windowsVirtualKeyCode: named?.code ?? name.toUpperCase().charCodeAt(0),
    modifiers,
    ...(typed === undefined ? {} : { text: typed }),
  }
}

/** Characters of a text as keys. */
export const typed = (text: string): readonly Key[] => [...text]

/**
 * Presses keys as fast as they can be sent: all of them wait at the browser before the page has handled the first, as for
 * a fast typist on a busy machine. Playwright's own keyboard waits for the page after each key.
 */
export const pressAtOnce = async (page: Page, ...keys: readonly Key[]): Promise<void> => {
  const session = await page.context().newCDPSession(page)
  await Promise.all(
    keys
      .map(eventOf)
      .flatMap((event) => [
        session.send('Input.dispatchKeyEvent', { type: 'text' in event ? 'keyDown' : 'rawKeyDown', ...event }),
        session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event }),
      ]),
  )
  await session.detach()
}

/** Makes the page's processor slower by a factor. */
export const slowDown = async (page: Page, factor: number): Promise<void> => {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: factor })
}
