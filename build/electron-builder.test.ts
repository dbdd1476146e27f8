import { basename } from 'node:path'
import { expect, it } from 'vitest'
import { appResources } from '../electron/core/app-resources.ts'
import configuration from './electron-builder.config.mjs'
import { setFuses } from './fuses.mjs'

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

it('packs every file of the resources that the app names', () => {
  const filter = configuration.extraResources.find(({ from }) => from === 'resources')?.filter ?? []
  const { registry, architectures, searchBackground, icon, demoModels } = appResources()
  for (const path of [registry, architectures, searchBackground, icon]) expect(filter).toContain(basename(path))
  expect(filter).toContain(`${basename(demoModels)}/**`)
})

it('sets the fuses after packing', () => {
  expect(configuration.afterPack).toBe(setFuses)
})
