import { AudioLines, CaseSensitive, Image, Search, X } from 'lucide-react'
import { type ReactNode, type RefObject, useEffect } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import type { ModelModality } from '../../../electron/contract/index.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { IconButton } from '../../ui/button.tsx'
import { shownShortcut } from '../actions/shortcuts.ts'
import '../../ui/field.css'
import './search-header.css'

const Modality = ({
  name,
  icon,
  value,
  note,
  linked = false,
}: {
  readonly name: 'picture' | 'sound' | 'words'
  readonly icon: ReactNode
  readonly value: number
  readonly note: string
  /** The note leads to the models. */
  readonly linked?: boolean
}) => (
  <div className="modality" data-modality={name} title={note}>
    <span className="modality__icon">{icon}</span>
    <label className="modality__name" htmlFor={`modality-${name}`}>
      {name}
    </label>
    <input
      id={`modality-${name}`}
      className="slider modality__slider"
      type="range"
      min={0}
      max={100}
      value={value}
      disabled
      readOnly
      aria-describedby={`modality-${name}-note`}
    />
    <span id={`modality-${name}-note`} className="modality__note">
      {linked ? (
        <Link to="/models" className="modality__link">
          {note}
        </Link>
      ) : (
        note
      )}
    </span>
  </div>
)

/** What the place of a slider says until its model takes part in search. */
const useModelNote = (modality: ModelModality, noun: string): string =>
  useApp('models', (state) => {
    const own = (state.models ?? []).filter((model) => model.modality === modality && model.state === 'installed')
    const active = own.find((model) => model.active)
    if (active !== undefined) return `${active.title}: not part of search yet`
    return own.length > 0 ? `no ${noun} model active` : `no ${noun} model installed`
  })

/** The search field and the place of the three sliders: on every screen, always at the same place. */
export const SearchHeader = ({ fieldRef }: { readonly fieldRef: RefObject<HTMLInputElement | null> }) => {
  const stores = useStores()
  const [location, navigate] = useLocation()
  const [parameters] = useSearchParams()
  const query = useApp('search', (search) => search.query)
  const searching = useApp('search', (search) => search.status === 'searching')
  const pictureNote = useModelNote('visual', 'picture')
  const soundNote = useModelNote('audio', 'sound')
  const onSearch = location === '/search'
  const linked = onSearch ? (parameters.get('q') ?? '') : null
  useEffect(() => {
    // A link, a reload, back or forward: the address says what is searched.
    if (linked !== null && linked !== stores.search.getState().query) stores.search.getState().submit(linked)
  }, [linked, stores])
  const change = (text: string): void => {
    stores.search.getState().type(text)
    navigate(text === '' ? '/search' : `/search?q=${encodeURIComponent(text)}`, { replace: onSearch })
  }
  return (
    <header className="search-header">
      <search className="search-header__field">
        <Search size={16} aria-hidden className="search-header__icon" data-busy={searching} />
        <input
          ref={fieldRef}
          type="search"
          className="search-header__input"
          aria-label="Search captions"
          placeholder="Search what is said and shown in captions"
          spellCheck={false}
          autoComplete="off"
          value={query}
          onChange={(event) => change(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              stores.search.getState().submit(query)
              if (!onSearch) change(query)
            }
            if (event.key === 'Enter' || event.key === 'ArrowDown') {
              event.preventDefault()
              document.querySelector<HTMLElement>('.stage .virtual-grid')?.focus()
            }
            if (event.key === 'Escape') {
              event.preventDefault()
              if (query === '') event.currentTarget.blur()
              else change('')
            }
          }}
        />
        {query === '' ? (
          <kbd>{shownShortcut('search.focus')}</kbd>
        ) : (
          <IconButton
            label="Clear search"
            onClick={() => {
              change('')
              fieldRef.current?.focus()
            }}
          >
            <X size={14} aria-hidden />
          </IconButton>
        )}
      </search>
      <div className="search-header__modalities">
        <Modality name="picture" icon={<Image size={14} aria-hidden />} value={0} note={pictureNote} linked />
        <Modality name="sound" icon={<AudioLines size={14} aria-hidden />} value={0} note={soundNote} linked />
        <Modality
          name="words"
          icon={<CaseSensitive size={14} aria-hidden />}
          value={100}
          note="captions, word for word"
        />
      </div>
    </header>
  )
}
