import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import {
  type ActionData,
  type ActionId,
  actions as actionTable,
  focusRegions,
  isTypingKey,
} from '../../contract/index.ts'
import { initialMenuState, menuTemplate } from './menu.ts'

const actions: readonly ActionData[] = actionTable

const build = (platform: NodeJS.Platform, chosen: ActionId[] = [], isPackaged = true) =>
  menuTemplate({ platform, isPackaged, state: initialMenuState, onAction: (id) => chosen.push(id) })

const items = (menus: readonly MenuItemConstructorOptions[]): readonly MenuItemConstructorOptions[] =>
  menus.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))

const roles = (menus: readonly MenuItemConstructorOptions[]) => items(menus).flatMap(({ role }) => role ?? [])

describe('menuTemplate', () => {
  it.each<NodeJS.Platform>(['linux', 'darwin', 'win32'])(
    'holds every action of the registry once on %s',
    (platform) => {
      const ids = items(build(platform)).flatMap(({ id }) => id ?? [])
      expect([...ids].sort()).toEqual(actions.map(({ id }) => id).sort())
    },
  )

  it('tells which action was chosen', () => {
    const chosen: ActionId[] = []
    const item = items(build('linux', chosen)).find(({ id }) => id === 'search.focus')
    Reflect.apply(item?.click ?? (() => undefined), undefined, [])
    expect(chosen).toEqual(['search.focus'])
  })

  it('never takes a key itself: the page knows what has the focus', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const)
      for (const item of items(build(platform)))
        if (item.id !== undefined) expect(item.registerAccelerator).not.toBe(true)
  })

  it('shows no key on macOS that also types, for macOS would take it from text fields', () => {
    const shown = items(build('darwin')).flatMap(({ id, accelerator }) => (id === undefined ? [] : (accelerator ?? [])))
    expect(shown.filter((key) => typeof key === 'string' && isTypingKey(key))).toEqual([])
    expect(shown).toContain('CmdOrCtrl+K')
  })

  it('enables what works everywhere until the page has told more', () => {
    const all = items(build('linux'))
    expect(all.find(({ id }) => id === 'import.files')?.enabled).toBe(true)
    expect(all.find(({ id }) => id === 'player.playPause')?.enabled).toBe(false)
  })

  it('has developer tools and no reload in a checkout, neither when packaged', () => {
    expect(roles(build('linux', [], true))).not.toContain('toggleDevTools')
    expect(roles(build('linux', [], false))).toContain('toggleDevTools')
    expect(roles(build('linux', [], false))).not.toContain('reload')
  })

  it('gives macOS its app menu', () => {
    expect(build('darwin')[0]?.role).toBe('appMenu')
    expect(build('linux')[0]?.label).toBe('File')
  })
})

describe('action registry', () => {
  it.each(focusRegions)('gives no shortcut twice while the focus is in: %s', (region) => {
    const active = actions.filter(({ keysIn }) => keysIn === undefined || keysIn.includes(region))
    const all = active.flatMap(({ accelerators }) => accelerators)
    expect(all).toEqual([...new Set(all)])
  })

  it('lets no letter act everywhere', () => {
    const letters = actions.filter(({ accelerators }) => accelerators.some((key) => /^(Shift\+)?[A-Z]$/.test(key)))
    expect(letters.length).toBeGreaterThan(10)
    expect(letters.filter(({ keysIn }) => keysIn === undefined)).toEqual([])
  })

  it('keeps to the grammar of shortcuts', () => {
    const grammar =
      /^(CmdOrCtrl\+)?(Alt\+)?(Shift\+)?([A-Z0-9]|F2|Enter|Space|Left|Right|Up|Down|Delete|Backspace|Plus|[-,.?/])$/
    for (const { accelerators } of actions) for (const key of accelerators) expect(key).toMatch(grammar)
  })
})
