import { useLocation } from 'wouter'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { formatCount } from '../../ui/format.ts'
import { Message } from '../../ui/message.tsx'
import { nearbyQueries } from './nearby-queries.ts'

const forms: readonly (readonly [string, string])[] = [
  ['red bridge', 'both words in the same caption, in any order'],
  ['"red bridge"', 'exactly these words, one after the other'],
  ['bridg*', 'words that begin so: bridge, bridges …'],
]

/** What one can type, before anything was typed. */
export const SearchHints = () => {
  const captions = useApp('status', (status) => status.stats?.captions ?? null)
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
  const [, navigate] = useLocation()
  const captions = useApp('status', (status) => status.stats?.captions ?? 0)
  return (
    <Message
      title={`No caption has ${query.includes(' ') ? 'all of ' : ''}“${query}”`}
      detail={
        captions === 0
          ? 'No video has captions yet: they are read from subtitles inside a video and from .srt or .vtt files beside it.'
          : 'Only words in captions are searched now; what is seen or heard needs a picture or sound model.'
      }
    >
      {captions === 0
        ? null
        : nearbyQueries(query).map((nearby) => (
            <Button
              key={nearby}
              onClick={() => {
                stores.search.getState().submit(nearby)
                navigate(`/search?q=${encodeURIComponent(nearby)}`)
              }}
            >
              {nearby}
            </Button>
          ))}
    </Message>
  )
}
