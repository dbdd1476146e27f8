import { timecodeText } from '../../electron/contract/timecode.ts'
import { FilmstripFrame } from './filmstrip-frame.tsx'
import { formatBytes, formatLength, formatTimeLeft } from './format.ts'
import { Highlighted } from './highlighted.tsx'

const tiles = ['#335', '#553', '#355', '#535']
const sheet = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180">${tiles
    .map(
      (fill, index) =>
        `<rect x="${(index % 2) * 160}" y="${index < 2 ? 0 : 90}" width="160" height="90" fill="${fill}"/>`,
    )
    .join('')}</svg>`,
)}`
const filmstrip = { tileWidth: 160, tileHeight: 90, columns: 2, rows: 2, intervalMs: 500, count: 4, sheetUrls: [sheet] }
const box = { width: 160, height: 120 }

export const Filmstrip = () => (
  <div className="story-row">
    {[0, 500, 1000, 1500].map((timeMs) => (
      <div key={timeMs} className="frame-box" style={box}>
        <FilmstripFrame filmstrip={filmstrip} timeMs={timeMs} />
      </div>
    ))}
  </div>
)

export const Words = () => (
  <div className="story-column">
    <p>
      <Highlighted text="The red bridge over the river" matches={[[4, 14]]} />
    </p>
    <p className="tabular">
      {timecodeText(3_723_456, { num: 24_000, den: 1001 })} · {timecodeText(3_723_456, null)} · {formatLength(247_000)}{' '}
      · {formatBytes(605e6)} · {formatTimeLeft(4_800_000)}
    </p>
  </div>
)
