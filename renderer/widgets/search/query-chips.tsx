import { AudioLines, Blend, Film, Image, Minus, Pin, X } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  chipKey,
  chipsOf,
  isPinned,
  onlyFilmOf,
  type QueryChip,
  withOnlyFilm,
  withoutChip,
  withPinTurned,
} from '../../stores/search/search-query.ts'
import { useMomentText } from '../../stores/use-moment-text.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { FilmstripFrame } from '../../ui/filmstrip-frame.tsx'
import { useVideoDetails } from '../details/use-video-details.ts'
import { placeOfChip, SentPicture } from './query-picture.tsx'
import { useSearchControl } from './use-search-control.ts'

/** The frame of a video that a chip stands for, and its timecode. */
const useChipFrame = (part: QueryChip) => {
  const place = placeOfChip(part)
  const timeMs = place?.timeMs ?? null
  const { video: details } = useVideoDetails(place?.videoId ?? null)
  const momentText = useMomentText(details)
  return {
    title: details?.title ?? '',
    text: timeMs === null ? null : momentText(timeMs),
    frame:
      timeMs === null || details?.filmstrip == null ? null : (
        <span className="query-chip__frame frame-box">
          <FilmstripFrame filmstrip={details.filmstrip} timeMs={timeMs} />
        </span>
      ),
  }
}

const Chip = ({
  part,
  pinned,
  onPin,
  onRemove,
}: {
  readonly part: QueryChip
  readonly pinned: boolean
  readonly onPin: () => void
  readonly onRemove: () => void
}) => {
  const shown = useChipFrame(part)
  const reference =
    part.kind === 'sound'
      ? part.sound.reference
      : part.kind === 'picture' && 'reference' in part.picture
        ? part.picture.reference
        : ''
  const name = useApp('queryFiles', (files) => files.names.get(reference))
  const picture = useApp('queryFiles', (files) => files.pictures.get(reference))
  const kinds: Readonly<Record<QueryChip['kind'], { readonly text: string; readonly icon: ReactNode }>> = {
    anchor: { text: `like ${shown.text ?? 'a scene'}`, icon: shown.frame ?? <Blend size={13} aria-hidden /> },
    less: { text: `unlike ${shown.text ?? 'a scene'}`, icon: shown.frame ?? <Minus size={13} aria-hidden /> },
    picture: {
      text: name ?? (shown.text === null ? 'picture' : `frame ${shown.text}`),
      icon:
        picture === undefined ? (
          (shown.frame ?? <Image size={13} aria-hidden />)
        ) : (
          <SentPicture picture={picture} className="query-chip__canvas" />
        ),
    },
    sound: { text: name ?? 'sound', icon: <AudioLines size={13} aria-hidden /> },
    not: { text: `not ${part.kind === 'not' ? part.words : ''}`, icon: <Minus size={13} aria-hidden /> },
  }
  const { text, icon } = kinds[part.kind]
  return (
    <li
      className="query-chip"
      data-kind={part.kind}
      data-pinned={pinned}
      title={shown.title === '' ? text : `${text} · ${shown.title}`}
    >
      {icon}
      <span className="query-chip__text tabular">{text}</span>
      <button
        type="button"
        className="query-chip__pin"
        aria-label={`Pin ${text}`}
        aria-pressed={pinned}
        title={pinned ? 'Stays in the next search. Press to let it go' : 'Keep for the next search'}
        onClick={onPin}
      >
        <Pin size={11} aria-hidden />
      </button>
      <button type="button" className="query-chip__remove" aria-label={`Remove ${text}`} onClick={onRemove}>
        <X size={12} aria-hidden />
      </button>
    </li>
  )
}

/** The one film that is searched; it stays in the next search until it is removed. */
const FilmChip = ({ videoId, onRemove }: { readonly videoId: string; readonly onRemove: () => void }) => {
  const { video } = useVideoDetails(videoId)
  const title = useApp('library', (library) => library.videos.get(videoId)?.title) ?? video?.title ?? 'one video'
  return (
    <li className="query-chip" data-kind="film" data-pinned title={`Only in ${title}`}>
      <Film size={13} aria-hidden />
      <span className="query-chip__text">in {title}</span>
      <button type="button" className="query-chip__remove" aria-label={`Remove in ${title}`} onClick={onRemove}>
        <X size={12} aria-hidden />
      </button>
    </li>
  )
}

/** What a search is made of besides its words: scenes, pictures, sounds, words to avoid. */
export const QueryChips = ({
  selected,
  onRemoved,
}: {
  /** Whether typing now puts a new search in their place: they look selected, but for those that are pinned. */
  readonly selected: boolean
  readonly onRemoved: () => void
}) => {
  const stores = useStores()
  const control = useSearchControl()
  const query = useApp('search', (search) => search.query)
  const sending = useApp('queryFiles', (files) => files.sending)
  const parts = chipsOf(query)
  const film = onlyFilmOf(query)
  if (parts.length === 0 && sending === 0 && film === null) return null
  return (
    <ul className="query-chips" aria-label="Searched by" data-selected={selected}>
      {film === null ? null : (
        <FilmChip
          videoId={film}
          onRemove={() => {
            control.stay(withOnlyFilm(stores.search.getState().query, null))
            onRemoved()
          }}
        />
      )}
      {parts.map((part) => (
        <Chip
          key={chipKey(part)}
          part={part}
          pinned={isPinned(query, part)}
          onPin={() => control.adjust(withPinTurned(stores.search.getState().query, part))}
          onRemove={() => {
            control.go(withoutChip(stores.search.getState().query, part))
            onRemoved()
          }}
        />
      ))}
      {sending === 0 ? null : (
        <li className="query-chip" role="status">
          <span className="query-chip__text">Reading the file …</span>
        </li>
      )}
    </ul>
  )
}
