import { describe, expect, it } from 'vitest'

import { originalCandidates } from './camera-proxy.ts'
import { judgeFile } from './judge-file.ts'
import { collectLeftOut, isWorthTelling } from './left-out.ts'

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? Array.from(part, (c) => c.charCodeAt(0)) : part)))
const box = (name: string, brand = 'isom'): Uint8Array => bytes([0, 0, 0, 24], name, brand, [0, 0, 2, 0], 'isommp42')
const packets = (size: number, offset: number, count = 12): Uint8Array => {
  const head = new Uint8Array(offset + size * count).fill(0x11)
  for (let packet = 0; packet < count; packet += 1) head[offset + packet * size] = 0x47
  return head
}
const verdict = (name: string, head: Uint8Array): string => {
  const found = judgeFile(`/films/${name}`, head)
  return found.kind === 'video' ? 'video' : found.format === undefined ? found.why : `${found.why}: ${found.format}`
}
const text = bytes('import { readFile } from "node:fs"\n')
const pack = bytes([0, 0, 1, 0xba, 0x44, 0, 4])

describe('files of a folder', () => {
  it('are films by their content, whatever they are called', () => {
    for (const name of [
      'clip.mp4',
      'clip',
      'clip.mp4 ',
      'clip.mp4.',
      'clip.dat',
      'clip.360',
      'clip.ismv',
      'clip.xyz',
    ]) {
      expect(verdict(name, box('ftyp')), name).toBe('video')
    }
    for (const old of ['moov', 'wide', 'free', 'skip']) expect(verdict('old.mov', box(old)), old).toBe('video')
    for (const [size, offset] of [
      [188, 0],
      [188, 77],
      [192, 4],
      [204, 0],
      [208, 13],
    ] as const) {
      for (const name of ['a.ts', 'a.trp', 'a.tp', 'a.m2ts', 'a.tod', 'a']) {
        expect(verdict(name, packets(size, offset)), `${name} ${size}+${offset}`).toBe('video')
      }
    }
    for (const name of ['VTS_01_1.VOB', 'a.vro', 'MOV001.MOD', 'a.dat', 'a']) expect(verdict(name, pack)).toBe('video')
    const videoCd = bytes(
      'RIFF',
      [0, 0, 0, 9],
      'CDXA',
      Array.from({ length: 60 }, () => 0),
      [0, 0, 1, 0xba],
    )
    expect(verdict('AVSEQ01.DAT', videoCd)).toBe('video')
    expect(verdict('a.bin.bak', bytes([0x1a, 0x45, 0xdf, 0xa3, 1]))).toBe('video')
    expect(verdict('a', bytes('RIFF', [1, 0, 0, 0], 'AVI '))).toBe('video')
    expect(verdict('a.mxf', bytes([6, 0xe, 0x2b, 0x34, 2, 5, 1, 1, 0xd, 1, 2, 1]))).toBe('video')
  })

  it('with the name of a film that are damaged are taken, so that the examination says what is wrong', () => {
    for (const name of ['a.mp4', 'a.MKV', 'a.vob']) expect(verdict(name, bytes([0, 1, 2, 3])), name).toBe('video')
    expect(verdict('recording.ts', bytes([0, 0, 0, 7, 9]))).toBe('video')
  })

  it('are not films by a name that means other things too', () => {
    for (const name of ['index.ts', 'types.d.ts', 'go.mod', 'cache.dat', 'README']) {
      expect(verdict(name, text), name).toBe('other')
    }
    expect(verdict('notes.txt', bytes('The free book of skip and wide'))).toBe('other')
    expect(verdict('empty.ts', new Uint8Array(0))).toBe('other')
  })

  it('that are left out are named by what they are', () => {
    expect(verdict('a.jpg', bytes([0xff, 0xd8, 0xff, 0xe1]))).toBe('pictures')
    expect(verdict('a.mp4', bytes('GIF89a'))).toBe('pictures')
    expect(verdict('IMG_1.HEIC', box('ftyp', 'heic'))).toBe('pictures')
    expect(verdict('a.gif', bytes('GIF89a'))).toBe('pictures')
    expect(verdict('a.gif', bytes('GIF89a', [1, 0, 1, 0, 0x80, 0, 0, 0x21, 0xff, 11], 'NETSCAPE2.0'))).toBe('video')
    expect(verdict('a.png', bytes([0x89], 'PNG\r\n', [0x1a, 10]))).toBe('pictures')
    expect(verdict('a.png', bytes([0x89], 'PNG\r\n', [0x1a, 10, 0, 0, 0, 13], 'IHDR acTL'))).toBe('video')
    expect(verdict('A001.R3D', bytes([0, 0, 1, 0], 'RED2'))).toBe('raw: R3D')
    expect(verdict('A001.braw', box('wide'))).toBe('raw: BRAW')
    expect(verdict('A001.CRM', box('ftyp', 'crx '))).toBe('raw: CRM')
    expect(verdict('song.m4p', box('ftyp', 'M4P '))).toBe('protected')
    expect(verdict('song.m4a', box('ftyp', 'M4A '))).toBe('sounds')
    expect(verdict('song', bytes('OggS', [0, 2], 'OpusHead'))).toBe('sounds')
    expect(verdict('film.ogv', bytes('OggS', [0, 2, 0x80], 'theora'))).toBe('video')
    expect(verdict('a.rmvb', bytes('.RMF', [0, 0]))).toBe('unsupported: RealMedia')
    expect(verdict('a.y4m', bytes('YUV4MPEG2 W'))).toBe('unsupported: YUV4MPEG')
    expect(verdict('a.nut', bytes('nut/multimedia container', [0]))).toBe('unsupported: NUT')
    expect(verdict('a.wtv', bytes([0xb7, 0xd8, 0, 0x20, 0x37, 0x49, 0xda, 0x11]))).toBe(
      'unsupported: Windows recorded TV',
    )
    expect(verdict('cam.dav', bytes('DHAV', [0xfd, 0]))).toBe('unsupported: Dahua recording')
    expect(verdict('cam.h264', bytes([0, 0, 0, 1, 0x67, 0x42]))).toBe('unsupported: raw H.264')
    expect(verdict('a.m1v', bytes([0, 0, 1, 0xb3, 0x16]))).toBe('unsupported: raw MPEG video')
    expect(verdict('list.m3u8', bytes('#EXTM3U'))).toBe('playlists')
    for (const name of [
      'GOPR0001.THM',
      'C0001M01.XML',
      'Thumbs.db',
      '.DS_Store',
      '._clip.mp4',
      'STATUS.BIN',
      'A.SAV',
    ]) {
      expect(verdict(name, text), name).toBe('camera-files')
    }
    expect(verdict('.hidden.mp4', box('ftyp'))).toBe('hidden')
  })
})

