import { describe, expect, test } from 'vitest'
import { knownLanguage, scriptOfLanguage, streamLanguage } from './language.ts'
import { isCaptionFileName, isCaptionFolder, sidecarName, sidecarsOf } from './sidecar-name.ts'

describe('languages', () => {
  test.each([
    ['eng', 'en'],
    ['ger', 'de'],
    ['deu', 'de'],
    ['pt_BR', 'pt-BR'],
    ['ZH-hans', 'zh-Hans'],
    ['English', 'en'],
    ['brazilian', 'pt-BR'],
    ['sc', 'sc'],
    ['en-forced', null],
    ['und', null],
    ['xx', null],
    ['1080p', null],
    ['', null],
  ])('%j is %j', (text, language) => {
    expect(knownLanguage(text)).toBe(language)
  })

  test.each([
    ['ru', 'Cyrl'],
    ['sr-Latn', 'Latn'],
    ['ger', 'Latn'],
    ['zh-Hant', 'Hant'],
    ['zh', 'Hans'],
    ['ja', 'Jpan'],
    ['Korean', 'Kore'],
    ['he', 'Hebr'],
    ['klingonese', null],
  ])('%s is written in %s', (language, script) => {
    expect(scriptOfLanguage(language)).toBe(script)
  })

  test('a stream keeps what the file says when it is not known', () => {
    expect(streamLanguage('klingonese')).toBe('klingonese')
    expect(streamLanguage('und')).toBeNull()
    expect(streamLanguage(undefined)).toBeNull()
  })
})

describe('names beside a film', () => {
  test.each([
    ['film.srt', null, null],
    ['FILM.EN.SRT', 'en', null],
    ['FILM.ES.SRT', 'es', null],
    ['film.eng.forced.ass', 'en', 'forced'],
    ['film.forced.srt', null, 'forced'],
    ['film.forced.pt-BR.vtt', 'pt-BR', 'forced'],
    ['film.hi.srt', 'hi', null],
    ['film.en.hi.srt', 'en', 'hi'],
    ['film.English.srt', 'en', null],
    ['film.mkv.de.srt', 'de', null],
    ['film.mp4.srt', null, null],
    ['film.Directors notes.srt', null, 'Directors notes'],
    ['film-en.srt', 'en', null],
    ['film_en.srt', 'en', null],
    ['film (English).srt', 'en', null],
    ['film [de].srt', 'de', null],
    ['film en.srt', 'en', null],
    ['film - English.srt', 'en', null],
    ['film.English - SDH.srt', 'en', 'SDH'],
    ['film.en-US.cc.srt', 'en-US', 'cc'],
    ['film.3_English.srt', 'en', null],
    ['film.track3_[eng].srt', 'en', null],
    ['film.chs&eng.srt', 'zh-Hans', 'and English'],
    ['film.jp.srt', 'ja', null],
    ['film.zh_cn.srt', 'zh-CN', null],
    ['film.sc.srt', 'zh-Hans', null],
    ['film.tc.srt', 'zh-Hant', null],
    ['film.简体.srt', 'zh-Hans', null],
    ['film.繁體中文.srt', 'zh-Hant', null],
    ['film.日本語.srt', 'ja', null],
    ['film.한국어.srt', 'ko', null],
    ['film.русский.srt', 'ru', null],
    ['film.Português.srt', 'pt', null],
    ['film.Portugue\u0302s (Brasil).srt', 'pt-BR', null],
    ['film.Brazilian Portuguese.srt', 'pt-BR', null],
    ['film.Chinese (Simplified).srt', 'zh-Hans', null],
    ['film.Francais.srt', 'fr', null],
    ['film.Deutsch.forced.srt', 'de', 'forced'],
    ['film.pt-BR.srt', 'pt-BR', null],
    ['film.sr-Latn.srt', 'sr-Latn', null],
    ['film.es-419.srt', 'es-419', null],
    ['film.spa.srt', 'es', null],
    ['film.fre.sdh.srt', 'fr', 'sdh'],
    ['film.en-forced.srt', 'en', 'forced'],
    ['film.pt-BR-forced.srt', 'pt-BR', 'forced'],
    ['film.en-cc.srt', 'en', 'cc'],
    ['film.en_hi.srt', 'en', 'hi'],
    ['film.zh-Hant-TW.srt', 'zh-Hant-TW', null],
    ['film.en.1.srt', 'en', '1'],
    ['film.English commentary by the director.srt', 'en', 'English commentary by the director'],
    ['film.It.Crowd.en.srt', 'en', 'It Crowd'],
    ['film.new cut.srt', null, 'new cut'],
  ])('%s', (name, language, title) => {
    const found = sidecarName(name, name.includes('mkv') ? 'film.mkv' : 'film.mp4')
    expect([found?.language ?? null, found?.title ?? null, found !== null]).toEqual([language, title, true])
  })

  test.each([
    'film2.srt',
    'film.mkv',
    'other.en.srt',
    '.srt',
    'film',
    'film-2.srt',
    'film (2019).srt',
    'film part 2.srt',
    'filmen.srt',
  ])('%s is none', (name) => {
    expect(sidecarName(name, 'film.mkv')).toBeNull()
  })

  test.each([
    ['film.pt-BR.forced.srt', 'pt-BR', true, false],
    ['film.en.sdh.srt', 'en', false, true],
    ['film.en.hi.srt', 'en', false, true],
    ['film.en-US.cc.srt', 'en-US', false, true],
    ['film.English - SDH.srt', 'en', false, true],
    ['film.fr.FORCED.SDH.ass', 'fr', true, true],
    ['film.zh-Hans.ass', 'zh-Hans', false, false],
    ['film.hi.srt', 'hi', false, false],
    ['film.hi.hoh.srt', 'hi', false, true],
    ['film.he was forced to sing by them.srt', null, false, false],
  ])('%s is %s, forced %s, for people who hear badly %s', (name, language, isForced, isHearingImpaired) => {
    expect(sidecarName(name, 'film.mkv')).toMatchObject({ language, isForced, isHearingImpaired })
  })

  test('Unicode forms of the same name match', () => {
    expect(sidecarName('Ame\u0301lie.fr.srt', 'Am\u00e9lie.mp4')).toMatchObject({ language: 'fr' })
    expect(sidecarName('Am\u00e9lie-fr.srt', 'Ame\u0301lie.mp4')).toMatchObject({ language: 'fr' })
  })

  test('formats by their endings', () => {
    expect(sidecarName('film.en.DFXP', 'film.mkv')).toMatchObject({ ending: 'dfxp', language: 'en' })
    for (const name of ['a.srt', 'a.sbv', 'a.SMI', 'a.sub', 'a.lrc']) expect(isCaptionFileName(name), name).toBe(true)
    for (const name of ['a.txt', 'a.xml', 'a.mp4', 'srt']) expect(isCaptionFileName(name), name).toBe(false)
  })
})

