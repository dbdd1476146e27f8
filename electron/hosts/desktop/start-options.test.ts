import { describe, expect, it } from 'vitest'
import { readStartOptions } from './start-options.ts'

const workingFolder = '/home/ada'
const packaged = { isPackaged: true, workingFolder }
const checkout = { isPackaged: false, workingFolder }

describe('readStartOptions', () => {
  it('takes plain arguments for files, made absolute', () => {
    expect(readStartOptions(['GoodCLIPS', 'a.mp4', '/films/b.mkv'], packaged).paths).toEqual([
      '/home/ada/a.mp4',
      '/films/b.mkv',
    ])
  })

  it('passes over the folder of the app in a checkout', () => {
    expect(readStartOptions(['electron', '--no-sandbox', '/repo', 'a.mp4'], checkout)).toEqual({
      library: undefined,
      demo: false,
      paths: ['/home/ada/a.mp4'],
      place: null,
    })
    expect(readStartOptions(['electron', '/repo'], checkout).paths).toEqual([])
  })

  it('takes links to moments, and no other link, neither as places nor as files', () => {
    const link = 'goodclips://scene/s1?video=v2&t=1200'
    expect(readStartOptions(['GoodCLIPS', link], packaged)).toMatchObject({
      paths: [],
      place: '/scene/s1?video=v2&t=1200',
    })
    expect(readStartOptions(['electron', '/repo', link], checkout)).toMatchObject({
      paths: [],
      place: '/scene/s1?video=v2&t=1200',
    })
    expect(readStartOptions(['GoodCLIPS', 'goodclips://app/settings'], packaged)).toMatchObject({
      paths: [],
      place: null,
    })
  })

  it('knows the demo library', () => {
    expect(readStartOptions(['GoodCLIPS', '--demo'], packaged).demo).toBe(true)
    expect(readStartOptions(['GoodCLIPS', '--', '--demo'], packaged)).toMatchObject({ demo: false })
  })

  it.each([
    ['--library', 'my library'],
    ['--library=my library', undefined],
  ])('reads %s', (first, second) => {
    const argv = ['GoodCLIPS', first, ...(second === undefined ? [] : [second]), 'a.mp4']
    expect(readStartOptions(argv, packaged)).toMatchObject({
      library: '/home/ada/my library',
      demo: false,
      paths: ['/home/ada/a.mp4'],
    })
  })

  it('passes over options of the server and switches of Chromium', () => {
    const argv = ['GoodCLIPS', '--no-open', '--port', '0', '--enable-features=X', '-psn_0_1', 'a.mp4']
    expect(readStartOptions(argv, packaged).paths).toEqual(['/home/ada/a.mp4'])
  })

  it('takes everything after -- for files', () => {
    expect(readStartOptions(['GoodCLIPS', '--', '-clip.mp4'], packaged).paths).toEqual(['/home/ada/-clip.mp4'])
  })

  it('stands a missing value', () => {
    expect(readStartOptions(['GoodCLIPS', '--library'], packaged)).toMatchObject({
      library: undefined,
      demo: false,
      paths: [],
    })
  })
})
