import { type CSSProperties, type KeyboardEvent, useId } from 'react'
import { Link } from 'wouter'
import { type Modality, modalityOf } from '../../../electron/contract/index.ts'
import { restingValue } from '../../stores/search/weights.ts'
import { useKnownModels, useSearchStatus } from '../../stores/use-server.ts'
import { useApp } from '../../stores/use-stores.tsx'
import { Slider } from '../../ui/slider.tsx'
import { colourStyle, ModalityIcon } from '../modalities/modality-icon.tsx'
import { sliderStateOf } from './slider-state.ts'
import { WordSources } from './word-sources.tsx'
import './modality-slider.css'

const arrowStep = 5
const pageStep = 20

const stepOfKey: Readonly<Record<string, number>> = {
  ArrowRight: arrowStep,
  ArrowUp: arrowStep,
  ArrowLeft: -arrowStep,
  ArrowDown: -arrowStep,
  PageUp: pageStep,
  PageDown: -pageStep,
}

const none = [] as const

/** How much one modality counts. One that cannot answer says why and what would help. */
export const ModalitySlider = ({
  modality,
  onChange,
}: {
  readonly modality: Modality
  readonly onChange: (modality: Modality, value: number) => void
}) => {
  const id = useId()
  const value = useApp('search', (search) => search.query.weights[modality])
  const status = useSearchStatus((known) => known)
  const models = useKnownModels() ?? none
  // With nothing to search, no model is worth a word yet.
  const isEmpty = useApp('status', (known) => (known.stats?.videos ?? 0) === 0)
  const { usable, note, offersModel } = sliderStateOf(modality, status, models, isEmpty)
  const { label: name, hint } = modalityOf[modality]
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const step = stepOfKey[event.key]
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    onChange(modality, Math.max(0, Math.min(100, value + step)))
  }
  return (
    <div
      className="modality"
      style={colourStyle(modality)}
      data-usable={usable}
      title={note === '' ? `${hint}. Double-click: back to ${restingValue}` : note}
    >
      <ModalityIcon modality={modality} size={14} />
      <label className="modality__name" htmlFor={id}>
        {name}
      </label>
      <Slider
        id={id}
        className="modality__slider"
        min={0}
        max={100}
        value={usable ? value : 0}
        disabled={!usable}
        aria-valuetext={`${value} of 100`}
        aria-describedby={note === '' ? undefined : `${id}-note`}
        style={{ '--share': `${usable ? value : 0}%` } as CSSProperties}
        onChange={(event) => onChange(modality, event.target.valueAsNumber)}
        onKeyDown={onKeyDown}
        onDoubleClick={() => onChange(modality, restingValue)}
      />
      {usable ? <span className="modality__value tabular">{value}</span> : null}
      {usable && modality === 'captions' && !isEmpty ? <WordSources /> : null}
      {note === '' ? null : (
        <span id={`${id}-note`} className="modality__note">
          {offersModel ? (
            <Link to="/models" className="modality__link">
              {note}
            </Link>
          ) : (
            note
          )}
        </span>
      )}
    </div>
  )
}
