import { describe, expect, it } from 'vitest'
import { decideNavigation, decideWindowOpen, externalHosts, isExternalAllowed } from './navigation.ts'

const unlisted = [
  'http://github.com/',
  'https://github.com.evil.example/',
  'https://evil.example/github.com',
  'https://evil.example/?https://github.com/',
  'https://github.com:8443/',
  'https://github.com@evil.example/',
  'https://user:secret@github.com/',
  'file:///usr/bin/xterm',
  'smb://github.com/share',
  'ms-msdt:/id',
  'javascript:alert(1)',
  '',
]

describe('isExternalAllowed', () => {
  it.each(externalHosts.map((host) => `https://${host}/some/page?x#y`))('opens %s', (url) => {
    expect(isExternalAllowed(url)).toBe(true)
  })

  it.each(unlisted)('does not open "%s"', (url) => {
    expect(isExternalAllowed(url)).toBe(false)
  })
})

describe('navigation', () => {
  it('stays on our own origin', () => {
    expect(decideNavigation('goodclips://app/videos/1')).toBe('allow')
    expect(decideNavigation('https://ffmpeg.org/download.html')).toBe('openExternally')
    expect(decideNavigation('goodclips://app.evil/')).toBe('deny')
    expect(decideNavigation('about:blank')).toBe('deny')
  })

  it.each(unlisted)('denies "%s"', (url) => {
    expect(decideNavigation(url)).toBe('deny')
  })

  it('never opens a window, not even of our own', () => {
    expect(decideWindowOpen('goodclips://app/')).toBe('deny')
    expect(decideWindowOpen('about:blank')).toBe('deny')
    expect(decideWindowOpen('https://ffmpeg.org/')).toBe('openExternally')
  })
})
