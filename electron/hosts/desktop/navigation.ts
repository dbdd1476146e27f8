import { isAppUrl } from './app-origin.ts'

/** Hosts whose pages the app may open in the person's browser. */
export const externalHosts: readonly string[] = [
  'ffmpeg.org',
  'github.com',
  'huggingface.co',
  'opensource.org',
  'www.apache.org',
  'www.ffmpeg.org',
]

/** Whether an address may be handed to the system's browser: https, a listed host, no port, no credentials. */
export const isExternalAllowed = (url: string): boolean => {
  if (!URL.canParse(url)) return false
  const { protocol, host, username, password } = new URL(url)
  return protocol === 'https:' && externalHosts.includes(host) && username === '' && password === ''
}

/** What happens when a page wants to go somewhere or to open a window. */
export type NavigationDecision = 'allow' | 'openExternally' | 'deny'

/** Navigation of the window itself: it stays on our own origin. */
export const decideNavigation = (url: string): NavigationDecision => {
  if (isAppUrl(url)) return 'allow'
  return isExternalAllowed(url) ? 'openExternally' : 'deny'
}

/** A new window is never opened; a listed page goes to the browser instead. */
export const decideWindowOpen = (url: string): Exclude<NavigationDecision, 'allow'> =>
  isExternalAllowed(url) ? 'openExternally' : 'deny'
