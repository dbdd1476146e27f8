import { describe, expect, it } from 'vitest'
import { parseCaptionQuery } from './caption-query.ts'

const parse = (input: string, typing = false) => parseCaptionQuery(input, { typing })
const word = (text: string, prefix = false) => ({ text, prefix })

describe('caption query', () => {
  it.each([
    ['two words', [word('two'), word('words')], []],
    ['"a phrase" word', [word('a phrase'), word('word')], []],
    ['“typographic quotes”', [word('typographic quotes')], []],
    ['"never closed', [word('never closed')], []],
    ['pre*', [word('pre', true)], []],
    ['"two wor"*', [word('two wor', true)], []],
    ['this -that', [word('this')], [word('that')]],
    ['this -"not that"', [word('this')], [word('not that')]],
    ['well-known', [word('well-known')], []],
    ["don't", [word("don't")], []],
    ['AND OR NOT NEAR(', [word('AND'), word('OR'), word('NOT'), word('NEAR(')], []],
    ['a\u0000b', [word('a'), word('b')], []],
    ['what? - !!! *', [word('what?')], []],
    ['word"phrase"', [word('word'), word('phrase')], []],
  ])('%j', (input, include, exclude) => {
    expect(parse(input)).toEqual({ include, exclude })
  })

  it.each(['', '   ', '"', '""', '*', '-', '-only', '…!?', '\u0000'])('finds nothing to look for in %j', (input) => {
    expect(parse(input)).toBeNull()
  })

  it('takes the last bare word as a prefix while typing', () => {
    expect(parse('big do', true)?.include).toEqual([word('big'), word('do', true)])
    expect(parse('do "big', true)?.include).toEqual([word('do'), word('big')])
    expect(parse('big -do', true)).toEqual({ include: [word('big')], exclude: [word('do')] })
  })

  it('bounds the number of terms', () => {
    expect(parse('a '.repeat(500))?.include).toHaveLength(64)
  })
})
