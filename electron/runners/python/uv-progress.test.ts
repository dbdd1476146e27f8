import { describe, expect, it } from 'vitest'
import { createInstallMeter, parseUvLine } from './uv-progress.ts'

/** What uv 0.13.9 wrote to a pipe. */
const written = [
  'Using Python 3.11.7 environment at: venvt',
  'Resolved 3 packages in 702ms',
  'Downloading numpy (16.1MiB)',
  'Downloading scipy (33.7MiB)',
  ' Downloaded numpy',
  ' Downloaded scipy',
  'Prepared 3 packages in 5.73s',
  'Installed 3 packages in 257ms',
  'Bytecode compiled 1470 files in 36.95s',
  ' + idna==3.20',
]

describe('uv’s progress', () => {
  it('is read from its lines', () => {
    expect(parseUvLine(written[2] ?? '')).toEqual({ kind: 'downloading', name: 'numpy', bytes: 16_882_074 })
    expect(parseUvLine('Downloading tiny (512B)')).toEqual({ kind: 'downloading', name: 'tiny', bytes: 512 })
    expect(parseUvLine(written[4] ?? '')).toEqual({ kind: 'downloaded', name: 'numpy' })
    expect(parseUvLine(written[8] ?? '')).toEqual({ kind: 'step', step: 'compiled' })
    for (const line of [written[0], written[9], '', 'error: Failed to fetch'])
      expect(parseUvLine(line ?? '')).toBeNull()
  })

  it('only ever grows, and ends at one', () => {
    const meter = createInstallMeter()
    const fractions = written.map((text) => {
      const line = parseUvLine(text)
      if (line !== null) meter.take(line)
      return meter.fraction()
    })
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b))
    expect(fractions[0]).toBe(0)
    expect(fractions.at(-1)).toBe(1)
    expect(fractions[4]).toBeGreaterThan(fractions[3] ?? 1)
  })

  it('says how much of the downloads is there', () => {
    const meter = createInstallMeter()
    for (const text of written.slice(0, 5)) {
      const line = parseUvLine(text)
      if (line !== null) meter.take(line)
    }
    expect(meter.message()).toBe('Downloading packages, 17 MB of 52 MB')
  })
})
