import { describe, expect, it } from 'vitest'
import { rankAction } from './rank-action.ts'

describe('the command palette', () => {
  it('finds actions by the words of their names, best first', () => {
    const rank = (typed: string, label: string): number => rankAction(typed, label, 'Timeline')
    expect(rank('sett', 'Settings…')).toBe(1)
    expect(rank('fold imp', 'Import Folder…')).toBe(0.8)
    expect(rank('time', 'Zoom In')).toBe(0.6)
    expect(rank('port', 'Import Folder…')).toBe(0.3)
    expect(rank('sett', 'Import Files…')).toBe(0)
    expect(rank('im', 'Zoom In')).toBe(0)
  })

  it('puts what cannot be done now last, and leaves it out where the words only resemble it', () => {
    const rank = (typed: string): number => rankAction(typed, 'Copy Timecode', 'Edit', false)
    expect(rank('')).toBe(1)
    expect(rank('copy')).toBe(0.5)
    expect(rank('im')).toBe(0)
  })
})
