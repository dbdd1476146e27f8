import { ImagePlus, Search, X } from 'lucide-react'
import { type DragEvent, type KeyboardEvent, type RefObject, useId, useRef, useState } from 'react'
import { purposeOf } from '../../stores/search/dropped-purpose.ts'
import { splitFinishedNegatives, splitNegatives } from '../../stores/search/negative-words.ts'
import {
  asksNothing,
  chipsOf,
  cleared,
  newSearch,
  onlyFilmOf,
  type SearchQuery,
  withOnlyFilm,
  withoutChip,
} from '../../stores/search/search-query.ts'
import { isExact } from '../../stores/search/search-request.ts'
import { useSearchStatus } from '../../stores/use-server.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { IconButton } from '../../ui/button.tsx'
import { shownShortcut } from '../actions/shortcuts.ts'
import { useAction } from '../actions/use-action.ts'
import { focusInPlace, usePagePart, usePageParts } from '../page-parts/page-parts.ts'
import { CompletionList, completionId } from './completion-list.tsx'
import { QueryChips } from './query-chips.tsx'
import { holdsScene, takeScene } from './scene-transfer.ts'
import { type SearchMenu, SearchMenus } from './search-menus.tsx'
import { type Completion, useCompletions } from './use-completions.ts'
import { useSearchControl } from './use-search-control.ts'
import { useTypingOver } from './use-typing-over.ts'
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
  const [menu, setMenu] = useState<SearchMenu | null>(null)
  const file = useRef<HTMLInputElement>(null)
  const box = useRef<HTMLElement>(null)
  const listId = useId()
  const completions = useCompletions()
  const typingOver = useTypingOver(fieldRef)
  usePagePart('searchField', box)
  const parts = usePageParts()
  const film = onlyFilmOf(query)
  const isEmpty = asksNothing(query) && query.not.length === 0 && film === null
  const { items, active } = completions
  useAction('search.byFile', () => file.current?.click())

  const withTaken = (
    from: SearchQuery,
    text: string,
    take: (text: string) => { words: string; not: readonly string[] },
  ): SearchQuery => {
    if (exact) return { ...from, words: text }
    const { words, not } = take(text)
    return { ...from, words, not: [...new Set([...from.not, ...not])] }
  }
  const take = ({ completed, videoId }: Completion): void => {
    const next: SearchQuery = { ...query, words: completed.typed }
    control.type(videoId === undefined ? next : withOnlyFilm(next, videoId))
    completions.close()
    // The caret goes where typing goes on, once the text is there.
    requestAnimationFrame(() => fieldRef.current?.setSelectionRange(completed.caret, completed.caret))
  }
  /** Keys of the list of completions, while there is one; whether the key was one of them. */
  const onListKey = ({ key }: KeyboardEvent): boolean => {
    if (items.length === 0) return false
    const chosen = items[active]
    if (key === 'ArrowDown') completions.choose(active + 1 >= items.length ? 0 : active + 1)
    else if (key === 'ArrowUp') completions.choose(active <= 0 ? items.length - 1 : active - 1)
    else if (key === 'Escape') completions.close()
    else if ((key === 'Enter' || key === 'Tab') && chosen !== undefined) take(chosen)
    else return false
    return true
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const { key, currentTarget } = event
    if (event.nativeEvent.isComposing) return
    if (onListKey(event)) {
      event.preventDefault()
      return
    }
    if (typingOver.onKey(event)) {
      event.preventDefault()
      control.type(newSearch(query, ''))
      return
    }
    if (key === 'Enter') control.go(withTaken(query, query.words, splitNegatives))
    if (key === 'ArrowDown' && isEmpty) {
      event.preventDefault()
      setMenu('recent')
    } else if (key === 'Enter' || key === 'ArrowDown') {
      event.preventDefault()
      completions.close()
      if (parts !== null) focusInPlace(parts.list ?? parts.stage)
    }
    if (key === 'Escape') {
      event.preventDefault()
      if (isEmpty) currentTarget.blur()
      else control.type(cleared(query))
    }
    const last = chipsOf(query).at(-1)
    if (key === 'Backspace' && currentTarget.value === '' && (last !== undefined || film !== null)) {
      event.preventDefault()
      if (last === undefined) control.stay(withOnlyFilm(query, null))
      else control.go(withoutChip(query, last))
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
      <QueryChips selected={typingOver.isOver} onRemoved={typingOver.focus} />
      <input
        ref={fieldRef}
        type="text"
        role="combobox"
        enterKeyHint="search"
        className="search-header__input"
        aria-label="Search"
        aria-autocomplete="list"
        aria-expanded={items.length > 0}
        aria-controls={items.length > 0 ? listId : undefined}
        aria-activedescendant={active < 0 ? undefined : completionId(listId, active)}
        placeholder={
          chipsOf(query).length > 0
            ? 'and words …'
            : film === null
              ? 'Search words, paste or drop an image or sound …'
              : 'Search in this film …'
        }
        spellCheck={false}
        autoComplete="off"
        dir="auto"
        value={query.words}
        onFocus={() => {
          stores.searchAbilities.prepare()
          typingOver.onFocus()
        }}
        onBlur={() => {
          completions.close()
          typingOver.onBlur()
        }}
        onPointerDown={typingOver.onPointerDown}
        onSelect={typingOver.onSelect}
        onChange={({ target }) => {
          const from = typingOver.take(target.value) ? newSearch(query, '') : query
          control.type(withTaken(from, target.value, splitFinishedNegatives))
          completions.look(target.value, target.selectionStart ?? target.value.length)
        }}
        onKeyDown={onKeyDown}
      />
      {items.length === 0 ? null : <CompletionList id={listId} items={items} active={active} onTake={take} />}
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
            control.type(cleared(query))
            typingOver.focus()
          }}
        >
          <X size={14} aria-hidden />
        </IconButton>
      )}
      <IconButton label="Search by a picture or sound…" onClick={() => file.current?.click()}>
        <ImagePlus size={15} aria-hidden />
      </IconButton>
      <SearchMenus open={menu} onOpen={setMenu} onDone={typingOver.focus} />
    </search>
  )
}
