import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { captionSources } from '../../../electron/contract/index.ts'
import { allSources, areAllSources, withSourceTurned } from '../../stores/search/word-sources.ts'
import { useApp } from '../../stores/use-stores.tsx'
import { Popover } from '../../ui/popover.tsx'
import { WordSourceIcon } from '../modalities/word-source-icon.tsx'
import { useWeights } from './use-weights.ts'
import './word-sources.css'

const listed = new Intl.ListFormat('en-GB', { type: 'conjunction' })

/** Whose words the slider stands for: a switch for each source, under a button beside the slider. */
export const WordSources = () => {
  const sources = useApp('search', (search) => search.query.sources)
  const { searchSources } = useWeights()
  const [open, setOpen] = useState(false)
  const isLimited = !areAllSources(sources)
  const named = captionSources.filter(({ id }) => sources.includes(id)).map(({ label }) => label)
  const label = isLimited ? `Words from ${listed.format(named)} only` : 'Words from all sources'
  return (
    <Popover
      label="Sources of words"
      open={open}
      onOpen={setOpen}
      trigger={
        <button type="button" className="word-sources" aria-label={label} title={label} data-limited={isLimited}>
          {isLimited
            ? captionSources.map(({ id, icon }) =>
                sources.includes(id) ? <WordSourceIcon key={id} icon={icon} size={13} /> : null,
              )
            : null}
          <ChevronDown size={13} aria-hidden />
        </button>
      }
    >
      <div className="word-sources__list">
        {captionSources.map(({ id, label: name, hint, icon }) => {
          const isOn = sources.includes(id)
          const isLast = isOn && sources.length === 1
          return (
            <label key={id} className="word-sources__choice" title={isLast ? `${hint}. One source stays on.` : hint}>
              <input
                type="checkbox"
                checked={isOn}
                aria-disabled={isLast}
                onChange={() => searchSources(withSourceTurned(sources, id))}
              />
              <WordSourceIcon icon={icon} />
              {name}
            </label>
          )
        })}
        <button
          type="button"
          className="word-sources__all"
          disabled={!isLimited}
          onClick={() => searchSources(allSources)}
        >
          All sources
        </button>
      </div>
    </Popover>
  )
}
