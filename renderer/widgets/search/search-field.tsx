import { History, ImagePlus, Search, X } from 'lucide-react'
import { type DragEvent, type KeyboardEvent, type RefObject, useRef, useState } from 'react'
import { purposeOf } from '../../stores/search/dropped-purpose.ts'
import { splitFinishedNegatives, splitNegatives } from '../../stores/search/negative-words.ts'
import {
  asksNothing,
  chipsOf,
  type SearchQuery,
  withoutChip,
  withoutIngredients,
} from '../../stores/search/search-query.ts'
import { isExact } from '../../stores/search/search-request.ts'
import { useSearchStatus } from '../../stores/use-server.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { IconButton } from '../../ui/button.tsx'
import { shownShortcut } from '../actions/shortcuts.ts'
import { useAction } from '../actions/use-action.ts'
import { focusInPlace, usePagePart, usePageParts } from '../page-parts/page-parts.ts'
import { QueryChips } from './query-chips.tsx'
import { RecentMenu } from './recent-menu.tsx'
import { holdsScene, takeScene } from './scene-transfer.ts'
import { useSearchControl } from './use-search-control.ts'
import './search-header.css'
import './search-field.css'

/** The search field: words as text, everything else as chips; takes pasted and dropped pictures, sounds and scenes. */
export const SearchField = ({ fieldRef }: { readonly fieldRef: RefObject<HTMLInputElement | null> }) => {
  const stores = useStores()
  const control = useSearchControl()
  const query = useApp('search', (search) => search.query)
  const searching = useApp('search', (search) => search.status === 'searching')
  const exact = useSearchStatus((status) => isExact(query, status))
  const [over, setOver] = useState(false)
  const [recentOpen, setRecentOpen] = useState<boolean | null>(null)
  const file = useRef<HTMLInputElement>(null)
  const box = useRef<HTMLElement>(null)
  usePagePart('searchField', box)
  const parts = usePageParts()
  const isEmpty = asksNothing(query) && query.not.length === 0
  const focusField = (): void => fieldRef.current?.focus()
  useAction('search.byFile', () => file.current?.click())

  const withTaken = (text: string, take: (text: string) => { words: string; not: readonly string[] }): SearchQuery => {
    if (exact) return { ...query, words: text }
    const { words, not } = take(text)
    return { ...query, words, not: [...new Set([...query.not, ...not])] }
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const { key, currentTarget } = event
    if (key === 'Enter' && !event.nativeEvent.isComposing) control.go(withTaken(query.words, splitNegatives))
    if (key === 'ArrowDown' && isEmpty) {
      event.preventDefault()
      setRecentOpen(true)
    } else if (key === 'Enter' || key === 'ArrowDown') {
      event.preventDefault()
      if (parts !== null) focusInPlace(parts.list ?? parts.stage)
    }
    if (key === 'Escape') {
      event.preventDefault()
      if (isEmpty) currentTarget.blur()
      else control.type(withoutIngredients(query))
    }
    const last = chipsOf(query).at(-1)
    if (key === 'Backspace' && currentTarget.value === '' && last !== undefined) {
      event.preventDefault()
      control.go(withoutChip(query, last))
    }
  }
  const takes = (event: DragEvent): boolean =>
    holdsScene(event.dataTransfer) ||
    (event.dataTransfer.types.includes('Files') &&
      purposeOf(
        [...event.dataTransfer.items].map(({ type }) => type),
        true,
      ) === 'search')
  return (
    <search
      ref={box}
      className="search-header__field"
      data-over={over}
      onDragEnter={(event) => {
        if (takes(event)) setOver(true)
      }}
      onDragOver={(event) => {
        if (!takes(event)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
      }}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setOver(false)
      }}
      onDrop={(event) => {
        setOver(false)
        const anchor = holdsScene(event.dataTransfer) ? takeScene(event.dataTransfer) : null
        if (anchor === null) return
        event.preventDefault()
        control.add(anchor, 'anchors')
      }}
    >
      <Search size={16} aria-hidden className="search-header__icon" data-busy={searching} />
      <QueryChips onRemoved={focusField} />
      <input
        ref={fieldRef}
        type="search"
        className="search-header__input"
        aria-label="Search"
        placeholder={chipsOf(query).length > 0 ? 'and words …' : 'Search words, paste or drop an image or sound …'}
        spellCheck={false}
        autoComplete="off"
        value={query.words}
        onFocus={() => stores.searchAbilities.prepare()}
        onChange={(event) => control.type(withTaken(event.target.value, splitFinishedNegatives))}
        onKeyDown={onKeyDown}
      />
      <input
        ref={file}
        type="file"
        hidden
        multiple
        accept="image/*,audio/*"
        aria-label="Picture or sound to search by"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])]
          // Choosing the same file again is a change too.
          event.target.value = ''
          control.addFiles(files)
        }}
      />
      {isEmpty ? (
        <kbd>{shownShortcut('search.focus')}</kbd>
      ) : (
        <IconButton
          label="Clear search"
          onClick={() => {
            control.type(withoutIngredients(query))
            focusField()
          }}
        >
          <X size={14} aria-hidden />
        </IconButton>
      )}
      <IconButton label="Search by a picture or sound…" onClick={() => file.current?.click()}>
        <ImagePlus size={15} aria-hidden />
      </IconButton>
      {recentOpen === null ? (
        <IconButton label="Recent and saved searches" aria-haspopup="menu" onClick={() => setRecentOpen(true)}>
          <History size={15} aria-hidden />
        </IconButton>
      ) : (
        <RecentMenu open={recentOpen} onOpen={setRecentOpen} onDone={focusField} />
      )}
    </search>
  )
}