describe('camera proxies', () => {
  const found = (path: string): readonly string[] => {
    const [name = '', folder = ''] = path.split('/').toReversed()
    return originalCandidates(name, folder).flatMap((candidate) =>
      candidate.stems.map((stem) => `${candidate.folder}/${stem}`),
    )
  }
  it('name their original', () => {
    expect(found('100GOPRO/GL010001.LRV')).toEqual(expect.arrayContaining(['./gx010001', './gh010001']))
    expect(found('100GOPRO/GOPR0001.LRV')).toEqual(['./gopr0001'])
    expect(found('DCIM/DJI_0001.LRF')).toEqual(['./dji_0001'])
    expect(found('DCIM/LRV_20240101_120000_11_001.insv')).toContain('./vid_20240101_120000_00_001')
    expect(found('SUB/C0001S03.MP4')).toContain('../Clip/c0001')
    expect(found('A/A001C001_PROXY.MP4')).toContain('./a001c001')
    expect(found('Proxy/A001.mp4')).toContain('../a001')
    expect(found('proxies/A001_proxy.mov')).toContain('../a001')
    expect(found('PROXY/0001AB.MP4')).toContain('../Video/0001ab')
  })
  it('are nothing that films are called otherwise', () => {
    for (const path of [
      'films/GX010001.MP4',
      'films/Subway.mp4',
      'films/proxy war.mp4',
      'Sub-1/a.mp4',
      'a/C0001S03.MP4',
    ]) {
      expect(found(path), path).toEqual([])
    }
  })
})

describe('what is left out', () => {
  it('is grouped by kind with exact counts and bounded names', () => {
    const collected = collectLeftOut()
    for (let index = 0; index < 150; index += 1) collected.add('pictures', `${index}.jpg`)
    collected.add('raw', 'A.R3D', 'R3D')
    collected.add('raw', 'B.braw', 'BRAW')
    const groups = collected.groups()
    expect(groups.map(({ kind, count }) => [kind, count])).toEqual([
      ['pictures', 150],
      ['raw', 2],
    ])
    expect(groups[0]?.names).toHaveLength(100)
    expect(groups[1]?.label).toContain('(BRAW, R3D)')
    expect(isWorthTelling(groups)).toBe(true)
  })
  it('needs no mention when only files of the camera are beside the films', () => {
    const collected = collectLeftOut()
    collected.add('camera-files', 'A.THM')
    collected.add('hidden', '.git')
    expect(isWorthTelling(collected.groups())).toBe(false)
  })
})
