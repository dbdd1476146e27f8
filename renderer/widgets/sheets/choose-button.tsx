import { useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'

/** Opens the desktop's dialog for a path; nothing in a browser, which does not tell paths. */
export const ChooseButton = ({
  kind,
  onChosen,
}: {
  readonly kind: 'files' | 'folder'
  /** Given the first of the paths; not called when none was chosen. */
  readonly onChosen: (path: string) => void
}) => {
  const { desktop } = useStores()
  if (desktop === null) return null
  return (
    <Button
      onClick={() =>
        void desktop.openDialog(kind).then(([chosen]) => {
          if (chosen !== undefined) onChosen(chosen)
        })
      }
    >
      Choose…
    </Button>
  )
}
