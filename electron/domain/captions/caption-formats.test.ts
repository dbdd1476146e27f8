import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { captionFormatOf, captionFormatRows, streamReadingOf, unreadNote } from './caption-formats.ts'
import { isCaptionFileName, sidecarName } from './sidecar-name.ts'

const documented = readFileSync(new URL('../../../docs/captions.md', import.meta.url), 'utf8')

describe('the table of kinds', () => {
  test.each(captionFormatRows)(
    '$id stands in the documentation with its endings',
    ({ title, endings, sharedEndings }) => {
      // Of a few rows of the film's own file only the beginning of the name stands there.
      expect(documented).toContain(title)
      for (const ending of [...endings, ...(sharedEndings ?? [])]) expect(documented).toContain(`\`.${ending}\``)
    },
  )

  test('ids and codecs of streams are told once; what is not read says why', () => {
    const ids = captionFormatRows.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const codecs = captionFormatRows.flatMap(({ streams }) => streams.map(({ codec }) => codec))
    expect(new Set(codecs).size).toBe(codecs.length)
    for (const row of captionFormatRows) {
      const isRead = row.file !== 'unread' && row.streams.every(({ reading }) => reading !== null)
      expect(row.unread === undefined, row.id).toBe(isRead)
      expect(row.file === 'ffmpeg', row.id).toBe(row.ffmpeg !== undefined)
      if (row.pictures === true) expect(row.unread).toMatch(/^Pictures/)
    }
  })

  test('names of files follow the table', () => {
    for (const { endings, sharedEndings } of captionFormatRows) {
      for (const ending of endings) expect(isCaptionFileName(`a.${ending}`), ending).toBe(true)
      for (const ending of sharedEndings ?? []) {
        expect(isCaptionFileName(`a.${ending}`), ending).toBe(false)
        expect(sidecarName(`film.${ending}`, 'film.mp4')?.ending).toBe(ending)
      }
    }
  })

  test('codecs of streams', () => {
    expect(captionFormatOf('text')?.id).toBe('subrip')
    expect(captionFormatOf('klingon')).toBeNull()
    expect(streamReadingOf('mov_text')).toBe('srt-decoded')
    expect(streamReadingOf('dvb_subtitle')).toBeNull()
    expect(unreadNote('dvb_subtitle')).toMatch(/^Pictures/)
    expect(unreadNote('klingon')).toMatch(/cannot be read/)
  })
})
