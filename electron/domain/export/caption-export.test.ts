import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { type CaptionDocument, captionDocumentSchema, captionExportFormats } from '../../contract/index.ts'
import { normaliseCues, parseSrt, parseVtt } from '../captions/index.ts'
import { captionWriters } from './caption-export.ts'

const document: CaptionDocument = {
  title: 'Film',
  language: 'en',
  source: 'speech',
  codec: 'whisper-base',
  cues: [
    {
      startMs: 0,
      endMs: 1500,
      text: 'Are you hurt, "Anna"?',
      said: 'Are you heard, "Anna"?',
      words: [{ startMs: 0, endMs: 400, text: ' Are', probability: 0.75 }],
    },
    { startMs: 1600, endMs: 2500, text: 'a < b & c\n=1+1' },
    { startMs: 3_723_004, endMs: 3_724_000, text: 'Wie schön: 今日は 🎬' },
  ],
}
const spans = (cues: readonly { startMs: number; endMs: number; text: string }[]) =>
  cues.map(({ startMs, endMs, text }) => ({ startMs, endMs, text }))
const readBack = (format: 'srt' | 'vtt', text: string) =>
  spans(normaliseCues((format === 'srt' ? parseSrt : parseVtt)(text).cues, format, { durationMs: 0 }).cues)
const written = (format: (typeof captionExportFormats)[number]['id']): string => captionWriters[format](document)

describe('a caption track that is saved', () => {
  it('is read back without a difference by the parsers of captions', () => {
    expect(readBack('srt', written('srt'))).toEqual(spans(document.cues))
    expect(readBack('vtt', written('vtt'))).toEqual(spans(document.cues))
  })

  it.each(['srt', 'vtt'] as const)('is read by ffmpeg as well: %s', (format) => {
    const ffmpeg = spawnSync(
      'ffmpeg',
      ['-v', 'error', '-f', format === 'vtt' ? 'webvtt' : 'srt', '-i', 'pipe:0', '-f', 'srt', 'pipe:1'],
      { input: format === 'srt' ? written(format).replace('a < b & c', 'a and b') : written(format), encoding: 'utf8' },
    )
    expect(ffmpeg.stderr).toBe('')
    const cues = readBack('srt', ffmpeg.stdout)
    expect(cues.map(({ startMs, endMs }) => [startMs, endMs])).toEqual(
      document.cues.map(({ startMs, endMs }) => [startMs, endMs]),
    )
    expect(cues.map(({ text }) => text)).toEqual(
      document.cues.map(({ text }) => (format === 'srt' ? text.replace('a < b & c', 'a and b') : text)),
    )
  })

  it('is text in paragraphs', () => {
    expect(written('txt')).toBe('Are you hurt, "Anna"? a < b & c =1+1\n\nWie schön: 今日は 🎬\n')
  })

  it('is a table in which nothing is a formula', () => {
    expect(written('csv').split('\r\n')).toEqual([
      'number,start,end,startMs,endMs,text,leastProbability,before',
      '1,00:00:00.000,00:00:01.500,0,1500,"Are you hurt, ""Anna""?",0.75,"Are you heard, ""Anna""?"',
      '2,00:00:01.600,00:00:02.500,1600,2500,"a < b & c\n=1+1",,',
      '3,01:02:03.004,01:02:04.000,3723004,3724000,Wie schön: 今日は 🎬,,',
      '',
    ])
  })

  it('is JSON with the words', () => {
    expect(captionDocumentSchema.parse(JSON.parse(written('json')))).toEqual(document)
  })

  it('is nothing but a frame where it has no cue', () => {
    const empty = { ...document, cues: [] }
    expect(captionExportFormats.map(({ id }) => captionWriters[id](empty).split(/\r?\n/)[0])).toEqual([
      '',
      'WEBVTT',
      '',
      'number,start,end,startMs,endMs,text,leastProbability,before',
      '{',
    ])
  })
})
