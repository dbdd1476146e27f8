import { describe, expect, it } from 'vitest'
import { matchesNone, parseRange, parseUploadRange, quoteEtag, rangeStillValid } from './range.ts'

describe('parseRange', () => {
  const part = (start: number, end: number) => ({ kind: 'part', start, end })
  const whole = { kind: 'whole' }
  const unsatisfiable = { kind: 'unsatisfiable' }

  it.each([
    [undefined, 100, whole],
    ['', 100, whole],
    ['bytes=0-', 100, part(0, 99)],
    ['bytes=0-0', 100, part(0, 0)],
    ['bytes=10-19', 100, part(10, 19)],
    ['bytes=99-', 100, part(99, 99)],
    ['bytes=90-1000', 100, part(90, 99)],
    ['bytes=-1', 100, part(99, 99)],
    ['bytes=-100', 100, part(0, 99)],
    ['bytes=-1000', 100, part(0, 99)],
    ['Bytes = 1-2 ', 100, part(1, 2)],
    ['bytes=100-', 100, unsatisfiable],
    ['bytes=100-200', 100, unsatisfiable],
    ['bytes=-0', 100, unsatisfiable],
    ['bytes=0-', 0, unsatisfiable],
    ['bytes=-5', 0, unsatisfiable],
    ['bytes=0-99999999999999999999999', 100, part(0, 99)],
    ['bytes=99999999999999999999999-', 100, unsatisfiable],
    ['bytes=5-4', 100, whole],
    ['bytes=-', 100, whole],
    ['bytes=a-b', 100, whole],
    ['bytes=1', 100, whole],
    ['bytes=0-1,3-4', 100, whole],
    ['items=0-1', 100, whole],
    ['bytes=--1', 100, whole],
    ['bytes=1.5-2', 100, whole],
  ])('%j of %i bytes', (header, length, expected) => {
    expect(parseRange(header, length)).toEqual(expected)
  })
})

describe('validators', () => {
  it.each([
    ['abc', '"abc"'],
    ['"abc"', '"abc"'],
    ['W/"abc"', 'W/"abc"'],
    ['a"b', '"ab"'],
  ])('quoteEtag(%j) is %j', (tag, expected) => {
    expect(quoteEtag(tag)).toBe(expected)
  })

  it.each([
    [undefined, false],
    ['*', true],
    ['"a"', true],
    ['W/"a"', true],
    ['"x", "a"', true],
    ['"x","y"', false],
    ['a', false],
    ['"a,b"', false],
  ])('If-None-Match %j against "a" is %s', (header, expected) => {
    expect(matchesNone(header, '"a"')).toBe(expected)
  })

  it.each([
    [undefined, '"a"', true],
    ['"a"', '"a"', true],
    ['"b"', '"a"', false],
    ['W/"a"', 'W/"a"', false],
    ['Wed, 21 Oct 2015 07:28:00 GMT', '"a"', false],
  ])('If-Range %j against %s is %s', (header, etag, expected) => {
    expect(rangeStillValid(header, etag)).toBe(expected)
  })
})

describe('parseUploadRange', () => {
  it.each([
    ['bytes 0-9/10', { first: 0, last: 9, size: 10 }],
    ['bytes 5-/10', { first: 5, last: null, size: 10 }],
    ['bytes 5-9/*', { first: 5, last: 9, size: null }],
    ['bytes 0-10/10', null],
    ['bytes 10-/10', null],
    ['bytes 5-4/10', null],
    ['bytes */10', null],
    ['bytes=0-9/10', null],
    ['bytes -9/10', null],
    ['items 0-9/10', null],
    ['bytes 0-9', null],
    ['bytes 99999999999999999-/10', null],
  ])('%j', (header, expected) => {
    expect(parseUploadRange(header)).toEqual(expected)
  })
})
