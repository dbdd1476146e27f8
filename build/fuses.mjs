import { join } from 'node:path'
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses'

/**
 * Every fuse of the pinned Electron by its name in `FuseV1Options`, and the state it is packed with. A test fails when
 * @electron/fuses knows one that is not decided here, and packing fails when Electron's binary has one.
 * @type {Readonly<Record<string, boolean>>}
 */
export const fuseStates = {
  // A packed app is no Node for whoever sets ELECTRON_RUN_AS_NODE; nothing here forks.
  RunAsNode: false,
  // Cookies on disk are encrypted with a key of the system.
  EnableCookieEncryption: true,
  // NODE_OPTIONS and NODE_EXTRA_CA_CERTS would load foreign code into the main process.
  EnableNodeOptionsEnvironmentVariable: false,
  // --inspect would hand the main process to any program of this machine.
  EnableNodeCliInspectArguments: false,
  // A changed app.asar does not start (macOS and Windows check it).
  EnableEmbeddedAsarIntegrityValidation: true,
  // An app folder laid beside app.asar is not loaded in its place.
  OnlyLoadAppFromAsar: true,
  // There is no V8 snapshot of our own to load.
  LoadBrowserProcessSpecificV8Snapshot: false,
  // Pages come from goodclips://; file:// needs no more rights than in a browser.
  GrantFileProtocolExtraPrivileges: false,
  // Memory bounds of WebAssembly are checked by guard pages; explicit checks would slow the kernels of search and analysis.
  WasmTrapHandlers: true,
}

const numberOf = (/** @type {string} */ name) => {
  const number = Object.entries(FuseV1Options).find(([known]) => known === name)?.[1]
  if (typeof number !== 'number') throw new Error(`The installed @electron/fuses does not know the fuse ${name}.`)
  return number
}

/** What `flipFuses` takes: the states by number, strict about fuses that are not decided. */
export const fuseConfig = () => ({
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  // Re-signs the flipped binary on Apple silicon, where an unsigned one does not start.
  resetAdHocDarwinSignature: true,
  ...Object.fromEntries(Object.entries(fuseStates).map(([name, state]) => [numberOf(name), state])),
})

/** @type {Readonly<Record<string, string>>} */
const extensions = { darwin: '.app', mas: '.app', win32: '.exe' }

/**
 * Where electron-builder has put the program it packs.
 * @param {{
 *   appOutDir: string,
 *   electronPlatformName: string,
 *   packager: { appInfo: { productFilename: string }, executableName?: string },
 * }} context
 */
export const packedProgram = ({ appOutDir, electronPlatformName, packager }) => {
  // Only the packager of Linux names its executable otherwise than the product.
  const name = packager.executableName ?? packager.appInfo.productFilename
  return join(appOutDir, `${name}${extensions[electronPlatformName] ?? ''}`)
}

/**
 * Sets all fuses of a packed Electron, with our own @electron/fuses: the one inside electron-builder knows eight.
 * @param {Parameters<typeof packedProgram>[0]} context
 */
export const setFuses = async (context) => {
  const config = /** @type {import('@electron/fuses').FuseConfig} */ (/** @type {unknown} */ (fuseConfig()))
  await flipFuses(packedProgram(context), config)
}
