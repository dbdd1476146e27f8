import { describe, expect, it } from 'vitest'
import { actions } from '../../electron/contract/actions.ts'
import { allowedContainers } from '../../electron/media/allow-lists.ts'
import { rankAction } from '../features/actions/rank-action.ts'
import { shortcutText, tinykeysOf } from '../features/actions/shortcuts.ts'
import { nearbyQueries } from '../features/search/nearby-queries.ts'
import { containerName } from './container-name.ts'
import { tileAt } from './filmstrip-tile.ts'
import { fileNameOf, formatBytes, formatLength, formatPercent, formatTimeLeft } from './format.ts'
import { coveredIndices, gridGeometry, keptOffset, recycledRows } from './grid-geometry.ts'
import { timecodeText } from './timecode-text.ts'

describe('numbers', () => {
  it('have as many digits as they deserve', () => {
    expect([0, 999, 1000, 605e6, 12_340, 999_999_999, 1.5e12].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.00 KB',
      '605 MB',
      '12.3 KB',
      '1.00 GB',
      '1.50 TB',
    ])
    expect([0, 7999, 247_000, 5_025_000].map(formatLength)).toEqual(['0:00', '0:07', '4:07', '1:23:45'])
    expect([400, 59_000, 61_000, 3_600_000, 4_800_000].map(formatTimeLeft)).toEqual([
      '1 s',
      '59 s',
      '1 min',
      '1 h',
      '1 h 20 min',
    ])
  })
  it('never say 100 % before the end', () => {
    expect([0, 0.999, 1].map(formatPercent)).toEqual(['0 %', '99 %', '100 %'])
  })
  it('show every frame of a film under its own number, though times are whole milliseconds', () => {
    for (const rate of [
      { num: 24_000, den: 1001 },
      { num: 25, den: 1 },
      { num: 30_000, den: 1001 },
      { num: 60, den: 1 },
    ]) {
      const shown = new Set<string>()
      for (let frame = 0; frame < 200; frame += 1) {
        const exactMs = (frame * 1000 * rate.den) / rate.num
        const text = timecodeText(Math.round(exactMs), rate)
        expect(timecodeText(Math.floor(exactMs), rate)).toBe(text)
        shown.add(text)
      }
      expect(shown.size).toBe(200)
    }
    expect(timecodeText(3_723_456, null)).toBe('01:02:03.456')
  })
  it('end with the file’s name on every system', () => {
    expect(['/a/b.mp4', 'C:\\a\\b.mp4', '/a/b/'].map(fileNameOf)).toEqual(['b.mp4', 'b.mp4', 'b'])
  })
})

describe('filmstrip', () => {
  const filmstrip = {
    tileWidth: 160,
    tileHeight: 90,
    columns: 2,
    rows: 2,
    intervalMs: 500,
    count: 6,
    sheetUrls: ['/0', '/1'],
  }
  it('finds the tile nearest to a time, over sheets, rows and columns', () => {
    expect(tileAt(filmstrip, 0)).toEqual({ tile: 0, sheetUrl: '/0', column: 0, row: 0 })
    expect(tileAt(filmstrip, 1490)).toEqual({ tile: 3, sheetUrl: '/0', column: 1, row: 1 })
    expect(tileAt(filmstrip, 2600)).toEqual({ tile: 5, sheetUrl: '/1', column: 1, row: 0 })
    expect(tileAt(filmstrip, 1e9)?.tile).toBe(5)
  })
  it('has no tile when it is empty', () => {
    expect(tileAt({ ...filmstrip, count: 0 }, 0)).toBeNull()
  })
})

describe('grid', () => {
  const grid = gridGeometry({
    width: 320,
    cellWidth: 90,
    cellHeight: (width) => width / 2,
    gap: 10,
    count: 8,
    singleColumn: false,
  })
  it('fits as many columns as it can and shares the rest', () => {
    expect(grid).toMatchObject({ columns: 3, rows: 3, columnWidth: 100, rowHeight: 50 })
    expect(
      gridGeometry({ width: 0, cellWidth: 90, cellHeight: () => 50, gap: 10, count: 0, singleColumn: false }).columns,
    ).toBe(1)
  })
  it('knows which cells a marquee touches', () => {
    expect(coveredIndices(grid, { left: 50, top: 10, right: 150, bottom: 70 })).toEqual([0, 1, 3, 4])
    expect(coveredIndices(grid, { left: 101, top: 0, right: 109, bottom: 300 })).toEqual([])
    expect(coveredIndices(grid, { left: -40, top: 115, right: 900, bottom: 900 })).toEqual([6, 7])
  })
})

describe('scrolling when cells change their size', () => {
  const before = { pitch: 100, columns: 4 }
  const after = { pitch: 160, columns: 2 }
  it('keeps the active cell where it is on the screen', () => {
    // Index 13 lies in row 3 at 300, 50 below the top; then in row 6 at 960.
    expect(keptOffset(250, 400, before, after, 13)).toBe(910)
  })
  it('keeps the first cell in view when the active one is elsewhere', () => {
    expect(keptOffset(250, 400, before, after, 90)).toBe(4 * 160 + 50)
    expect(keptOffset(0, 400, before, after, -1)).toBe(0)
  })

  it('gives the elements of rows that left to the rows that came, and leaves the others where they are', () => {
    const shown = recycledRows([], 0, 3)
    expect(shown.map(({ row }) => row)).toEqual([0, 1, 2, 3])
    const scrolled = recycledRows(shown, 2, 6)
    expect(scrolled.map(({ row }) => row)).toEqual([4, 5, 2, 3, 6])
    expect(scrolled.slice(0, 4).map(({ element }) => element)).toEqual(shown.map(({ element }) => element))
    expect(new Set(scrolled.map(({ element }) => element)).size).toBe(5)
    expect(recycledRows(scrolled, 2, 6)).toBe(scrolled)
    expect(recycledRows(scrolled, 6, 6)).toEqual([scrolled[4]])
    expect(recycledRows(scrolled, 0, -1)).toEqual([])
  })
})

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

describe('the name of a container', () => {
  it('is one that people know, for everything that may be opened', () => {
    for (const { demuxer, name } of allowedContainers) expect(containerName(demuxer)).toBe(name)
    expect(containerName('mov,mp4,m4a,3gp,3g2,mj2')).toBe('MP4 / QuickTime')
    expect(containerName('nut')).toBe('nut')
  })
})

describe('a search without result', () => {
  it('offers what is nearest', () => {
    expect(nearbyQueries('"red bridges"')).toEqual(['red bridges', 'red* bridg*', 'red', 'bridges'])
    expect(nearbyQueries('cat')).toEqual(['cat*'])
  })
})
