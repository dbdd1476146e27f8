import { describe, expect, it } from 'vitest'
import { partsOf, readTyped, searchPrefixes, typedOf, withPrefix } from './search-prefixes.ts'

const nothing = { words: '', texts: {}, name: '', tags: [] }

describe('prefixes in the search field', () => {
  it.each([
    ['picture: red circle  sound: helicopter', { texts: { visual: 'red circle', audio: 'helicopter' } }],
    ['beach picture:red circle', { words: 'beach', texts: { visual: 'red circle' } }],
    ['picture:"red circle" beach', { words: 'beach', texts: { visual: 'red circle' } }],
    ['Says: are you hurt?', { texts: { captions: 'are you hurt?' } }],
    ['picture: red picture: circle', { texts: { visual: 'red circle' } }],
    ['tag:macro red', { words: 'red', tags: ['macro'] }],
    ['tag:"night shoot" tag: macro tag:macro red', { words: 'red', tags: ['night shoot', 'macro'] }],
    ['file:A001_08011423_C012 sound: wind', { texts: { audio: 'wind' }, name: 'A001_08011423_C012' }],
    ['in:"A day of shapes" red', { words: 'red', name: 'A day of shapes' }],
    ['file:dog in:park', { name: 'dog park' }],
  ])('%s', (typed, asked) => {
    expect(readTyped(typed)).toEqual({ ...nothing, ...asked })
  })

  it.each(['12:30', 'http://tag.example/in', 'colour: red', 'mytag:macro', 'main:x', '"red picture: circle"', 'a:b:c'])(
    'is plain words: %s',
    (typed) => {
      expect(readTyped(typed)).toEqual({ ...nothing, words: typed })
    },
  )

  it('says nothing without a text behind it', () => {
    expect(readTyped('picture:')).toEqual(nothing)
    expect(readTyped('red picture:  ')).toEqual({ ...nothing, words: 'red' })
    expect(readTyped('tag: picture: red')).toEqual({ ...nothing, texts: { visual: 'red' } })
  })

  it('takes quotes that are not closed yet to the end, and single quotation marks as what they are', () => {
    expect(readTyped('tag:"night sh')).toEqual({ ...nothing, tags: ['night sh'] })
    expect(readTyped('3.5" disk picture: red')).toEqual({ ...nothing, words: '3.5" disk', texts: { visual: 'red' } })
  })

  it('reads text from right to left, with and without marks of direction, and full-width colons', () => {
    expect(readTyped('picture: דגל אדום sound: גשם')).toEqual({
      ...nothing,
      texts: { visual: 'דגל אדום', audio: 'גשם' },
    })
    expect(readTyped('\u200fpicture:\u200f דגל')).toMatchObject({ texts: { visual: 'דגל' } })
    expect(readTyped('sound：雨')).toMatchObject({ texts: { audio: '雨' } })
  })

  it('tells where each part stands', () => {
    const typed = 'red  tag:"night shoot" blue'
    expect(partsOf(typed).map(({ start, end }) => typed.slice(start, end))).toEqual([
      'red  ',
      'tag:"night shoot"',
      ' blue',
    ])
  })

  it('writes what it reads', () => {
    const texts = { visual: 'red circle', audio: 'helicopter', captions: 'hello' }
    expect(readTyped(typedOf('beach', texts))).toMatchObject({ words: 'beach', texts })
    for (const prefix of searchPrefixes) {
      expect(partsOf(withPrefix(prefix, 'two words'))).toMatchObject([{ prefix, text: 'two words' }])
    }
  })
})
