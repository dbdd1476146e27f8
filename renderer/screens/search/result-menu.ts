import type { AppStores } from '../../stores/app-stores.ts'
import { searchPath } from '../../stores/search/search-address.ts'
import type { SearchResult } from '../../stores/search/search-result.ts'
import { formatCount } from '../../ui/format.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { shownShortcut } from '../../widgets/actions/shortcuts.ts'
import type { ResultActions } from './use-result-actions.ts'

/** The menu at a result. */
export const resultMenu = (
  stores: AppStores,
  result: SearchResult | undefined,
  index: number,
  selected: number,
  actions: ResultActions,
): readonly MenuEntry[] => {
  if (result === undefined) {
    return [{ kind: 'item', label: 'Nothing selected', disabled: true, onSelect: () => undefined }]
  }
  const words = result.caption?.text ?? result.excerpt?.text ?? ''
  const copy = (text: string): void => void navigator.clipboard.writeText(text)
  const act = (name: 'similar' | 'more' | 'less' | 'why') => (): void => actions.act(name, index)
  const many = selected > 1 ? ` (${formatCount(selected, 'scene')})` : ''
  return [
    {
      kind: 'item',
      label: 'Open at This Time',
      keys: shownShortcut('video.open'),
      onSelect: () => actions.open(index),
    },
    {
      kind: 'item',
      label: 'Preview',
      keys: shownShortcut('list.preview'),
      onSelect: () => stores.window.getState().open({ kind: 'preview', scope: 'search' }),
    },
    { kind: 'line' },
    { kind: 'item', label: 'Similar Scenes', keys: shownShortcut('search.similar'), onSelect: act('similar') },
    { kind: 'item', label: 'More Like This', keys: shownShortcut('search.moreLike'), onSelect: act('more') },
    { kind: 'item', label: 'Less Like This', keys: shownShortcut('search.lessLike'), onSelect: act('less') },
    {
      kind: 'item',
      label: 'Why This Scene',
      keys: shownShortcut('search.why'),
      disabled: result.hit === null,
      onSelect: act('why'),
    },
    { kind: 'line' },
    { kind: 'item', label: 'Copy Words', disabled: words === '', onSelect: () => copy(words) },
    {
      kind: 'item',
      label: `Copy as Timecodes${many}`,
      keys: shownShortcut('search.copyTimecodes'),
      onSelect: actions.copyTimecodes,
    },
    { kind: 'item', label: `Copy as CSV${many}`, keys: shownShortcut('search.copyCsv'), onSelect: actions.copyCsv },
    {
      kind: 'item',
      label: 'Copy Address of This Search',
      onSelect: () => copy(`${globalThis.location.origin}${searchPath(stores.search.getState().query)}`),
    },
  ]
}
