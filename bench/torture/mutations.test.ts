import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { hangLimitMs } from '../../build/fixtures/patience.ts'
import { elementsOf } from './mutations/elements.ts'
import { foreignCalls } from './mutations/watched-import.ts'
import { runMutations } from './mutations.ts'
import { noCounts } from './part.ts'

const folder = mkdtempSync(join(tmpdir(), 'goodclips-mutations-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// `npm run bench -- torture mutations` makes thousands.
it('damaged films and captions end in a result that fits together or in a failure with a remedy', async () => {
  const said: string[] = []
  const say = (line: string): void => void said.push(line)
  const options = { folder, rounds: 24, seed: 7, signal: AbortSignal.timeout(hangLimitMs), say }
  const counts = await runMutations(options, 16)
  expect(counts, said.join('\n')).toEqual({ ...noCounts, tried: expect.any(Number) })
  expect(counts.tried).toBeGreaterThanOrEqual(24)
})

describe('what a trace of system calls shows', () => {
  const own = ['/tmp/work']
  it.each([
    '12 openat(AT_FDCWD, "/home/me/secret.mp4", O_RDONLY) = 5',
    '12 connect(9, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = -1 EINPROGRESS',
    '12 execve("/bin/curl", ["curl"], 0x7ffc /* 30 vars */) = 0',
  ])('is not its own: %s', (line) => {
    expect(foreignCalls(line, own)).toEqual([line])
  })
  it.each([
    '12 openat(AT_FDCWD, "/tmp/work/film.mp4", O_RDONLY) = 5',
    '12 openat(AT_FDCWD, "/usr/lib/libavcodec.so", O_RDONLY|O_CLOEXEC) = 3',
    '12 openat(AT_FDCWD, "/home/me/none", O_RDONLY) = -1 ENOENT (No such file or directory)',
    '12 execve("/usr/bin/ffprobe", ["ffprobe"], 0x7ffc /* 30 vars */) = 0',
    '12 connect(9, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT',
  ])('is its own: %s', (line) => {
    expect(foreignCalls(line, own)).toEqual([])
  })
})

describe('the parts of a film', () => {
  const box = (name: string, ...inner: readonly Buffer[]): Buffer => {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(8 + inner.reduce((sum, part) => sum + part.length, 0))
    head.write(name, 4, 'latin1')
    return Buffer.concat([head, ...inner])
  }
  it('are the boxes of MP4, and those within', () => {
    const file = Buffer.concat([box('ftyp', Buffer.from('isom')), box('moov', box('mvhd', Buffer.alloc(4)))])
    expect(elementsOf(file)).toEqual([
      { offset: 0, length: 12, headLength: 8 },
      { offset: 12, length: 20, headLength: 8 },
      { offset: 20, length: 12, headLength: 8 },
    ])
  })
  it('are the elements of Matroska, and those within', () => {
    const file = Buffer.from('1a45dfa38142' + '18538067' + '85' + '1549a966' + '80', 'hex')
    expect(elementsOf(file)).toEqual([
      { offset: 0, length: 6, headLength: 5 },
      { offset: 6, length: 10, headLength: 5 },
      { offset: 11, length: 5, headLength: 5 },
    ])
  })
})
