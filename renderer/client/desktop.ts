import { type DesktopBridge, desktopBridgeName } from '../../electron/contract/desktop-bridge.ts'

const hasBridge = (host: object): host is Record<typeof desktopBridgeName, DesktopBridge> =>
  desktopBridgeName in host && typeof host[desktopBridgeName] === 'object' && host[desktopBridgeName] !== null

/** The desktop host's bridge, or null in a browser. The preload script of our own app made it, so its shape is trusted. */
export const desktopBridgeOf = (host: object): DesktopBridge | null =>
  hasBridge(host) ? host[desktopBridgeName] : null
