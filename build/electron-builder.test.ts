import { FuseV1Options, FuseVersion } from '@electron/fuses'
import { expect, it } from 'vitest'
import configuration, { fuses } from './electron-builder.config.mjs'

it('decides every fuse, as the security list says', () => {
  expect(fuses).toMatchObject({
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableCookieEncryption]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  })
  const known = Object.values(FuseV1Options).filter((value) => typeof value === 'number')
  expect(Object.keys(fuses)).toEqual(expect.arrayContaining(known.map(String)))
})

it('packs into an archive whose integrity is checked, for all three systems', () => {
  expect(configuration).toMatchObject({
    asar: true,
    mac: { target: ['dmg', 'zip'] },
    win: { target: ['nsis'] },
    linux: { target: ['AppImage', 'deb'] },
  })
})

it('packs what other programs read as files beside the archive', () => {
  const packed = configuration.extraResources.map(({ from, to }) => [from, to])
  // electron/core/app-resources.ts looks for these below the resources of the app.
  expect(packed).toEqual([
    ['native-runners', 'native-runners'],
    ['resources', 'resources'],
    ['build/uv', 'uv'],
  ])
})

it('flips the fuses after packing', async () => {
  const flipped: unknown[] = []
  const context = { packager: { addElectronFuses: async (_: unknown, config: unknown) => flipped.push(config) } }
  await Reflect.apply(configuration.afterPack, undefined, [context])
  expect(flipped).toEqual([fuses])
})
