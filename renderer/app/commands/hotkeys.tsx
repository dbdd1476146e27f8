import { useEffect, useRef } from 'react'
import { type KeybindingPress, matchKeybindingPress, parseKeybinding } from 'tinykeys'
import { useLocation } from 'wouter'
import { type ActionId, actions as actionTable } from '../../../electron/contract/actions.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { tinykeysOf } from '../../widgets/actions/shortcuts.ts'
import { usePageParts } from '../../widgets/page-parts/page-parts.ts'
import { decideKey, type PressedKey } from './key-law.ts'
import { keyPlaceOf } from './key-place.ts'

interface Shortcut {
  readonly id: ActionId
  readonly accelerator: string
  readonly press: KeybindingPress
}

const shortcuts: readonly Shortcut[] = actionTable.flatMap(({ id, accelerators }) =>
  accelerators.flatMap((accelerator) =>
    parseKeybinding(tinykeysOf(accelerator)).map((press) => ({ id, accelerator, press })),
  ),
)

const pressedKeyOf = (event: KeyboardEvent): PressedKey => {
  const typesByAlt = event.getModifierState('AltGraph')
  return {
    key: event.key,
    command: (event.ctrlKey || event.metaKey || event.altKey) && !typesByAlt,
    composing: event.isComposing,
    matches: shortcuts.filter(({ press }) => matchKeybindingPress(event, press)),
  }
}

/** Gives every key its meaning (see key-law.ts): actions of the table, and typing that begins a search. */
export const Hotkeys = ({ beginSearch }: { readonly beginSearch: () => void }) => {
  const { actions, desktop, window: windowStore } = useStores()
  const parts = usePageParts()
  const [location, navigate] = useLocation()
  const shown = useRef(location)
  shown.current = location
  useEffect(() => {
    let isSpaceTaken = false
    const onKeyDown = (event: KeyboardEvent): void => {
      isSpaceTaken = false
      if (event.defaultPrevented) return
      const target = event.target instanceof Element && event.target !== document.body ? event.target : null
      const place = keyPlaceOf(target ?? document.activeElement, {
        location: shown.current,
        isSheetOpening: windowStore.getState().sheet !== null,
        isByTab: (element) => parts?.byTab.has(element) === true,
      })
      const { isEnabled, run } = actions.getState()
      const decision = decideKey(pressedKeyOf(event), place, isEnabled)
      if (decision.kind === 'begin-search') beginSearch()
      if (decision.kind !== 'action') return
      event.preventDefault()
      isSpaceTaken = event.key === ' '
      run(decision.id)
    }
    // Some browsers press a button when the space bar is let go, whatever became of its press.
    const onKeyUp = (event: KeyboardEvent): void => {
      if (isSpaceTaken && event.key === ' ') event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    window.addEventListener('keyup', onKeyUp)
    return () => {
      window.removeEventListener('keydown', onKeyDown)
      window.removeEventListener('keyup', onKeyUp)
    }
  }, [actions, windowStore, parts, beginSearch])
  useEffect(() => {
    if (desktop === null) return
    const stopMenu = desktop.onMenuAction((id) => actions.getState().run(id))
    const stopPlaces = desktop.onPlaceOpened((path) => navigate(path))
    const tell = (): void => {
      const { entries } = actions.getState()
      const usable = actionTable.filter(({ id }) => entries.has(id)).map(({ id }) => id)
      desktop.setMenuState({
        enabled: usable,
        checked: usable.filter((id) => entries.get(id)?.at(-1)?.checked === true),
      })
    }
    tell()
    const stopStore = actions.subscribe((state, before) => {
      if (state.entries !== before.entries) tell()
    })
    return () => {
      stopMenu()
      stopPlaces()
      stopStore()
    }
  }, [desktop, actions, navigate])
  return null
}
