import { useState } from 'react'
import { useStores } from '../../stores/use-stores.tsx'
import { FormCheck, FormNote, FormSheet } from '../../ui/form-sheet.tsx'
import { NamedTextField } from '../../ui/text-field.tsx'
import { ChooseButton } from './choose-button.tsx'

const patternsOf = (text: string): readonly string[] =>
  text
    .split(/[;\n]/)
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '')

/** Chooses a folder to watch, and which of its files are taken. */
export const WatchFolderSheet = () => {
  const stores = useStores()
  const [path, setPath] = useState('')
  const [recursive, setRecursive] = useState(true)
  const [include, setInclude] = useState('')
  const [exclude, setExclude] = useState('')
  const [asks, setAsks] = useState(true)
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const { close } = stores.window.getState()
  const submit = async (): Promise<void> => {
    setBusy(true)
    const refused = await stores.watchFolders.create({
      path: path.trim(),
      recursive,
      include: [...patternsOf(include)],
      exclude: [...patternsOf(exclude)],
      whenReplaced: asks ? 'ask' : 'renew',
    })
    setBusy(false)
    if (refused !== null) {
      setProblem(refused)
      return
    }
    stores.toasts.getState().show({ message: 'The folder is watched: the films in it are coming in.' })
    close()
  }
  return (
    <FormSheet
      title="Watch a folder"
      submitLabel={busy ? 'Looking…' : 'Watch'}
      canSubmit={!busy && path.trim() !== ''}
      buttons={<ChooseButton kind="folder" onChosen={setPath} />}
      onClose={close}
      onSubmit={() => void submit()}
    >
      <FormNote>
        The films in it come into the library now, and new ones as soon as they are written to the end. Files stay where
        they are and are never changed.
      </FormNote>
      <NamedTextField
        label="Full path of the folder"
        className="path"
        value={path}
        problem={problem}
        data-autofocus
        spellCheck={false}
        placeholder="/films/incoming"
        onChange={(event) => {
          setPath(event.target.value)
          setProblem('')
        }}
      />
      <FormCheck checked={recursive} onChange={setRecursive}>
        With all folders in it
      </FormCheck>
      <FormCheck checked={asks} onChange={setAsks}>
        Ask when another film takes the place of one
      </FormCheck>
      <NamedTextField
        label="Only files that fit (empty: all films)"
        className="path"
        value={include}
        spellCheck={false}
        placeholder="*.mov; *.mxf"
        onChange={(event) => setInclude(event.target.value)}
      />
      <NamedTextField
        label="Leave out files and folders that fit"
        className="path"
        value={exclude}
        spellCheck={false}
        placeholder="Renders; *_old*"
        onChange={(event) => setExclude(event.target.value)}
      />
    </FormSheet>
  )
}
