import { describe, expect, it } from 'vitest'
import { limitRanges, patchSettingsSchema, readStoredSettings, settingsSchema } from './settings.ts'
import { cutRanges, patchVideoSchema, readStoredCuts } from './video.ts'

const messagesOf = (value: unknown): readonly string[] =>
  patchSettingsSchema.safeParse(value).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []

describe('what a limit may be set to', () => {
  it('has its default inside, so that {} parses', () => {
    const { limits } = settingsSchema.parse({})
    for (const [name, { min, max }] of Object.entries(limitRanges)) {
      const value = limits[name as keyof typeof limits]
      expect(value, name).toBeGreaterThanOrEqual(min)
      expect(value, name).toBeLessThanOrEqual(max)
    }
  })

  it.each(
    Object.entries(limitRanges).flatMap(([name, range]) => [
      [name, range.min, true],
      [name, range.max, true],
      [name, range.min - 0.5, false],
      [name, range.max + 1, false],
      [name, 0, false],
      [name, -1, false],
      [name, 5e-324, false],
      [name, 1e300, false],
    ]) as [string, number, boolean][],
  )('%s may be %d: %s', (name, value, isAllowed) => {
    const messages = messagesOf({ limits: { [name]: value } })
    expect(messages.length === 0).toBe(isAllowed)
    const { min, max } = limitRanges[name as keyof typeof limitRanges]
    if (!isAllowed) expect(messages[0]).toContain(`limits.${name}: must be a `)
    if (!isAllowed) expect(messages[0]).toContain(`number between ${min} and ${max}`)
  })

  it('says the range for a threshold, a scene length and decoding jobs too', () => {
    const cuts = { detector: 'content', threshold: 5e-324, minSceneFrames: 0 }
    expect(messagesOf({ cuts, decodeSlots: 1000 })).toEqual([
      'cuts.threshold: must be a number between 0.1 and 255',
      'cuts.minSceneFrames: must be a whole number between 1 and 10000 frames',
      'decodeSlots: must be a whole number between 1 and 64 jobs',
    ])
    expect(messagesOf({ limits: { noProgressMs: 'soon' } })[0]).toContain('between 5000 and 86400000 milliseconds')
  })

  it('refuses names that it does not know, and says which', () => {
    const cuts = { detector: 'content', threshold: null, minSceneFrames: 5 }
    expect(messagesOf({ cuts: { ...cuts, treshold: 3 } })[0]).toContain('"treshold"')
    expect(messagesOf({ limits: { maxPixel: 1_000_000 } })[0]).toContain('"maxPixel"')
    expect(messagesOf({ colour: 'dark' })[0]).toContain('"colour"')
    expect(patchVideoSchema.safeParse({ cuts: { ...cuts, treshold: 3 } }).error?.issues[0]?.message).toContain(
      'treshold',
    )
  })
})

describe('stored settings of an earlier version', () => {
  it('are moved into the ranges of today', () => {
    const settings = readStoredSettings({
      limits: { wallClockFactor: 0.001, minWallClockMs: 1, noProgressMs: 1, maxPixels: 1, maxStreams: 1e9 },
      cuts: { detector: 'adaptive', threshold: 5e-324, minSceneFrames: 12.6 },
      decodeSlots: 0,
      theme: 'dark',
    })
    expect(settings).toEqual({
      limits: {
        wallClockFactor: 1,
        minWallClockMs: 10_000,
        noProgressMs: 5_000,
        maxPixels: 100_000,
        maxStreams: 10_000,
      },
      cuts: { detector: 'adaptive', threshold: cutRanges.threshold.min, minSceneFrames: 13 },
      decodeSlots: 1,
      speech: 'where_no_captions',
      speechLanguage: null,
      speechWords: '',
      speechTranslation: false,
      speechTracks: 'heard',
      screenText: 'always',
      people: 'off',
      theme: 'dark',
    })
  })

  it('keep what fits, whatever else was stored', () => {
    const defaults = settingsSchema.parse({})
    expect(readStoredSettings({})).toEqual(defaults)
    expect(readStoredSettings({ theme: 'neon', limits: 7, decodeSlots: 3, cuts: null })).toEqual({
      ...defaults,
      decodeSlots: 3,
    })
    expect(readStoredSettings({ decodeSlots: null }).decodeSlots).toBeNull()
  })

  it('hold for the cuts of one video as well', () => {
    expect(readStoredCuts({ detector: 'content', threshold: 1e-9, minSceneFrames: 99_999 })).toEqual({
      detector: 'content',
      threshold: 0.1,
      minSceneFrames: 10_000,
    })
    expect(readStoredCuts({ detector: 'content', threshold: null, minSceneFrames: 5 })?.threshold).toBeNull()
    expect(readStoredCuts({ detector: 'of the future', threshold: 3, minSceneFrames: 5 })).toBeNull()
  })
})
