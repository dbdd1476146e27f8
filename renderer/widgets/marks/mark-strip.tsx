import { Flag, FolderHeart, Star, X } from 'lucide-react'
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

const binsText = (bins: number): string => (bins === 0 ? '' : bins === 1 ? 'in a bin' : `in ${bins} bins`)

/** Stars, flag, label and bins of a card in one line; nothing where nothing is said. */
export const MarkStrip = ({ mark, bins = 0 }: { readonly mark: Shown | undefined; readonly bins?: number }) => {
  const text = [mark === undefined ? '' : markText(mark), binsText(bins)].filter((part) => part !== '').join(', ')
  if (text === '') return null
  const { rating = null, flag = null, label = null } = mark ?? {}
  const stars = Array.from({ length: rating ?? 0 }, (_, index) => index)
  return (
    <span className="mark-strip" role="img" aria-label={text} title={text}>
      {flag === null ? null : (
        <span className="mark-strip__flag" data-flag={flag}>
          {flag === 'pick' ? <Flag size={11} aria-hidden /> : <X size={12} aria-hidden />}
        </span>
      )}
      {stars.length === 0 ? null : (
        <span className="mark-strip__stars">
          {stars.map((index) => (
            <Star key={index} size={10} aria-hidden />
          ))}
        </span>
      )}
      {label === null ? null : <span className="mark-strip__label" data-label={label} />}
      {bins === 0 ? null : (
        <span className="mark-strip__bins tabular">
          <FolderHeart size={11} aria-hidden />
          {bins === 1 ? '' : bins}
        </span>
      )}
    </span>
  )
}
