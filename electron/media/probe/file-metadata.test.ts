import { appendFile, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fixtureClip } from '../../../build/fixtures/clips.ts'
import { emptyMark } from '../../domain/marks/scene-marks.ts'
import { writeXmp } from '../../domain/metadata/xmp.ts'
import { readFileMetadata } from './file-metadata.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goodclips-metadata-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const raw = (tags: Readonly<Record<string, string>>): unknown => ({
  streams: [],
  format: { format_name: 'mov,mp4,m4a,3gp,3g2,mj2', tags },
})

/** A box of an MP4 file. */
const box = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + body.length, 0)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}

const film = async (name: string): Promise<string> => {
  const path = join(folder, name)
  await copyFile(await fixtureClip('single-frame'), path)
  return path
}

const packet = (rating: number): string => writeXmp({ ...emptyMark, rating, tags: ['sea'] })

it('reads the file beside a film, XMP inside of it and the tags of its container, the nearest first', async () => {
  const path = await film('One.mp4')
  const uuid = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex')
  await appendFile(path, box('uuid', Buffer.concat([uuid, Buffer.from(packet(3))])))
  await writeFile(join(folder, 'ONE.XMP'), packet(5))
  expect(await readFileMetadata(path, raw({ title: 'Film', comment: 'made by a program' }))).toEqual([
    { source: 'sidecar', file: join(folder, 'ONE.XMP'), values: { rating: 5, keywords: ['sea'] } },
    { source: 'xmp', file: null, values: { rating: 3, keywords: ['sea'] } },
    { source: 'container', file: null, values: { title: 'Film' } },
  ])
})

it('reads XMP of QuickTime’s own place and the names of darktable, and passes over what is broken', async () => {
  const path = await film('Two.mp4')
  await appendFile(path, box('moov', box('udta', box('XMP_', Buffer.from(packet(2))))))
  await writeFile(join(folder, 'Two.mp4.xmp'), 'not a packet')
  expect(await readFileMetadata(path, raw({}))).toEqual([
    { source: 'xmp', file: null, values: { rating: 2, keywords: ['sea'] } },
  ])
  const odd = await film('Three.mp4')
  await appendFile(odd, Buffer.from([0xff, 0xff, 0xff, 0xff, ...Buffer.from('uuid')]))
  await writeFile(join(folder, 'Three.mp4.xmp'), packet(1))
  expect(await readFileMetadata(odd, null)).toMatchObject([{ source: 'sidecar', values: { rating: 1 } }])
  expect(await readFileMetadata(join(folder, 'gone.mp4'), null)).toEqual([])
})
