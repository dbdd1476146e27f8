import { describe, expect, it } from 'vitest'
import {
  completePrefix,
  completeValue,
  completingAt,
  filmsLike,
  namesLike,
  prefixesLike,
  withoutCompleted,
} from './completions.ts'
import { searchPrefixes } from './search-prefixes.ts'

/** The caret is where the bar stands. */
const at = (marked: string) => {
  const caret = marked.indexOf('|')
  const typed = marked.replace('|', '')
  return { typed, at: completingAt(typed, caret) }
}
const prefix = (name: string) => {
  const found = searchPrefixes.find((row) => row.name === name)
  if (found === undefined) throw new Error(name)
  return found
}

describe('completion in the search field', () => {
  it('offers prefixes for the beginning of one', () => {
    expect(at('pic|').at).toMatchObject({ kind: 'prefix', typed: 'pic' })
    expect(at('red sou|').at).toMatchObject({ kind: 'prefix', typed: 'sou', start: 4 })
    expect(at('in|').at).toMatchObject({ kind: 'prefix' })
    expect(prefixesLike('S').map(({ name }) => name)).toEqual(['sound', 'says'])
  })

  it('leaves words alone that are only words', () => {
    for (const typed of ['walking in|', 'so|', 'red|', 'red so|', 'x:pic|', 'pi|cture', '|', 'red |']) {
      expect([typed, at(typed).at]).toEqual([typed, null])
    }
  })

  it('completes the value of a tag or film, also within quotes', () => {
    expect(at('tag:|').at).toMatchObject({ kind: 'value', typed: '' })
    expect(at('red tag:ma|').at).toMatchObject({ kind: 'value', typed: 'ma', start: 4, end: 10 })
    expect(at('tag:"night sh|').at).toMatchObject({ kind: 'value', typed: 'night sh' })
    expect(at('in:but| red').at).toMatchObject({ kind: 'value', prefix: { name: 'in' } })
    expect(at('tag:"night shoot"|').at).toBeNull()
    expect(at('picture: ma|').at).toBeNull()
  })

  it('puts what was taken in its place', () => {
    const begun = at('red pic|')
    if (begun.at === null) throw new Error('nothing to complete')
    expect(completePrefix(begun.typed, begun.at, prefix('picture'))).toEqual({ typed: 'red picture: ', caret: 13 })
    const tag = at('red tag:ni| blue')
    if (tag.at?.kind !== 'value') throw new Error('nothing to complete')
    expect(completeValue(tag.typed, tag.at, 'night shoot')).toEqual({
      typed: 'red tag:"night shoot" blue',
      caret: 22,
    })
    const film = at('in:but| red')
    if (film.at === null) throw new Error('nothing to complete')
    expect(withoutCompleted(film.typed, film.at)).toEqual({ typed: 'red', caret: 0 })
  })

  it('finds names by what they hold, without case and accents, the beginning first', () => {
    expect(namesLike(['Summer', 'Été', 'the été', 'macro'], 'ete', 5)).toEqual(['Été', 'the été'])
    expect(namesLike(['a1', 'a2', 'a3'], 'a', 2)).toEqual(['a1', 'a2'])
  })

  it('finds films by what their title or file holds', () => {
    const films = [
      { title: 'Market day', path: '/films/A001.mov' },
      { title: 'Été', path: 'C:\\films\\Marktplatz.mp4' },
      { title: 'Harbour', path: '/market/harbour.mp4' },
    ]
    expect(filmsLike(films, 'mark').map(({ title }) => title)).toEqual(['Market day', 'Été'])
    expect(filmsLike(films, 'ete').map(({ title }) => title)).toEqual(['Été'])
    expect(filmsLike(films, '')).toEqual(films)
  })
})
