import { decodeSlotsRange, limitRanges, type Settings } from '../../../electron/contract/index.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { NumberField, Row } from './settings-row.tsx'

/** How much of the machine is used, and where work on a video is given up: few people ever need it. */
export const AdvancedSection = ({ settings }: { readonly settings: Settings }) => {
  const stores = useStores()
  const { limits } = settings
  const patch = stores.settings.patch
  return (
    <section className="settings__section">
      <h2>Advanced: work and limits</h2>
      <Row
        label="Videos decoded at a time"
        htmlFor="decode-slots"
        note="More is faster on a large machine, and leaves less for other programs. Empty: half the processor’s cores."
      >
        <NumberField
          id="decode-slots"
          value={settings.decodeSlots}
          min={decodeSlotsRange.min}
          max={decodeSlotsRange.max}
          placeholder="auto"
          onChange={(slots) => void patch({ decodeSlots: slots === null ? null : Math.round(slots) })}
        />
      </Row>
      <Row
        label="Longest time for a stage"
        htmlFor="limit-factor"
        note="A stage is one step of the work on a video. One that takes longer than this many times the video’s length is stopped and shown in Activity."
      >
        <NumberField
          id="limit-factor"
          value={limits.wallClockFactor}
          min={limitRanges.wallClockFactor.min}
          max={limitRanges.wallClockFactor.max}
          step={0.5}
          unit="× length"
          onChange={(factor) => {
            if (factor !== null) void patch({ limits: { wallClockFactor: factor } })
          }}
        />
      </Row>
      <Row
        label="Shortest limit for a stage"
        htmlFor="limit-min"
        note="Even for a short video, a stage gets at least this much time."
      >
        <NumberField
          id="limit-min"
          value={Number((limits.minWallClockMs / 60_000).toFixed(2))}
          min={Number((limitRanges.minWallClockMs.min / 60_000).toFixed(2))}
          max={limitRanges.minWallClockMs.max / 60_000}
          unit="minutes"
          onChange={(minutes) => {
            if (minutes !== null)
              void patch({
                limits: { minWallClockMs: Math.max(limitRanges.minWallClockMs.min, Math.round(minutes * 60_000)) },
              })
          }}
        />
      </Row>
      <Row
        label="Longest time without progress"
        htmlFor="limit-stall"
        note="A stage without progress for this long is stopped."
      >
        <NumberField
          id="limit-stall"
          value={limits.noProgressMs / 1000}
          min={limitRanges.noProgressMs.min / 1000}
          max={limitRanges.noProgressMs.max / 1000}
          unit="seconds"
          onChange={(seconds) => {
            if (seconds !== null) void patch({ limits: { noProgressMs: Math.round(seconds * 1000) } })
          }}
        />
      </Row>
      <Row label="Largest picture" htmlFor="limit-pixels" note="Larger pictures are refused, to keep memory in bounds.">
        <NumberField
          id="limit-pixels"
          value={Number((limits.maxPixels / 1e6).toFixed(1))}
          min={limitRanges.maxPixels.min / 1e6}
          max={limitRanges.maxPixels.max / 1e6}
          step={0.1}
          unit="megapixels"
          onChange={(pixels) => {
            if (pixels !== null) void patch({ limits: { maxPixels: Math.round(pixels * 1e6) } })
          }}
        />
      </Row>
    </section>
  )
}
