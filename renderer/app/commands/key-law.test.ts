import { describe, expect, it } from 'vitest'
import { focusRegions } from '../../../electron/contract/action-row.ts'
import { type ActionId, actions } from '../../../electron/contract/actions.ts'
import { decideKey, type KeyDecision, type KeyPlace, type PressedKey } from './key-law.ts'

const all = (): boolean => true

/** A key as the table of actions knows it, for example `Shift+M` or `q`. */
const press = (accelerator: string, change: Partial<PressedKey> = {}): PressedKey => {
  const name = accelerator.split('+').at(-1) ?? ''
  return {
    key: name === 'Space' ? ' ' : accelerator.includes('Shift') ? name : name.length === 1 ? name.toLowerCase() : name,
    command: accelerator.startsWith('CmdOrCtrl'),
    composing: false,
    matches: actions
      .filter(({ accelerators }) => accelerators.includes(accelerator))
      .map(({ id }) => ({ id, accelerator })),
    ...change,
  }
}
const place = (change: Partial<KeyPlace> = {}): KeyPlace => ({
  region: null,
  control: 'none',
  byTab: false,
  screen: 'library',
  cover: 'none',
  ...change,
})
const told = (decision: KeyDecision): string => (decision.kind === 'action' ? decision.id : decision.kind)
const decided = (accelerator: string, where: Partial<KeyPlace>, change: Partial<PressedKey> = {}): string =>
  told(decideKey(press(accelerator, change), place(where), all))

