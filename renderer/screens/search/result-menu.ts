import { actionOf } from '../../../electron/contract/actions.ts'
import type { AppStores } from '../../stores/app-stores.ts'
import { searchPath } from '../../stores/search/search-address.ts'
import type { SearchResult } from '../../stores/search/search-result.ts'
import { formatCount } from '../../ui/format.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { actionEntry } from '../../widgets/actions/action-entry.ts'
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
    actionEntry('video.open', () => actions.open(index), { label: 'Open at This Time' }),
    ...(result.hit?.followedBy === undefined
      ? []
      : [{ kind: 'item' as const, label: 'Open What Follows', onSelect: () => actions.act('then', index) }]),
    actionEntry('list.preview', () => stores.window.getState().open({ kind: 'preview', scope: 'search' })),
    { kind: 'line' },
    actionEntry('search.similar', act('similar')),
    actionEntry('search.moreLike', act('more')),
    actionEntry('search.lessLike', act('less')),
    actionEntry('search.why', result.hit === null ? null : act('why')),
    actionEntry('video.setPoster', result.cut === null ? null : actions.setPoster),
    { kind: 'line' },
    { kind: 'item', label: 'Copy Words', disabled: words === '', onSelect: () => copy(words) },
    actionEntry('search.copyTimecodes', actions.copyTimecodes, {
      label: `${actionOf['search.copyTimecodes'].label}${many}`,
    }),
    actionEntry('search.copyCsv', actions.copyCsv, { label: `${actionOf['search.copyCsv'].label}${many}` }),
    {
      kind: 'item',
      label: 'Copy Address of This Search',
      onSelect: () => copy(`${globalThis.location.origin}${searchPath(stores.search.getState().query)}`),
    },
  ]
}
