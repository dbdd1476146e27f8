import { describe, expect, it } from 'vitest'
import { timecodeText } from '../../electron/contract/timecode.ts'
import { allowedContainers } from '../../electron/media/allow-lists.ts'
import { containerName } from './container-name.ts'
import { tileAt } from './filmstrip-tile.ts'
import { fileNameOf, formatBytes, formatLength, formatPercent, formatTimeLeft } from './format.ts'

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

describe('the name of a container', () => {
  it('is one that people know, for everything that may be opened', () => {
    for (const { demuxer, name } of allowedContainers) expect(containerName(demuxer)).toBe(name)
    expect(containerName('mov,mp4,m4a,3gp,3g2,mj2')).toBe('MP4 / QuickTime')
    expect(containerName('nut')).toBe('nut')
  })
})
