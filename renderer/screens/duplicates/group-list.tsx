import { type KeyboardEvent, type RefObject, useEffect, useId } from 'react'
import type { DuplicateGroup } from '../../../electron/contract/index.ts'
import { Button } from '../../ui/button.tsx'
import { formatCount } from '../../ui/format.ts'
import { usePagePart } from '../../widgets/page-parts/page-parts.ts'
import { beginText } from './compare-copies.ts'

/** What a group is called: the title of its first scene's video, and how many are like it. */
const likeText = ({ kind, scenes }: DuplicateGroup): string =>
  formatCount(scenes.length - 1, kind === 'duplicate' ? 'duplicate' : 'other take')

/** Groups, one of them chosen; up and down choose another one, left and right another scene of it. */
export const GroupList = ({
  box,
  groups,
  chosen,
  onChoose,
  onStep,
  onMore,
}: {
  readonly box: RefObject<HTMLDivElement | null>
  readonly groups: readonly DuplicateGroup[]
  readonly chosen: number
  readonly onChoose: (place: number) => void
  readonly onStep: (by: 1 | -1) => void
  /** Null: all groups are listed. */
  readonly onMore: (() => void) | null
}) => {
  const baseId = useId()
  usePagePart('list', box)
  useEffect(() => {
    box.current?.children[chosen]?.scrollIntoView({ block: 'nearest' })
  }, [box, chosen])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const last = groups.length - 1
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => onChoose(Math.min(last, chosen + 1)),
      ArrowUp: () => onChoose(Math.max(0, chosen - 1)),
      Home: () => onChoose(0),
      End: () => onChoose(last),
      ArrowRight: () => onStep(1),
      ArrowLeft: () => onStep(-1),
    }
    const move = moves[event.key]
    if (move === undefined) return
    event.preventDefault()
    move()
  }
  return (
    <div className="alike__list">
      <div
        ref={box}
        className="alike__rows"
        role="listbox"
        aria-label="Groups"
        aria-activedescendant={`${baseId}-${chosen}`}
        tabIndex={0}
        data-focus-region="list"
        onKeyDown={onKeyDown}
      >
        {groups.map((group, at) => {
          const [first] = group.scenes
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list box has the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the list box has the focus
            <div
              key={group.id}
              id={`${baseId}-${at}`}
              className="alike-row"
              role="option"
              aria-selected={at === chosen}
              onClick={() => onChoose(at)}
            >
              <span className="alike-row__picture">
                {first?.scene.keyframeUrl == null ? null : <img src={first.scene.keyframeUrl} alt="" loading="lazy" />}
              </span>
              <span className="alike-row__words">
                <span className="alike-row__title" title={first?.videoTitle}>
                  {first?.videoTitle}
                </span>
                <span className="alike-row__count tabular">{first === undefined ? '' : beginText(first)}</span>
                <span className="alike-row__count tabular">{likeText(group)}</span>
              </span>
            </div>
          )
        })}
      </div>
      {onMore === null ? null : (
        <Button tone="quiet" className="alike__more" onClick={onMore}>
          Show more groups
        </Button>
      )}
    </div>
  )
}
