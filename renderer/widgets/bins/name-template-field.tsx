import { clipFileName, nameTokens, templateProblem } from '../../../electron/contract/index.ts'
import { NamedTextField } from '../../ui/text-field.tsx'
import './bins.css'

/** A template of file names with its tokens and what it gives. */
export const NameTemplateField = ({
  value,
  onChange,
  name,
  extension,
}: {
  readonly value: string
  readonly onChange: (value: string) => void
  /** Of the export, for the example. */
  readonly name: string
  readonly extension: string
}) => {
  const problem = templateProblem(value)
  const example = clipFileName(value, {
    bin: name,
    nr: 1,
    title: 'Harbour',
    tc: '01:00:12:05',
    out: '01:00:15:00',
    reel: 'A001',
    date: '2026-05-01',
    note: 'smile',
  })
  return (
    <div className="export__template">
      <NamedTextField
        label="File names"
        value={value}
        maxLength={200}
        {...(problem === null ? {} : { problem })}
        onChange={(event) => onChange(event.target.value)}
      />
      {problem === null ? (
        <p className="export__example">
          For example <span className="tabular">{`${example}.${extension}`}</span>
        </p>
      ) : null}
      <ul className="export__tokens" aria-label="Tokens">
        {Object.entries(nameTokens).map(([token, meaning]) => (
          <li key={token}>
            <button
              type="button"
              title={meaning}
              onClick={() => onChange(`${value}{${token === 'nr' ? 'nr:03' : token}}`)}
            >
              {`{${token}}`}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
