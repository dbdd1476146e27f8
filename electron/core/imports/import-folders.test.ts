import { copyFile, mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { LeftOutGroup } from '../../contract/index.ts'
import type { Core } from '../core-api.ts'
import { finish, type TestLibrary, testLibrary, unwrap, within } from '../fixtures/test-library.ts'

const all = { limit: 500 } as const
const videos = { limit: 500, sort: 'added', order: 'asc' } as const

let library: TestLibrary
let root: string
beforeEach(async () => {
  library = await testLibrary()
  root = join(library.folder, 'clips')
})
afterEach(async () => {
  await library.close()
})

const put = async (name: string, content: string | Uint8Array): Promise<string> => {
  const path = join(root, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
  return path
}

const importFolder = async (core: Core, options: { readonly followLinks?: boolean } = {}) => {
  const told: LeftOutGroup[] = []
  const items = await core.videos.import([root], within(30_000), {
    ...options,
    onLeftOut: (folder, groups) => {
      expect(folder).toBe(root)
      told.push(...groups)
    },
  })
  return { items, told: Object.fromEntries(told.map(({ kind, names }) => [kind, names])) }
}

describe('a folder of everything', () => {
  it('takes what is a film and names the rest once, by kind', async () => {
    const core = await library.open()
    const film = await library.clip('two-scenes', 'clip.mp4')
    const bytes = await readFile(film)
    // Each with a byte of its own at the end, so that each is a content of its own.
    const films = ['clip.360', 'clip.dat', 'clip.ismv', 'noextension', 'tail.mp4 ', 'tail.mp4.', 'a\\b.mp4']
    for (const [index, name] of films.entries()) await put(name, Buffer.concat([bytes, Buffer.alloc(index + 1)]))
    await put('src/index.ts', 'export const answer = 42\n')
    await put('photo.jpg', new Uint8Array([0xff, 0xd8, 0xff, 0xe0]))
    await put('A001.R3D', new Uint8Array([0, 0, 1, 0, 0x52, 0x45, 0x44, 0x32]))
    await put('song.m4p', 'locked')
    await put('old.rm', '.RMF\0\0')
    await put('stray.srt', '1\n00:00:01,000 --> 00:00:02,000\nWords\n')
    await put('clip.srt', '1\n00:00:01,000 --> 00:00:02,000\nWords\n')
    await put('GOPR0001.THM', new Uint8Array([0xff, 0xd8, 0xff, 0xe0]))
    await symlink(join(root, 'nowhere'), join(root, 'x.mp4'))
    const { items, told } = await importFolder(core)
    expect(items.map(({ path }) => path.slice(root.length + 1)).toSorted()).toEqual([...films, 'clip.mp4'].toSorted())
    expect(items.every(({ outcome }) => outcome === 'added')).toBe(true)
    expect(told).toEqual({
      pictures: ['photo.jpg'],
      raw: ['A001.R3D'],
      protected: ['song.m4p'],
      unsupported: ['old.rm'],
      captions: ['stray.srt'],
      'camera-files': ['GOPR0001.THM'],
      'broken-links': ['x.mp4'],
      other: ['src/index.ts'],
    })
    const titles = (await core.videos.list(videos)).items.map(({ title }) => title)
    expect(titles).toEqual(expect.arrayContaining(['tail', 'noextension', 'a\\b']))
    expect((await core.importProblems.list(all)).items).toEqual([])
    const [kept, ...more] = (await core.leftOut.list(all)).items
    expect(more).toEqual([])
    expect(kept).toMatchObject({ folder: root })
    expect(kept?.groups.find(({ kind }) => kind === 'raw')?.label).toContain('R3D')
    await importFolder(core)
    expect((await core.leftOut.list(all)).items).toHaveLength(1)
    unwrap(await core.leftOut.dismiss((await core.leftOut.list(all)).items[0]?.id ?? ''))
    expect((await core.leftOut.list(all)).items).toEqual([])
    expect(await core.leftOut.dismiss('nothing')).toMatchObject({ ok: false })
    await core.close()
  })

  it('stands in the library folder by folder, in the natural order of its files, newest import first', async () => {
    const core = await library.open()
    const bytes = await readFile(await library.clip('two-scenes', 'Before.mp4'))
    await core.videos.import([join(root, 'Before.mp4')], within(30_000))
    const cards = ['B_CAM/C2', 'A_CAM/C300', 'B_CAM/C1', 'A_CAM/C20', 'A_CAM/C1']
    for (const [index, name] of cards.entries()) {
      await put(`${name}.mp4`, Buffer.concat([bytes, Buffer.alloc(index + 1)]))
    }
    await importFolder(core)
    const inOrder = ['A_CAM/C1', 'A_CAM/C20', 'A_CAM/C300', 'B_CAM/C1', 'B_CAM/C2', 'Before']
    const list = await core.videos.list({ limit: 10, sort: 'added', order: 'desc' })
    expect(list.items.map(({ path }) => path.slice(root.length + 1, -4))).toEqual(inOrder)
  })

  it('does not follow links out of it unless that is wished', async () => {
    const core = await library.open()
    const inside = await library.clip('two-scenes', 'a/inside.mp4')
    const elsewhere = join(library.folder, 'elsewhere')
    await mkdir(elsewhere)
    const away = await library.clip('three-scenes', 'sources/away.mp4')
    await rename(away, join(elsewhere, 'away.mp4'))
    await symlink(elsewhere, join(root, 'out'))
    await symlink(join(elsewhere, 'away.mp4'), join(root, 'away-link.mp4'))
    await symlink(inside, join(root, 'inside-link.mp4'))
    await symlink('/', join(root, 'everything'))
    const { items, told } = await importFolder(core)
    expect(items.map(({ path }) => path.slice(root.length + 1)).toSorted()).toEqual(['a/inside.mp4', 'inside-link.mp4'])
    expect(told).toEqual({ 'outside-links': ['away-link.mp4', 'everything', 'out'] })
    const { rm } = await import('node:fs/promises')
    await rm(join(root, 'everything'))
    const followed = await importFolder(core, { followLinks: true })
    expect(followed.items.map(({ path }) => path.slice(root.length + 1))).toContain('out/away.mp4')
    expect(followed.told).toEqual({})
    await core.close()
  })
})

describe('camera proxies', () => {
  it('belong to their original and are no videos of their own', async () => {
    const core = await library.open()
    const original = await library.clip('two-scenes', 'GX010001.MP4')
    const proxy = await library.clip('three-scenes', 'GL010001.LRV')
    const alone = await library.clip('portrait', 'GL010002.LRV')
    const { items, told } = await importFolder(core)
    await finish(core)
    expect(items.map(({ path }) => path)).toEqual([alone, original])
    expect(told).toEqual({ 'camera-proxies': ['GL010001.LRV'] })
    const id = items.find(({ path }) => path === original)?.videoId ?? ''
    expect(unwrap(await core.videos.get(id)).cameraProxies).toEqual([proxy])
    // It shows another film, so the player does not get it.
    const answer = unwrap(await core.media.proxy(id))
    expect(answer.state).toBe('making')
  })

  it('are what the player gets when they show the same', async () => {
    const core = await library.open()
    const original = await library.clip('two-scenes', 'A001.mp4')
    const proxy = join(root, 'Proxy', 'A001.mp4')
    await mkdir(dirname(proxy))
    await writeFile(proxy, Buffer.concat([await readFile(original), Buffer.alloc(16)]))
    const { items, told } = await importFolder(core)
    await finish(core)
    expect(items.map(({ path }) => path)).toEqual([original])
    expect(told).toEqual({ 'camera-proxies': ['Proxy/A001.mp4'] })
    const answer = unwrap(await core.media.proxy(items[0]?.videoId ?? ''))
    expect(answer).toMatchObject({ state: 'ready', slice: { path: proxy, mimeType: 'video/mp4' } })
    await copyFile(await library.clip('three-scenes', 'sources/other.mp4'), proxy)
    expect(unwrap(await core.media.proxy(items[0]?.videoId ?? '')).state).toBe('making')
  })

  it('given by themselves are taken with an original that is known, and as videos without', async () => {
    const core = await library.open()
    const proxy = await library.clip('three-scenes', 'DJI_0001.LRF')
    const [alone] = await core.videos.import([proxy], within(30_000))
    expect(alone).toMatchObject({ outcome: 'added' })
    const original = await library.clip('two-scenes', 'DJI_0002.MP4')
    const second = await library.clip('portrait', 'DJI_0002.LRF')
    const items = await core.videos.import([second, original], within(30_000))
    expect(items.map(({ path }) => path)).toEqual([original])
    await finish(core)
  })
})
