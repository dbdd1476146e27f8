import { Check, CircleAlert, Terminal } from 'lucide-react'
import type { Runtime } from '../../../electron/contract/index.ts'
import { runtimeKey } from '../../stores/model-requests-store.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { formatBytes } from '../../ui/format.ts'
import { ProgressLine } from '../../ui/state-chip.tsx'
import { runtimeText } from './model-words.ts'

const titles: Readonly<Record<Runtime['state'], string>> = {
  absent: 'Python is not set up yet',
  installing: 'Setting up Python',
  ready: 'Python is ready',
  failed: 'Python could not be set up',
}

const RuntimeIcon = ({ state }: Pick<Runtime, 'state'>) => {
  switch (state) {
    case 'ready':
      return <Check size={16} aria-hidden className="runtime__ready" />
    case 'failed':
      return <CircleAlert size={16} aria-hidden className="runtime__failed" />
    case 'absent':
    case 'installing':
      return <Terminal size={16} aria-hidden className="runtime__quiet" />
  }
}

/** The Python environment that runs the models: what it needs, how far it is, or what it is. */
export const RuntimeLine = ({ runtime }: { readonly runtime: Runtime }) => {
  const stores = useStores()
  const refusal = useApp('modelRequests', (state) => state.refusals.get(runtimeKey))
  const busy = useApp('modelRequests', (state) => state.busy.has(runtimeKey))
  const free = useApp('status', (status) => status.stats?.diskFreeBytes ?? null)
  const lacksRoom = runtime.state !== 'ready' && free !== null && free < runtime.diskNeededBytes
  const { setUpRuntime, cancelRuntime } = stores.modelRequests.getState()
  return (
    <section className="runtime" aria-label="Python environment" data-state={runtime.state}>
      <RuntimeIcon state={runtime.state} />
      <div className="runtime__words">
        <p role="status">
          <strong>{titles[runtime.state]}</strong>
          <span className="runtime__detail tabular selectable">{runtimeText(runtime)}</span>
        </p>
        {runtime.state === 'installing' ? <ProgressLine fraction={runtime.progress?.fraction ?? 0} /> : null}
        {lacksRoom && free !== null ? (
          <p className="runtime__warning">Only {formatBytes(free)} are free on the library’s disk.</p>
        ) : null}
        {refusal === undefined ? null : (
          <p className="runtime__warning selectable" role="alert">
            {refusal.message} {refusal.remedy}
          </p>
        )}
      </div>
      {runtime.state === 'absent' || runtime.state === 'failed' ? (
        <Button
          tone={runtime.state === 'failed' ? 'primary' : 'plain'}
          disabled={busy}
          onClick={() => void setUpRuntime()}
        >
          {runtime.state === 'failed' ? 'Try again' : 'Set up now'}
        </Button>
      ) : runtime.state === 'installing' ? (
        <Button disabled={busy} aria-label="Cancel setting up Python" onClick={() => void cancelRuntime()}>
          Cancel
        </Button>
      ) : null}
    </section>
  )
}
