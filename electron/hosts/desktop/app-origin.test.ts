import { describe, expect, it } from 'vitest'
import { isAppUrl, isRequestAllowed, isTrustedSender, schemePrivileges } from './app-origin.ts'

const foreign = [
  'goodclips://app.evil.example/',
  'goodclips://appx/',
  'goodclips://evil/app/',
  'goodclips://user@app/',
  'goodclips://user:secret@app/',
  'goodclips://app:8080/',
  'goodclips:app/',
  'goodclips://',
  'goodclipsx://app/',
  'https://app/',
  'https://goodclips/app',
  'file:///app/index.html',
  'about:blank',
  'about:srcdoc',
  'javascript:alert(1)',
  'data:text/html,goodclips://app/',
  'blob:goodclips://app/1f2e',
  '',
  'not an address',
]

describe('isAppUrl', () => {
  it.each(['goodclips://app/', 'goodclips://app', 'goodclips://app/videos/3?x=1#y'])('knows %s as ours', (url) => {
    expect(isAppUrl(url)).toBe(true)
  })

  it.each(foreign)('refuses "%s"', (url) => {
    expect(isAppUrl(url)).toBe(false)
  })
})

describe('isTrustedSender', () => {
  it('hears the page of the app', () => {
    expect(isTrustedSender({ url: 'goodclips://app/search', parent: null })).toBe(true)
  })

  it('refuses a sender that is gone', () => {
    expect(isTrustedSender(null)).toBe(false)
  })

  it('refuses a frame inside a page, even one of ours', () => {
    expect(isTrustedSender({ url: 'goodclips://app/', parent: {} })).toBe(false)
  })

  it.each(foreign)('refuses a page at "%s"', (url) => {
    expect(isTrustedSender({ url, parent: null })).toBe(false)
  })
})

describe('isRequestAllowed', () => {
  it.each(['goodclips://app/api/v1/stats', 'blob:goodclips://app/1f2e', 'devtools://devtools/bundled/x.html'])(
    'lets %s pass',
    (url) => {
      expect(isRequestAllowed(url)).toBe(true)
    },
  )

  it.each([
    'https://example.com/',
    'http://127.0.0.1:1234/',
    'file:///etc/passwd',
    'ws://goodclips/',
    'blob:https://example.com/1f2e',
    'blob:null/1f2e',
    'chrome-extension://abc/x.js',
    'data:text/plain,x',
    '',
  ])('cuts "%s"', (url) => {
    expect(isRequestAllowed(url)).toBe(false)
  })
})

it('the scheme gets no right that steps around the content security policy or CORS', () => {
  expect(schemePrivileges).toEqual({
    standard: true,
    secure: true,
    supportFetchAPI: true,
    stream: true,
    bypassCSP: false,
    allowServiceWorkers: false,
    corsEnabled: false,
  })
})
