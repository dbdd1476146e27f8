import { Flag, Star, X } from 'lucide-react'
import type { MarkValues } from '../../../electron/contract/index.ts'
import './mark-strip.css'

type Shown = Pick<MarkValues, 'rating' | 'flag' | 'label'>

/** What a mark says in words, for those who do not see it. */
export const markText = ({ rating, flag, label }: Shown): string =>
  [
    rating === null || rating === 0 ? '' : `${rating} of 5 stars`,
    flag === 'pick' ? 'picked' : flag === 'reject' ? 'rejected' : '',
    label === null ? '' : `${label} label`,
  ]
    .filter((part) => part !== '')
    .join(', ')

/** Stars, flag and label of a card in one line; nothing where nothing is said. */
export const MarkStrip = ({ mark }: { readonly mark: Shown | undefined }) => {
  if (mark === undefined || markText(mark) === '') return null
  const stars = Array.from({ length: mark.rating ?? 0 }, (_, index) => index)
  return (
    <span className="mark-strip" role="img" aria-label={markText(mark)} title={markText(mark)}>
      {mark.flag === null ? null : (
        <span className="mark-strip__flag" data-flag={mark.flag}>
          {mark.flag === 'pick' ? <Flag size={11} aria-hidden /> : <X size={12} aria-hidden />}
        </span>
      )}
      {stars.length === 0 ? null : (
        <span className="mark-strip__stars">
          {stars.map((index) => (
            <Star key={index} size={10} aria-hidden />
          ))}
        </span>
      )}
      {mark.label === null ? null : <span className="mark-strip__label" data-label={mark.label} />}
    </span>
  )
}
