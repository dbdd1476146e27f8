import type { Model, Space } from '../../../electron/contract/index.ts'
import type { AppStores } from '../../stores/app-stores.ts'
import type { MenuEntry } from '../../ui/menu.tsx'

/** Everything but the main thing that can be done with a model now. */
export const modelMenu = (
  model: Model,
  space: Space | null,
  { modelRequests, window: windowStore }: Pick<AppStores, 'modelRequests' | 'window'>,
): readonly MenuEntry[] => {
  const { act } = modelRequests.getState()
  const { open } = windowStore.getState()
  const hasFiles = model.state === 'installed' || model.state === 'failed'
  const isOwn = model.source !== 'bundled'
  const inUse = space !== null && (space.active || space.building)
  const item = (label: string, onSelect: () => void, danger = false): MenuEntry => ({
    kind: 'item',
    label,
    danger,
    onSelect,
  })
  const usual = [
    ...(isOwn && model.state !== 'installing'
      ? [item('Import from folder…', () => open({ kind: 'model-import', modelId: model.id }))]
      : []),
    ...(model.active ? [item('Deactivate', () => void act('deactivate', model.id))] : []),
    ...(model.state === 'installed' && model.active && model.runner.state !== 'stopped'
      ? [item('Restart runner', () => void act('restart', model.id))]
      : []),
    ...(space !== null && inUse
      ? [
          item('Rebuild vectors…', () =>
            open({ kind: 'model-confirm', act: 'rebuild', modelId: model.id, spaceId: space.id }),
          ),
        ]
      : []),
  ]
  const destructive = [
    ...(space !== null && !inUse && space.present > 0
      ? [
          item(
            'Delete vectors…',
            () => open({ kind: 'model-confirm', act: 'clear', modelId: model.id, spaceId: space.id }),
            true,
          ),
        ]
      : []),
    ...(isOwn && hasFiles
      ? [item('Remove…', () => open({ kind: 'model-confirm', act: 'remove', modelId: model.id, spaceId: null }), true)]
      : []),
  ]
  return usual.length > 0 && destructive.length > 0
    ? [...usual, { kind: 'line' }, ...destructive]
    : [...usual, ...destructive]
}
