import { describe, expect, it } from 'vitest'
import { desktopChannels } from '../../contract/index.ts'
import { guarded } from './page-messages.ts'

const ours = { senderFrame: { url: 'goodclips://app/', parent: null } }
const answer = guarded(desktopChannels.openDialog, (kind) => `opened ${kind}`)

describe('guarded', () => {
  it('hands on what our page sends', () => {
    expect(answer(ours, 'folder')).toBe('opened folder')
  })

  it.each([
    ['a frame that is gone', { senderFrame: null }],
    ['a foreign page', { senderFrame: { url: 'https://example.com/', parent: null } }],
    ['an empty page', { senderFrame: { url: 'about:blank', parent: null } }],
    ['a frame inside our page', { senderFrame: { url: 'goodclips://app/', parent: {} } }],
  ])('refuses %s', (_what, event) => {
    expect(() => answer(event, 'folder')).toThrow('sender')
  })

  it.each([['/etc/passwd'], [undefined], [{ kind: 'folder' }], [['folder']]])('refuses the message %j', (payload) => {
    expect(() => answer(ours, payload)).toThrow('shape')
  })

  it('refuses more than one argument', () => {
    expect(() => answer(ours, 'folder', 'files')).toThrow('shape')
  })

  it('takes ids, never paths, to show a file', () => {
    const reveal = guarded(desktopChannels.revealInFolder, (id) => id)
    expect(() => reveal(ours, '../../etc/passwd')).toThrow('shape')
    expect(() => reveal(ours, '/etc/passwd')).toThrow('shape')
  })
})
