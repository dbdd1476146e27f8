import { useState } from 'react'
import { NamedTextArea, NamedTextField, TextField } from './text-field.tsx'

export const Alone = () => (
  <div className="story-row">
    <TextField aria-label="Empty" placeholder="Filter by name" />
    <TextField aria-label="Filled" defaultValue="Harbour" />
    <TextField aria-label="Number" type="number" defaultValue={12} />
    <TextField aria-label="Not now" defaultValue="Harbour" disabled />
  </div>
)

export const Named = () => {
  const [id, setId] = useState('my model')
  return (
    <div className="story-column">
      <NamedTextField label="Title in the library" defaultValue="Harbour at dawn" />
      <NamedTextField
        label="Id to call it by"
        problem={id.includes(' ') ? 'Letters, digits and hyphens only.' : ''}
        value={id}
        onChange={(event) => setId(event.target.value)}
      />
      <NamedTextArea label="Full paths, one a line" className="path" rows={4} defaultValue="/films/holiday" />
    </div>
  )
}
