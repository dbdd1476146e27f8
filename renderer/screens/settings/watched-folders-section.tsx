import { useQuery } from '@tanstack/react-query'
import { CircleAlert, CloudOff, Eye, Pause, Play, RefreshCw, X } from 'lucide-react'
import type { WatchFolder } from '../../../electron/contract/index.ts'
import { watchFoldersQuery } from '../../queries/watch-folder-queries.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { formatCount } from '../../ui/format.ts'
import './watched-folders-section.css'

const stateNames: Readonly<Record<WatchFolder['state'], string>> = {
  watching: 'Watching',
  offline: 'Offline',
  error: 'Cannot be read',
  paused: 'Paused',
}
const stateIcons: Readonly<Record<WatchFolder['state'], typeof Eye>> = {
  watching: Eye,
  offline: CloudOff,
  error: CircleAlert,
  paused: Pause,
}

const rulesOf = ({ recursive, include, exclude, whenReplaced }: WatchFolder): readonly string[] => [
  ...(recursive ? [] : ['without folders in it']),
  ...(include.length === 0 ? [] : [`only ${include.join(', ')}`]),
  ...(exclude.length === 0 ? [] : [`without ${exclude.join(', ')}`]),
  ...(whenReplaced === 'ask' ? [] : ['replaced films are renewed at once']),
]

const FolderRow = ({ folder }: { readonly folder: WatchFolder }) => {
  const { watchFolders } = useStores()
  const { id, path, state, volume, enabled, whenReplaced, message, remedy, videoCount, pendingCount } = folder
  const Icon = stateIcons[state]
  return (
    <li className="watched-folder" data-state={state}>
      <span className="watched-folder__state">
        <Icon size={14} aria-hidden />
        {state === 'offline' && volume !== null ? `Offline · ${volume}` : stateNames[state]}
      </span>
      <div className="watched-folder__words">
        <span className="path selectable" title={path}>
          {path}
        </span>
        <span className="watched-folder__facts tabular">
          {[
            formatCount(videoCount, 'video'),
            ...(pendingCount === 0 ? [] : [`${formatCount(pendingCount, 'file')} coming`]),
            ...rulesOf(folder),
          ].join(' · ')}
        </span>
        {state === 'offline' || state === 'error' || folder.polling ? (
          <span className="watched-folder__message">{[message, remedy ?? ''].join(' ').trim()}</span>
        ) : null}
      </div>
      <div className="watched-folder__buttons">
        <IconButton
          label={`Renew replaced films in ${path} without asking`}
          pressed={whenReplaced === 'renew'}
          onClick={() => void watchFolders.change(id, { whenReplaced: whenReplaced === 'renew' ? 'ask' : 'renew' })}
        >
          <RefreshCw size={16} aria-hidden />
        </IconButton>
        <IconButton
          label={enabled ? `Pause ${path}` : `Watch ${path} again`}
          onClick={() => void watchFolders.change(id, { enabled: !enabled })}
        >
          {enabled ? <Pause size={16} aria-hidden /> : <Play size={16} aria-hidden />}
        </IconButton>
        <IconButton label={`Watch ${path} no longer`} onClick={() => void watchFolders.remove(folder)}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
    </li>
  )
}

/** Folders whose new films come in by themselves, each with how it stands. */
export const WatchedFoldersSection = () => {
  const { client, actions } = useStores()
  const connection = useApp('status', (status) => status.connection)
  const { data: folders } = useQuery({
    ...watchFoldersQuery(client),
    enabled: connection === 'online',
    refetchOnMount: 'always',
  })
  return (
    <section className="settings__section">
      <h2>Watched folders</h2>
      <div className="watched-folders__head">
        <p className="settings__note">
          {folders?.length === 0
            ? 'Films that are put into a watched folder come into the library by themselves.'
            : 'New films in these folders come into the library by themselves, once they are written to the end.'}
        </p>
        <Button onClick={() => actions.getState().run('import.watch')}>Watch a folder…</Button>
      </div>
      {folders === undefined || folders.length === 0 ? null : (
        <ul className="watched-folders" aria-label="Watched folders">
          {folders.map((folder) => (
            <FolderRow key={folder.id} folder={folder} />
          ))}
        </ul>
      )}
    </section>
  )
}
