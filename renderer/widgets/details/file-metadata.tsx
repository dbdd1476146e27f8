import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { FileMetadata, MarkChange, MetadataConflict, Video } from '../../../electron/contract/index.ts'
import { metadataQuery } from '../../queries/metadata-query.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Facts } from './facts.tsx'
import './file-metadata.css'

const baseName = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)

const placeOf = ({ source, file }: FileMetadata): string => {
  switch (source) {
    case 'sidecar':
      return `From ${baseName(file ?? 'the file beside it')}`
    case 'xmp':
      return 'From the file (XMP)'
    case 'container':
      return 'From the file'
  }
}

const sourceNames: Readonly<Record<MetadataConflict['source'], string>> = {
  sidecar: 'file beside it',
  xmp: 'XMP in the file',
  container: 'file',
}

const fieldNames: Readonly<Record<MetadataConflict['field'], string>> = {
  title: 'Title',
  rating: 'Rating',
  flag: 'Flag',
  label: 'Label',
  tags: 'Tags',
  note: 'Note',
}

/** The change that takes over what a source says. */
const takenOver = ({ field, source }: MetadataConflict, sources: readonly FileMetadata[]): MarkChange => {
  const { values = {} } = sources.find((each) => each.source === source) ?? {}
  switch (field) {
    case 'title':
      return { title: values.title }
    case 'rating':
      return { rating: values.rating }
    case 'flag':
      return { flag: 'reject' }
    case 'label':
      return { label: values.label }
    case 'tags':
      return { addTags: values.keywords }
    case 'note':
      return { note: values.description }
  }
}

const Source = ({ metadata }: { readonly metadata: FileMetadata }) => {
  const { values } = metadata
  return (
    <section className="details__section">
      <h3 title={metadata.file ?? undefined}>{placeOf(metadata)}</h3>
      <Facts
        rows={[
          ['Title', values.title ?? ''],
          ['Rating', values.rejected === true ? 'Rejected' : '★'.repeat(values.rating ?? 0)],
          ['Label', values.label ?? ''],
          ['Keywords', (values.keywords ?? []).join(', ')],
          ['Description', values.description ?? ''],
          ['Location', values.location ?? ''],
          ['Camera', values.camera ?? ''],
          ['Lens', values.lens ?? ''],
          ['Reel', values.reel ?? ''],
          ['Scene', values.scene ?? ''],
          ['Take', values.take ?? ''],
        ]}
      />
    </section>
  )
}

/** What others wrote about a film, what it says otherwise than its marks, with a choice, and a way to write it for others. */
export const FileMetadataPart = ({ video }: { readonly video: Video }) => {
  const { client, marks, metadata: actions } = useStores()
  const { data, refetch } = useQuery(metadataQuery(client, video.id))
  // What a person says of the film changes where both differ.
  const said = JSON.stringify([video.title, video.tags, video.mark])
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when something else is said
  useEffect(() => void refetch(), [said, refetch])
  if (data === undefined) return null
  const { sources, conflicts } = data
  return (
    <>
      {conflicts.length === 0 ? null : (
        <section className="details__section" aria-label="Differences to the file">
          <h3>Differs from the file</h3>
          <ul>
            {conflicts.map((conflict) => (
              <li key={conflict.source + conflict.field} className="file-metadata__row">
                <span className="file-metadata__words selectable">
                  <span className="details__kind">{fieldNames[conflict.field]}</span>
                  {conflict.theirs}
                  <small>
                    {' '}
                    in the {sourceNames[conflict.source]}
                    {conflict.mine === '' ? '' : `; here: ${conflict.mine}`}
                  </small>
                </span>
                <Button
                  aria-label={`Take over ${fieldNames[conflict.field].toLowerCase()} from the ${sourceNames[conflict.source]}`}
                  onClick={() =>
                    void marks.put(
                      [{ videoId: video.id }],
                      takenOver(conflict, sources),
                      `${fieldNames[conflict.field]} taken over`,
                    )
                  }
                >
                  Take over
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {sources.map((metadata) => (
        <Source key={metadata.source} metadata={metadata} />
      ))}
      <div className="details__buttons">
        <Button
          title="For other programs: a small XMP file beside the film. The film itself is never changed."
          onClick={() => void actions.writeSidecar(video.id)}
        >
          Write marks to an XMP file
        </Button>
      </div>
    </>
  )
}
