import { takesMeaning } from '../../stores/search/search-request.ts'
import { useSearchStatus } from '../../stores/use-server.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { formatCount } from '../../ui/format.ts'
import { Message } from '../../ui/message.tsx'
import { useSearchControl } from '../../widgets/search/use-search-control.ts'
import { nearbyQueries } from './nearby-queries.ts'

const meanings: readonly (readonly [string, string])[] = [
  ['a red circle', 'scenes that look or sound like it, or speak of it'],
  ['beach -people', 'without what stands behind the minus'],
  ['a picture, a sound', 'pasted, dropped, or chosen with the button in the field'],
  ['Similar', 'on any scene: more like it'],
]

const forms: readonly (readonly [string, string])[] = [
  ['red bridge', 'both words in the same caption, in any order'],
  ['"red bridge"', 'exactly these words, one after the other'],
  ['bridg*', 'words that begin so: bridge, bridges …'],
]

/** What one can type, before anything was typed. */
export const SearchHints = () => {
  const captions = useApp('status', (status) => status.stats?.captions ?? null)
  const byMeaning = useSearchStatus(takesMeaning)
  if (byMeaning) {
    return (
      <div className="hints">
        <h1 className="hints__title">Find any moment</h1>
        <p className="hints__lead">
          Say what is seen, heard or said. The sliders decide what counts most; every result tells why it was found.
        </p>
        <dl>
          {meanings.map(([form, meaning]) => (
            <div key={form} className="hints__row">
              <dt>{form}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </div>
    )
  }
  return (
    <div className="hints">
      <h1 className="hints__title">Search what is said</h1>
      <p className="hints__lead">
        {captions === null || captions > 0
          ? `Type words from the captions${captions === null ? '' : `: ${formatCount(captions, 'caption')} can be searched`}. Results appear as you type, and play when the pointer rests on them.`
          : 'No captions yet. They are read from subtitles inside a video and from .srt or .vtt files beside it.'}
      </p>
      <dl>
        {forms.map(([form, meaning]) => (
          <div key={form} className="hints__row">
            <dt>{form}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

/** Why nothing was found, and the nearest things to try. */
export const NoResult = ({ query }: { readonly query: string }) => {
  const stores = useStores()
  const control = useSearchControl()
  const byMeaning = useSearchStatus(takesMeaning)
  const captions = useApp('status', (status) => status.stats?.captions ?? 0)
  return (
    <Message
      title={`No caption has ${query.includes(' ') ? 'all of ' : ''}“${query}”`}
      detail={
        captions === 0
          ? 'No video has captions yet: they are read from subtitles inside a video and from .srt or .vtt files beside it.'
          : byMeaning
            ? 'Exact words are searched in captions only.'
            : 'Only words in captions are searched now; what is seen or heard needs a picture or sound model.'
      }
    >
      {byMeaning ? (
        <Button onClick={() => control.adjust({ ...stores.search.getState().query, exact: false })}>
          Search by meaning
        </Button>
      ) : null}
      {captions === 0
        ? null
        : nearbyQueries(query).map((nearby) => (
            <Button key={nearby} onClick={() => control.adjust({ ...stores.search.getState().query, words: nearby })}>
              {nearby}
            </Button>
          ))}
    </Message>
  )
}
