import { Flag as FlagIcon, Star, Tag, X } from 'lucide-react'
import { useState } from 'react'
import { type Flag, flagSchema, type Label, labelColours } from '../../../electron/contract/index.ts'
import { IconButton } from '../../ui/button.tsx'
import { FilterPopover } from './filter-forms.tsx'
import { flagNames } from './mark-filter-text.ts'
import { TagsForm } from './tags-form.tsx'
import '../marks/mark-strip.css'
import './mark-filter-bar.css'

/** What is asked of marks; empty lists and missing values ask nothing. */
export interface MarksAsked {
  readonly minRating?: number | undefined
  readonly maxRating?: number | undefined
  readonly flag?: Flag | undefined
  readonly labels: readonly Label[]
  readonly tags: readonly string[]
}

const stars = [1, 2, 3, 4, 5] as const

/** Whether the stars of the bar show all that is asked of ratings; “from 2 to 3” needs a chip. */
export const isShownByStars = ({ minRating, maxRating }: Pick<MarksAsked, 'minRating' | 'maxRating'>): boolean =>
  minRating !== undefined && minRating > 0 && (maxRating === undefined || maxRating === 5)

/** Filters by marks, a press each: so many stars or more, picked or rejected, colour labels, tags. */
export const MarkFilterBar = ({
  asked,
  onAsk,
}: {
  readonly asked: MarksAsked
  readonly onAsk: (asked: MarksAsked) => void
}) => {
  const [choosesTags, setChoosesTags] = useState(false)
  const least = isShownByStars(asked) ? (asked.minRating ?? 0) : 0
  const tagButton = (
    <IconButton label="Filter by tags" pressed={asked.tags.length > 0} onClick={() => setChoosesTags(true)}>
      <Tag size={14} aria-hidden />
    </IconButton>
  )
  return (
    <fieldset className="mark-filters">
      <legend className="visually-hidden">Filter by marks</legend>
      <span className="mark-filters__group">
        {stars.map((count) => (
          <IconButton
            key={count}
            label={count === 1 ? '1 star and more' : count === 5 ? '5 stars' : `${count} stars and more`}
            pressed={least === count}
            className="mark-filters__star"
            data-on={count <= least}
            onClick={() => onAsk({ ...asked, minRating: least === count ? undefined : count, maxRating: undefined })}
          >
            <Star size={14} aria-hidden />
          </IconButton>
        ))}
      </span>
      <span className="mark-filters__group">
        {flagSchema.options.map((flag) => (
          <IconButton
            key={flag}
            label={flagNames[flag]}
            pressed={asked.flag === flag}
            onClick={() => onAsk({ ...asked, flag: asked.flag === flag ? undefined : flag })}
          >
            {flag === 'pick' ? <FlagIcon size={14} aria-hidden /> : <X size={15} aria-hidden />}
          </IconButton>
        ))}
      </span>
      <span className="mark-filters__group">
        {labelColours.map((label) => (
          <IconButton
            key={label}
            label={`Label ${label}`}
            pressed={asked.labels.includes(label)}
            className="mark-filters__label"
            onClick={() =>
              onAsk({
                ...asked,
                labels: labelColours.filter((each) => (each === label) !== asked.labels.includes(each)),
              })
            }
          >
            <span className="mark-label" data-label={label} aria-hidden />
          </IconButton>
        ))}
      </span>
      {choosesTags ? (
        <FilterPopover label="Tags" onClose={() => setChoosesTags(false)} trigger={tagButton}>
          <TagsForm
            chosen={asked.tags}
            onDone={(tags) => {
              onAsk({ ...asked, tags })
              setChoosesTags(false)
            }}
          />
        </FilterPopover>
      ) : (
        tagButton
      )}
    </fieldset>
  )
}
