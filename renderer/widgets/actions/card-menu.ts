import { type ActionData, type ActionId, actionOf, cardActions } from '../../../electron/contract/actions.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { shownShortcut } from './shortcuts.ts'

/**
 * What can be done with the cards that are selected, by action: null where it cannot be done now, absent where it is not
 * done to such cards at all.
 */
export type CardRuns = Readonly<Partial<Record<ActionId, (() => void) | null>>>

/** What an action is called where it is done to so many cards. */
export const cardLabel = ({ label, card }: ActionData, count: number): string =>
  count > 1 && card?.many !== undefined ? card.many.replace('{count}', count.toLocaleString()) : label

/** The menu of `count` cards: the lines of the table of actions, those that are not done to such cards left out. */
export const cardMenu = (runs: CardRuns, count: number): readonly MenuEntry[] => {
  const lines = cardActions.filter(({ id }) => runs[id] !== undefined)
  return lines.flatMap((action, index): readonly MenuEntry[] => {
    const run = runs[action.id] ?? null
    const isNewPart = index > 0 && lines[index - 1]?.card?.part !== action.card?.part
    return [
      ...(isNewPart ? [{ kind: 'line' } as const] : []),
      {
        kind: 'item',
        label: cardLabel(action, count),
        keys: shownShortcut(action.id),
        disabled: run === null,
        ...(action.card?.danger === true ? { danger: true } : {}),
        onSelect: () => run?.(),
      },
    ]
  })
}

/** The label of one action for so many cards, for buttons. */
export const cardLabelOf = (id: ActionId, count: number): string => cardLabel(actionOf[id], count)
