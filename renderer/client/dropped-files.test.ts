import { describe, expect, it } from 'vitest'
import { absolutePathsOf, isSidecar, orderForUpload } from './dropped-files.ts'

const dropped = (relativePath: string) => ({
  file: new File(['x'], relativePath.split('/').at(-1) ?? ''),
  relativePath,
})

describe('dropped files', () => {
  it('knows captions by their extension', () => {
    expect(['a.SRT', 'a.en.vtt', 'a.mp4', '.srt', 'srt'].map(isSidecar)).toEqual([true, true, false, false, false])
  })

  it('sends captions first and keeps the order otherwise', () => {
    const order = orderForUpload(['b.mp4', 'b.srt', 'a.mov', 'a.en.vtt'].map(dropped))
    expect(order.map(({ relativePath }) => relativePath)).toEqual(['b.srt', 'a.en.vtt', 'b.mp4', 'a.mov'])
  })

  it('takes from folders only videos and captions, but everything dropped by hand', () => {
    const order = orderForUpload(
      ['tape', 'trip/notes.txt', 'trip/day.mts', 'trip/.DS_Store', 'trip/day.srt'].map(dropped),
    )
    expect(order.map(({ relativePath }) => relativePath)).toEqual(['trip/day.srt', 'tape', 'trip/day.mts'])
  })
})

describe('pasted paths', () => {
  it('finds absolute paths of every system, one a line', () => {
    const text = [
      '/films/a b.mp4',
      '"C:\\Films\\b.mov"',
      '\\\\nas\\films',
      'file:///films/c%20d.mp4',
      'file:///D:/e.avi',
    ].join('\r\n')
    expect(absolutePathsOf(text)).toEqual([
      '/films/a b.mp4',
      'C:\\Films\\b.mov',
      '\\\\nas\\films',
      '/films/c d.mp4',
      'D:/e.avi',
    ])
  })

  it('takes nothing that is no path', () => {
    expect(absolutePathsOf('red bridge\n//comment\n/\nhttps://example.org/a.mp4\nfile:///%E0%A4%A\n')).toEqual([])
  })
})
