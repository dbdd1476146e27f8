import { useQuery } from '@tanstack/react-query'
import { Copy, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { CreatedPanel } from '../../../electron/contract/index.ts'
import { panelsQuery } from '../../queries/panel-queries.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { NamedTextField } from '../../ui/text-field.tsx'
import './panels-section.css'

/** The token of a panel that was just let in. */
const NewToken = ({ panel: { origin, token } }: { readonly panel: CreatedPanel }) => {
  const { toasts } = useStores()
  const copy = (): void => {
    navigator.clipboard.writeText(token).then(
      () => toasts.getState().show({ message: 'The token is copied.' }),
      () => toasts.getState().show({ message: 'The token could not be copied. Select it and copy it yourself.' }),
    )
  }
  return (
    <div className="panel-token" role="status">
      <p className="settings__note">
        Give this token to the panel of {origin}. It is shown only now; a new one ends this one.
      </p>
      <div className="panel-token__line">
        <code className="path selectable">{token}</code>
        <IconButton label="Copy the token" onClick={copy}>
          <Copy size={16} aria-hidden />
        </IconButton>
      </div>
    </div>
  )
}

/** Pages of other programs that may use the library, each with a token of its own. None is let in unless a person does. */
export const PanelsSection = () => {
  const { client, panels: actions } = useStores()
  const connection = useApp('status', (status) => status.connection)
  const { data: panels = [] } = useQuery({
    ...panelsQuery(client),
    enabled: connection === 'online',
    refetchOnMount: 'always',
  })
  const [origin, setOrigin] = useState('')
  const [problem, setProblem] = useState('')
  const [created, setCreated] = useState<CreatedPanel | null>(null)
  const letIn = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const answer = await actions.letIn(origin.trim())
    if (typeof answer === 'string') {
      setProblem(answer)
      return
    }
    setOrigin('')
    setCreated(answer)
  }
  return (
    <section className="settings__section">
      <h2>Panels of other programs</h2>
      <form className="panels__form" onSubmit={(event) => void letIn(event)}>
        <p className="settings__note">
          A page inside an editor may search this library, show its pictures and ask for exports, once you let its
          address in here. It can change nothing else.
        </p>
        <div className="panels__field">
          <NamedTextField
            label="Address of the page"
            className="path"
            value={origin}
            problem={problem}
            spellCheck={false}
            placeholder="https://panel.example"
            onChange={(event) => {
              setOrigin(event.target.value)
              setProblem('')
            }}
          />
          <Button type="submit" disabled={origin.trim() === ''}>
            Let in
          </Button>
        </div>
      </form>
      {created === null ? null : <NewToken panel={created} />}
      {panels.length === 0 ? null : (
        <ul className="panels" aria-label="Panels that are let in">
          {panels.map((panel) => (
            <li key={panel.id} className="panels__row">
              <span className="path selectable">{panel.origin}</span>
              <span className="settings__note">since {new Date(panel.createdAt).toLocaleDateString()}</span>
              <IconButton
                label={`Let ${panel.origin} in no longer`}
                onClick={() => {
                  if (created?.origin === panel.origin) setCreated(null)
                  void actions.remove(panel)
                }}
              >
                <X size={16} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
