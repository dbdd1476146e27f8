import { Button } from './button.tsx'
import { FormCheck, FormNote, FormSheet } from './form-sheet.tsx'
import { Sheet } from './sheet.tsx'
import { NamedTextField } from './text-field.tsx'

const stay = (): void => undefined

export const Small = () => (
  <Sheet title="Remove the model?" size="small" onClose={stay} footer={<Button tone="danger">Remove</Button>}>
    <p>Its files are deleted. Vectors that were made with it stay.</p>
  </Sheet>
)

export const LargeWithMuchText = () => (
  <Sheet title="What could not be imported" size="large" onClose={stay}>
    {Array.from({ length: 40 }, (_, index) => `/films/holiday/${index}.mov: no picture in this file`).map((line) => (
      <p key={line}>{line}</p>
    ))}
  </Sheet>
)

export const Form = () => (
  <FormSheet title="Rename" size="small" submitLabel="Rename" canSubmit onClose={stay} onSubmit={stay}>
    <NamedTextField label="Title in the library" defaultValue="Harbour at dawn" data-autofocus />
  </FormSheet>
)

export const FormThatCannotBeSent = () => (
  <FormSheet
    title="Import a model"
    submitLabel="Import"
    canSubmit={false}
    buttons={<Button>Choose…</Button>}
    onClose={stay}
    onSubmit={stay}
  >
    <FormNote>A folder as it is on Hugging Face. It is checked and copied; the folder itself is not changed.</FormNote>
    <NamedTextField label="Id to call it by" problem="Letters, digits and hyphens only." defaultValue="my model" />
    <FormCheck checked={false} onChange={stay}>
      Run the program code in this folder. It can do anything that you can do on this machine: agree only when you know
      where it comes from.
    </FormCheck>
  </FormSheet>
)
