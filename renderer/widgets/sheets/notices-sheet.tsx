import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import '../problems/problem-row.css'

/** What has happened to the library, in full, until a person has read and dismissed it. */
export const NoticesSheet = () => {
  const stores = useStores()
  const stats = useApp('status', (status) => status.stats)
  const notices = stats?.notices.flatMap(({ id, ...notice }) => (id === undefined ? [] : [{ id, ...notice }])) ?? []
  const { close } = stores.window.getState()
  const dismiss = (id: string, isLast: boolean): void => {
    void stores.status.getState().dismissNotice(id)
    if (isLast) close()
  }
  return (
    <Sheet title="What happened to the library" size="large" onClose={close}>
      {notices.length === 0 ? (
        <p className="problem__remedy">There are no messages.</p>
      ) : (
        <ul>
          {notices.map(({ id, message, remedy }) => (
            <li key={id} className="problem">
              <div className="problem__words selectable">
                <p className="problem__name">{message}</p>
                <p className="problem__remedy">{remedy}</p>
              </div>
              <div className="problem__buttons">
                <Button onClick={() => dismiss(id, notices.length === 1)}>Dismiss</Button>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Sheet>
  )
}
