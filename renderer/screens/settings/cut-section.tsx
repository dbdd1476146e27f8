import { type CutSettings, cutRanges, type Settings } from '../../../electron/contract/index.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Select } from '../../ui/select.tsx'
import { NumberField, Row } from './settings-row.tsx'

const detectors: readonly { readonly id: CutSettings['detector']; readonly name: string; readonly note: string }[] = [
  {
    id: 'persistent',
    name: 'GoodCLIPS',
    note: 'Compares structure as well as colour, and ignores single flashes. Best for most videos, black and white too.',
  },
  {
    id: 'content',
    name: 'Content',
    note: 'PySceneDetect’s detect-content: change of colour from one frame to the next.',
  },
  {
    id: 'adaptive',
    name: 'Adaptive',
    note: 'PySceneDetect’s detect-adaptive: change compared with the frames around it; fewer false cuts with moving cameras.',
  },
]

/** How new videos are cut into scenes. */
export const CutSection = ({ settings }: { readonly settings: Settings }) => {
  const stores = useStores()
  const { cuts } = settings
  const change = (patch: Partial<CutSettings>): void => void stores.settings.patch({ cuts: { ...cuts, ...patch } })
  return (
    <section className="settings__section">
      <h2>Cutting into scenes</h2>
      <Row
        label="Detector"
        htmlFor="cut-detector"
        note={detectors.find((detector) => detector.id === cuts.detector)?.note ?? ''}
      >
        <Select
          id="cut-detector"
          value={cuts.detector}
          onChange={(event) => {
            const chosen = detectors.find((detector) => detector.id === event.target.value)
            if (chosen !== undefined) change({ detector: chosen.id, threshold: null })
          }}
        >
          {detectors.map((detector) => (
            <option key={detector.id} value={detector.id}>
              {detector.name}
            </option>
          ))}
        </Select>
      </Row>
      <Row
        label="Threshold"
        htmlFor="cut-threshold"
        note="How large a change counts as a cut. Lower finds more cuts, but also false ones. Empty: the detector’s default."
      >
        <NumberField
          id="cut-threshold"
          value={cuts.threshold}
          min={cutRanges.threshold.min}
          max={cutRanges.threshold.max}
          step={0.1}
          placeholder="own"
          onChange={(threshold) => change({ threshold })}
        />
      </Row>
      <Row
        label="Shortest scene"
        htmlFor="cut-length"
        note={`Scenes shorter than this are joined to the one before. At 24 frames a second this is ${(cuts.minSceneFrames / 24).toFixed(2)} s.`}
      >
        <NumberField
          id="cut-length"
          value={cuts.minSceneFrames}
          min={cutRanges.minSceneFrames.min}
          max={cutRanges.minSceneFrames.max}
          unit="frames"
          onChange={(frames) => {
            if (frames !== null) change({ minSceneFrames: Math.round(frames) })
          }}
        />
      </Row>
      <p className="settings__foot">
        These settings are for new videos. The details of a video show what it was cut with.
      </p>
    </section>
  )
}
