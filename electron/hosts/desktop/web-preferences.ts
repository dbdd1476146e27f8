import type { WebPreferences } from 'electron'

/** Preferences of every window. Written out in full, so that no default of a later Electron can loosen them. */
export const webPreferences = (options: {
  readonly preloadPath: string
  readonly isPackaged: boolean
}): WebPreferences => ({
  preload: options.preloadPath,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  // Chromium would fetch dictionaries from the network.
  spellcheck: false,
  devTools: !options.isPackaged,
})

/** Switches of Chromium that keep it from speaking to the network on its own. */
export const chromiumSwitches: readonly string[] = [
  'disable-background-networking',
  'disable-component-update',
  'disable-domain-reliability',
  'no-pings',
]
