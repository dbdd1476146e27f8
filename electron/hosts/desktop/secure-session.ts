import type { Session, WebContents } from 'electron'
import { isRequestAllowed } from './app-origin.ts'
import { decideNavigation, decideWindowOpen } from './navigation.ts'
import { isPermissionGranted } from './permissions.ts'

/** Denies permissions and devices by default, and cuts every request that would leave the app. */
export const secureSession = (session: Session): void => {
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(isPermissionGranted(permission, details.requestingUrl)),
  )
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) =>
    isPermissionGranted(permission, requestingOrigin),
  )
  session.setDevicePermissionHandler(() => false)
  session.setSpellCheckerEnabled(false)
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isRequestAllowed(details.url) }))
}

/** Keeps contents on our own origin: no foreign navigation, redirect, new window or webview. */
export const secureContents = (contents: WebContents, openExternal: (url: string) => void): void => {
  const onNavigate = (event: { readonly url: string; readonly preventDefault: () => void }) => {
    const decision = decideNavigation(event.url)
    if (decision === 'allow') return
    event.preventDefault()
    if (decision === 'openExternally') openExternal(event.url)
  }
  contents.on('will-navigate', onNavigate)
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    if (decideNavigation(event.url) !== 'allow') event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (decideWindowOpen(url) === 'openExternally') openExternal(url)
    return { action: 'deny' }
  })
}
