import { expect, it } from 'vitest'
import { webPreferences } from './web-preferences.ts'

it('every window is sandboxed, isolated and without Node', () => {
  expect(webPreferences({ preloadPath: '/app/preload.cjs', isPackaged: true })).toEqual({
    preload: '/app/preload.cjs',
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
    spellcheck: false,
    devTools: false,
  })
})

it('has developer tools only in a checkout', () => {
  expect(webPreferences({ preloadPath: 'x', isPackaged: false }).devTools).toBe(true)
})
