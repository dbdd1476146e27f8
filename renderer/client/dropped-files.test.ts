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

  it('sends captions first, and everything as a person counts, whatever order the folder has', () => {
    const order = orderForUpload(['b.mp4', 'b.srt', 'a.mov', 'a.en.vtt'].map(dropped))
    expect(order.map(({ relativePath }) => relativePath)).toEqual(['a.en.vtt', 'b.srt', 'a.mov', 'b.mp4'])
    const card = ['A/C10.mp4', 'A/B/C1.mp4', 'A/C2.mp4', 'A/C001.mp4', 'A 2/x.mp4', 'z.mp4', 'A/B 2/C1.mp4']
    expect(orderForUpload(card.map(dropped)).map(({ relativePath }) => relativePath)).toEqual([
      'z.mp4',
      'A/C001.mp4',
      'A/C2.mp4',
      'A/C10.mp4',
      'A/B/C1.mp4',
      'A/B 2/C1.mp4',
      'A 2/x.mp4',
    ])
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