describe('what a key does', () => {
  const inPlayer = { region: 'player', screen: 'video' } as const
  const inScenes = { region: 'scenes', screen: 'video' } as const
  const inResults = { region: 'list', screen: 'search' } as const
  const inLibrary = { region: 'list', screen: 'library' } as const
  const inPreview = { region: 'preview', cover: 'preview', screen: 'search' } as const
  const onRail = { control: 'button' } as const

  const rows: readonly (readonly [string, Partial<KeyPlace>, string])[] = [
    // The space bar.
    ['Space', inPlayer, 'player.playPause'],
    ['Space', inScenes, 'player.playPause'],
    ['Space', { screen: 'video' }, 'player.playPause'],
    ['Space', { ...inPlayer, control: 'button' }, 'player.playPause'],
    ['Space', { ...inPlayer, control: 'slider' }, 'player.playPause'],
    ['Space', { ...inPlayer, control: 'select' }, 'player.playPause'],
    ['Space', { screen: 'video', control: 'button' }, 'player.playPause'],
    ['Space', { ...inPlayer, control: 'button', byTab: true }, 'nothing'],
    ['Space', { ...inPlayer, control: 'text' }, 'nothing'],
    ['Space', { ...inPlayer, cover: 'sheet' }, 'nothing'],
    ['Space', inLibrary, 'list.preview'],
    ['Space', inResults, 'list.preview'],
    ['Space', inPreview, 'list.preview'],
    ['Space', { ...inPreview, control: 'button' }, 'list.preview'],
    ['Space', { ...inPreview, control: 'slider' }, 'list.preview'],
    ['Space', { ...inPreview, control: 'button', byTab: true }, 'nothing'],
    ['Space', { ...onRail, screen: 'library' }, 'nothing'],
    ['Shift+Space', inPlayer, 'player.playRange'],
    // Letters that are commands.
    ['S', inResults, 'search.similar'],
    ['S', inScenes, 'search.similar'],
    ['S', inPlayer, 'search.similar'],
    ['S', inPreview, 'search.similar'],
    ['S', { ...onRail, screen: 'search' }, 'nothing'],
    ['S', { screen: 'video' }, 'nothing'],
    ['W', inResults, 'search.why'],
    ['W', inPlayer, 'nothing'],
    ['I', inPlayer, 'player.markIn'],
    ['I', { ...inPlayer, control: 'button' }, 'player.markIn'],
    ['I', { ...inPlayer, control: 'text' }, 'nothing'],
    ['I', inResults, 'nothing'],
    ['F', inPlayer, 'player.fullScreen'],
    ['K', inPreview, 'player.pause'],
    ['N', inScenes, 'player.nextPeak'],
    ['Shift+C', inPlayer, 'edit.copyTimecode'],
    ['Shift+C', inScenes, 'search.copyTimecodes'],
    ['Shift+C', inResults, 'search.copyTimecodes'],
    // What begins a search.
    ['/', inResults, 'search.focus'],
    ['/', inPlayer, 'search.focus'],
    ['/', { screen: 'other', control: 'button' }, 'search.focus'],
    ['/', inPreview, 'search.focus'],
    ['/', { control: 'text', screen: 'other' }, 'nothing'],
    ['CmdOrCtrl+K', inPlayer, 'search.focus'],
    ['CmdOrCtrl+K', { control: 'text' }, 'search.focus'],
    ['CmdOrCtrl+K', { cover: 'sheet' }, 'nothing'],
    ['Q', inLibrary, 'begin-search'],
    ['Q', onRail, 'begin-search'],
    ['Q', { control: 'select' }, 'nothing'],
    ['Q', { control: 'text' }, 'nothing'],
    ['Q', { cover: 'sheet' }, 'nothing'],
    ['Q', inResults, 'nothing'],
    ['Q', inPlayer, 'nothing'],
    ['Q', { screen: 'other' }, 'nothing'],
    // Enter, arrows, Delete.
    ['Enter', inLibrary, 'video.open'],
    ['Enter', { ...inLibrary, control: 'button' }, 'nothing'],
    ['Enter', inPreview, 'video.open'],
    ['Enter', { ...inPreview, control: 'button' }, 'video.open'],
    ['Enter', { ...inPreview, control: 'button', byTab: true }, 'nothing'],
    ['Delete', inLibrary, 'video.remove'],
    ['Delete', onRail, 'nothing'],
    ['Left', inPlayer, 'player.stepBack'],
    ['Left', { ...inPlayer, control: 'slider' }, 'nothing'],
    ['?', { ...onRail, screen: 'other' }, 'help.keyboard'],
    ['CmdOrCtrl+3', { ...inPlayer, control: 'text' }, 'go.activity'],
  ]
  it.each(rows)('%s at %o: %s', (key, where, expected) => expect(decided(key, where)).toBe(expected))

  it('begins a search by a letter whose command cannot be done now', () => {
    const withoutSimilar = (id: ActionId): boolean => id !== 'search.similar'
    expect(told(decideKey(press('S'), place(inLibrary), withoutSimilar))).toBe('begin-search')
    expect(told(decideKey(press('S'), place(inResults), withoutSimilar))).toBe('nothing')
  })

  it('leaves a character that is being composed alone, and begins a search where one starts to be', () => {
    expect(decided('S', inResults, { composing: true })).toBe('nothing')
    expect(decided('Q', inLibrary, { composing: true })).toBe('nothing')
    expect(decided('Q', inLibrary, { key: 'Dead' })).toBe('begin-search')
    expect(decided('Q', inLibrary, { key: 'Process' })).toBe('begin-search')
  })

  it('types what AltGr types, and nothing that is held with Ctrl or Alt', () => {
    expect(decided('Q', inLibrary, { key: '@' })).toBe('begin-search')
    expect(decided('Q', inLibrary, { command: true })).toBe('nothing')
    expect(decided('Q', inLibrary, { key: 'F5' })).toBe('nothing')
  })

  it('lets a letter act only where a list, the player or the preview has the focus', () => {
    const letters = actions.flatMap(({ id, accelerators }) =>
      accelerators.filter((key) => /^(Shift\+)?[A-Z]$/.test(key)).map((key) => ({ id, key })),
    )
    expect(letters.length).toBeGreaterThan(10)
    for (const { key } of letters) {
      for (const screen of ['library', 'search', 'video', 'other'] as const) {
        expect(decided(key, { screen, control: 'button' }), `${key} on ${screen}`).not.toMatch(/\./)
      }
    }
    for (const { id, key } of letters) {
      const somewhere = focusRegions.some((region) => decided(key, { region, screen: 'video' }) === id)
      expect(somewhere, `${key} can be reached`).toBe(true)
    }
  })
})
