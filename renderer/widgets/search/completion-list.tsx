import type { Completion } from './use-completions.ts'
import '../../ui/menu.css'

/** The id of one line, for `aria-activedescendant`. */
export const completionId = (listId: string, place: number): string => `${listId}-${place}`

/** What the text of the search field can be completed to; the field keeps the focus. */
export const CompletionList = ({
  id,
  items,
  active,
  onTake,
}: {
  readonly id: string
  readonly items: readonly Completion[]
  readonly active: number
  readonly onTake: (item: Completion) => void
}) => (
  <div id={id} className="menu completions" role="listbox" aria-label="Completions">
    {items.map((item, place) => (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and its keys
      <div
        key={item.key}
        id={completionId(id, place)}
        className="menu__item completions__item"
        role="option"
        aria-selected={place === active}
        tabIndex={-1}
        // The field would lose the focus.
        onPointerDown={(event) => event.preventDefault()}
        onClick={() => onTake(item)}
      >
        <span className="completions__label">{item.label}</span>
        {item.hint === '' ? null : <span className="completions__hint">{item.hint}</span>}
      </div>
    ))}
  </div>
)
