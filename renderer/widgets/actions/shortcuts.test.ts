import { describe, expect, it } from 'vitest'
import { shortcutText, tinykeysOf } from './shortcuts.ts'

describe('shortcuts', () => {
  it('are written for the key library and for people', () => {
    expect(tinykeysOf('CmdOrCtrl+Shift+P')).toBe('$mod+Shift+p')
    expect(tinykeysOf('Plus')).toBe('[Shift]+(\\+|=)')
    expect(tinykeysOf('Left')).toBe('ArrowLeft')
    expect(shortcutText('CmdOrCtrl+Shift+P', true)).toBe('⌘⇧P')
    expect(shortcutText('CmdOrCtrl+Shift+P', false)).toBe('Ctrl+Shift+P')
  })
})
