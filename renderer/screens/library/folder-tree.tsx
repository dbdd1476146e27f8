import { useQuery } from '@tanstack/react-query'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { SourceFolder } from '../../../electron/contract/index.ts'
import { foldersQuery } from '../../queries/library-queries.ts'
import { useStores } from '../../stores/use-stores.tsx'

interface Choice {
  readonly chosen: string | undefined
  readonly onChoose: (path: string) => void
}

const FolderRow = ({ folder, ...choice }: Choice & { readonly folder: SourceFolder }) => {
  const [open, setOpen] = useState(false)
  return (
    <li>
      <div className="folder-tree__row">
        {folder.hasFolders ? (
          <button
            type="button"
            className="folder-tree__open"
            aria-expanded={open}
            aria-label={`Folders in ${folder.name}`}
            onClick={() => setOpen(!open)}
          >
            {open ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
          </button>
        ) : (
          <span className="folder-tree__open" aria-hidden />
        )}
        <button
          type="button"
          className="filter-editor__one"
          aria-pressed={choice.chosen === folder.path}
          title={folder.path}
          onClick={() => choice.onChoose(folder.path)}
        >
          {folder.name}
          <span className="filter-editor__count tabular">{folder.videos.toLocaleString()}</span>
        </button>
      </div>
      {open ? <FolderList under={folder.path} {...choice} /> : null}
    </li>
  )
}

const FolderList = ({ under, ...choice }: Choice & { readonly under: string | null }) => {
  const { client } = useStores()
  const { data } = useQuery(foldersQuery(client, under))
  if (data === undefined) return null
  return (
    <ul>
      {data.map((folder) => (
        <FolderRow key={folder.path} folder={folder} {...choice} />
      ))}
    </ul>
  )
}

/** The folders that videos come from; each level is read when it is opened. */
export const FolderTree = (choice: Choice) => (
  <div className="filter-editor folder-tree">
    <div className="filter-editor__list">
      <FolderList under={null} {...choice} />
    </div>
  </div>
)
