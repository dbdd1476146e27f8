import { describe, expect, it } from 'vitest'
import { clipColumns, clipCsvHeading, clipCsvLine, clipRow, csvCell } from './clip-row.ts'

const span = {
  videoId: 'v1',
  title: 'A day of "shapes"',
  sceneId: 's1',
  sceneIndex: 3,
  startMs: 1001,
  endMs: 2002,
  startFrame: 30,
  endFrame: 60,
  score: 0.123456,
  words: 'Hello,\nyou',
}
const file = { path: '/films/B_CAM/A001 C012.mov', frameRate: { num: 30_000, den: 1001 } }

describe('a row about a piece of a film', () => {
  it('names the file, its exact rate, frames, milliseconds and timecodes', () => {
    expect(clipRow(span, file)).toEqual({
      title: 'A day of "shapes"',
      fileName: 'A001 C012.mov',
      path: '/films/B_CAM/A001 C012.mov',
      frameRate: '30000/1001',
      framesPerSecond: 29.97003,
      sceneNumber: 4,
      startTimecode: '00:00:01:00',
      endTimecode: '00:00:02:00',
      startFrame: 30,
      endFrame: 60,
      startMs: 1001,
      endMs: 2002,
      startTime: '00:00:01.001',
      endTime: '00:00:02.002',
      score: 0.1235,
      words: 'Hello,\nyou',
      videoId: 'v1',
      sceneId: 's1',
    })
    expect(clipCsvHeading.split(',')).toEqual(clipColumns.map(({ id }) => id))
    expect(clipCsvLine(span, file)).toBe(
      '"A day of ""shapes""",A001 C012.mov,/films/B_CAM/A001 C012.mov,30000/1001,29.97003,4,00:00:01:00,00:00:02:00,30,60,1001,2002,00:00:01.001,00:00:02.002,0.1235,"Hello,\nyou",v1,s1',
    )
  })

  it('counts frames by the rate where only times are known, and leaves them out where the rate varies', () => {
    const cue = { ...span, startFrame: undefined, endFrame: undefined }
    expect(clipRow(cue, file)).toMatchObject({ startFrame: 30, endFrame: 60 })
    expect(clipRow(cue, { ...file, variableFrameRate: true })).toMatchObject({ startFrame: null, endFrame: null })
    expect(clipRow(cue, null)).toMatchObject({ fileName: null, path: null, frameRate: null, startFrame: null })
    expect(clipRow(cue, { path: 'C:\\films\\a.mp4', frameRate: null })).toMatchObject({
      fileName: 'a.mp4',
      startTimecode: '00:00:01.001',
    })
  })

  it.each([
    ['=SUM(A1)', "'=SUM(A1)"],
    ['+1', "'+1"],
    ['-1 °C', "'-1 °C"],
    ['@here', "'@here"],
    ['\t=1', "'\t=1"],
    ['a,b', '"a,b"'],
    ['=a,"b"', '"\'=a,""b"""'],
    ['plain', 'plain'],
    [null, ''],
    [-5, '-5'],
  ])('%j is the cell %j, which no spreadsheet runs', (value, cell) => {
    expect(csvCell(value)).toBe(cell)
  })
})