describe('which files belong to a film', () => {
  const paths = (video: string, names: readonly string[], inFolders: readonly string[] = []): readonly string[] =>
    sidecarsOf(video, { names: [video, ...names], inFolders }).map(
      ({ path, sidecar }) => `${path} ${sidecar.language ?? '-'}`,
    )

  test('a longer name has the better claim, whatever other files there are', () => {
    const names = [
      'film2.mp4',
      'film.part1.mp4',
      'film.srt',
      'film2.srt',
      'film.part1.srt',
      'film.part1.en.srt',
      'film.en.nfo',
      'film.en.srt',
    ]
    expect(paths('film.mp4', names)).toEqual(['film.en.srt en', 'film.srt -'])
    expect(paths('film2.mp4', ['film.mp4', 'film.part1.mp4', ...names.slice(2)])).toEqual(['film2.srt -'])
    expect(paths('film.part1.mp4', ['film.mp4', ...names.slice(2)])).toEqual([
      'film.part1.en.srt en',
      'film.part1.srt -',
    ])
  })

  test('a language alone is enough beside the only film', () => {
    expect(paths('film.mp4', ['English.srt', '2_German.srt', 'forced.eng.ass', 'other.srt', 'en.txt'])).toEqual([
      '2_German.srt de',
      'English.srt en',
      'forced.eng.ass en',
    ])
    expect(paths('film.mp4', ['second.mp4', 'English.srt'])).toEqual([])
  })

  test('folders of captions', () => {
    const inside = [
      'Subs/2_English.srt',
      'Subs/film.fr.srt',
      'subtitles/Deutsch.srt',
      'Subs/film/3_Spanish.srt',
      'Subs/Italian/1.srt',
    ]
    expect(paths('film.mp4', [], inside)).toEqual([
      'Subs/2_English.srt en',
      'Subs/Italian/1.srt it',
      'Subs/film.fr.srt fr',
      'Subs/film/3_Spanish.srt es',
      'subtitles/Deutsch.srt de',
    ])
    // With a second film, only names tell.
    expect(paths('film.mp4', ['film2.mkv'], [...inside, 'Subs/film2.en.srt', 'Subs/film2/English.srt'])).toEqual([
      'Subs/film.fr.srt fr',
      'Subs/film/3_Spanish.srt es',
    ])
    for (const name of ['Subs', 'subs', 'Subtitles', 'SUBTITLES', 'Captions']) expect(isCaptionFolder(name)).toBe(true)
    for (const name of ['Substance', 'films', 'Submarine']) expect(isCaptionFolder(name)).toBe(false)
  })

  test('the pictures of a VobSub pair are one track', () => {
    expect(paths('film.mp4', ['film.idx', 'film.sub'])).toEqual(['film.idx -'])
    expect(paths('film.mp4', ['film.sub'])).toEqual(['film.sub -'])
  })
})
