import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { takesWords } from '../../stores/search/search-request.ts'
import {
  furtherModalities,
  mainModalities,
  type PresetId,
  presetOf,
  presets,
  presetValues,
} from '../../stores/search/weights.ts'
import { useSearchStatus } from '../../stores/use-server.ts'
import { useApp } from '../../stores/use-stores.tsx'
import { DropMenu } from '../../ui/menu.tsx'
import { useAction } from '../actions/use-action.ts'
import { ModalitySlider } from './modality-slider.tsx'
import { MoreSliders } from './more-sliders.tsx'
import { searchNote } from './slider-state.ts'
import { useWeights } from './use-weights.ts'
import './search-header.css'

/** What the action of a preset does; shows nothing. */
const PresetAction = ({ id, onTake }: { readonly id: PresetId; readonly onTake: () => void }) => {
  useAction(`weights.${id}`, onTake)
  return null
}

/** The three sliders, their presets, and the further ones under “More”. */
export const ModalitySliders = () => {
  const weights = useWeights()
  const values = useApp('search', (search) => search.query.weights)
  const note = useSearchStatus(searchNote)
  const canWeigh = useSearchStatus(takesWords)
  const [moreOpen, setMoreOpen] = useState<boolean | null>(null)
  const preset = presetOf(values)
  const label = presets.find(({ id }) => id === preset)?.label ?? 'Custom'
  const moved = furtherModalities.some((name) => values[name] !== presetValues(preset ?? 'balanced')[name])
  const take = (id: PresetId) => (): void => weights.set(presetValues(id))
  const more = (
    <button
      type="button"
      className="search-header__drop"
      aria-haspopup="dialog"
      aria-label={moved ? 'More sliders, some moved' : 'More sliders'}
      data-moved={moved}
      onClick={() => setMoreOpen(true)}
    >
      More
      <ChevronDown size={13} aria-hidden />
    </button>
  )
  return (
    <div className="search-header__modalities">
      {presets.map(({ id }) => (
        <PresetAction key={id} id={id} onTake={take(id)} />
      ))}
      {mainModalities.map((modality) => (
        <ModalitySlider key={modality} modality={modality} onChange={weights.move} />
      ))}
      {canWeigh ? (
        <DropMenu
          entries={presets.map(({ id, label: name }) => ({
            kind: 'choice',
            label: name,
            checked: id === preset,
            onSelect: take(id),
          }))}
        >
          <button
            type="button"
            className="search-header__drop search-header__drop--preset"
            aria-label={`Preset: ${label}`}
          >
            {label}
            <ChevronDown size={13} aria-hidden />
          </button>
        </DropMenu>
      ) : null}
      {moreOpen === null ? (
        more
      ) : (
        <MoreSliders open={moreOpen} onOpen={setMoreOpen} onChange={weights.move}>
          {more}
        </MoreSliders>
      )}
      <span className="search-header__note tabular" role="status">
        {note}
      </span>
    </div>
  )
}
