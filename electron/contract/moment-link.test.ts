import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { ffmpegLine } from './ffmpeg-line.ts'
import { momentLink, momentPath, parseMomentLink } from './moment-link.ts'

describe('links to moments', () => {
  it.each([
    { sceneId: 's1-A_b', videoId: 'v2', timeMs: 12_480 },
    { sceneId: 's1', videoId: null, timeMs: null },
    { sceneId: 's1', videoId: 'v2', timeMs: null },
  ])('are read as they were written: %j', (moment) => {
    expect(parseMomentLink(momentLink(moment))).toEqual(moment)
    expect(momentPath(moment)).toBe(momentLink(moment).replace('goodclips:/', ''))
  })

  it.each([
    'goodclips://app/',
    'goodclips://scene/',
    'goodclips://scene/a b',
    'goodclips://scene/../../etc',
    'goodclips://scene/s1/keyframe',
    'https://scene/s1',
    'goodclips://evil@scene/s1',
    '',
  ])('are nothing else: %s', (link) => {
    expect(parseMomentLink(link)).toBeNull()
  })

  it('leave out what is no id and no time', () => {
    expect(parseMomentLink('GOODCLIPS://scene/s1/?video=../x&t=-1#x')).toEqual({
      sceneId: 's1',
      videoId: null,
      timeMs: null,
    })
  })
})

describe('commands for ffmpeg', () => {
  it.each(["/films/it's #1 $HOME `x` & more.mov", '/films/日本 "a".mp4', '/films/-no ending'])(
    'reach a shell as they are meant: %s',
    (path) => {
      const line = ffmpegLine(path, { startMs: 2000, endMs: 5480 })
      const [, ...args] = line.split(' ')
      expect(args[0]).toBe('-n')
      const seen = execFileSync('sh', ['-c', `ffmpeg() { printf '%s\\n' "$@"; }; ${line}`], { encoding: 'utf8' }).split(
        '\n',
      )
      expect(seen.slice(0, 7)).toEqual(['-n', '-ss', '2', '-i', path, '-t', '3.48'])
      expect(seen.at(-2)).toMatch(/^\.\/.* 2-5\.48(\.\w+)?$/)
    },
  )

  it('name Windows paths in its way', () => {
    expect(ffmpegLine('C:\\Film\\A 1.mov', { startMs: 0, endMs: 1001 })).toBe(
      'ffmpeg -n -ss 0 -i "C:\\Film\\A 1.mov" -t 1.001 -map 0:v -map 0:a? -c copy -avoid_negative_ts make_zero ".\\A 1 0-1.001.mov"',
    )
  })
})
