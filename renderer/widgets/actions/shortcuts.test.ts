import { describe, expect, it } from 'vitest'
import { actions } from '../../../electron/contract/actions.ts'
import { shortcutText, tinykeysOf } from './shortcuts.ts'

describe('shortcuts', () => {
  it('are written for the key library and for people', () => {
    expect(tinykeysOf('CmdOrCtrl+Shift+P')).toBe('$mod+Shift+p')
    expect(tinykeysOf('Plus')).toBe('[Shift]+(\\+|=)')
    expect(tinykeysOf('Left')).toBe('ArrowLeft')
    expect(shortcutText('CmdOrCtrl+Shift+P', true)).toBe('⌘⇧P')
    expect(shortcutText('CmdOrCtrl+Shift+P', false)).toBe('Ctrl+Shift+P')
  })
  it('never ask one key for two things at the same place', () => {
    const taken = new Map<string, string>()
    for (const action of actions) {
      for (const accelerator of action.accelerators) {
        const scopes = action.scope === 'everywhere' ? ['list', 'video'] : [action.scope]
        for (const scope of scopes) {
          const place = `${scope} ${accelerator}`
          expect(taken.get(place), place).toBeUndefined()
          taken.set(place, action.id)
        }
      }
    }
  })
})
