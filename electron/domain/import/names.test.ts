import { describe, expect, it } from 'vitest'

import { isVideoFileName, titleFromFileName } from './file-names.ts'
import { safeFileName } from './safe-file-name.ts'

describe('file names', () => {
  it('knows videos by extension, whatever its case', () => {
    for (const name of ['a.mp4', 'A.MKV', 'clip.MTS', 'x.y.webm']) expect(isVideoFileName(name), name).toBe(true)
    for (const name of ['a.txt', 'mp4', '.mp4', 'a.jpg', 'a.mp4.part']) expect(isVideoFileName(name), name).toBe(false)
  })
  it('makes titles for people', () => {
    expect(titleFromFileName('/a/My_summer__film.mp4')).toBe('My summer film')
    expect(titleFromFileName('/a/-dash\nline "q" 🎬.mp4')).toBe('-dash line "q" 🎬')
    expect(titleFromFileName('/a/___.mp4')).toBe('___.mp4')
    expect(titleFromFileName('/a/noextension')).toBe('noextension')
  })
  it('makes names that every file system takes', () => {
    expect(safeFileName('../../etc/passwd')).toBe('passwd')
    expect(safeFileName('..\\..\\evil.mp4')).toBe('evil.mp4')
    expect(safeFileName('.hidden.mp4')).toBe('hidden.mp4')
    expect(safeFileName('-rf.mp4')).toBe('rf.mp4')
    expect(safeFileName('CON.mp4')).toBe('file-CON.mp4')
    expect(safeFileName('a:b\u0000c\n.mp4')).toBe('a_b_c_.mp4')
    expect(safeFileName('...')).toBe('file-')
    const long = safeFileName(`${'🎬'.repeat(100)}.mp4`)
    expect(new TextEncoder().encode(long).length).toBeLessThanOrEqual(200)
    expect(long.endsWith('🎬.mp4')).toBe(true)
  })
})
