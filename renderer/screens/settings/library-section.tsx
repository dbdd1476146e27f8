import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { healthQuery, removedQuery } from '../../queries/settings-queries.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { Row } from './settings-row.tsx'

/** What removed videos still take, and the way to free it now. */
const RemovedRow = () => {
  const stores = useStores()
  const { data: removed } = useQuery({ ...removedQuery(stores.client), refetchOnMount: 'always' })
  const [busy, setBusy] = useState(false)
  const empty = removed === undefined || removed.videos === 0
  return (
    <Row
      label="Removed videos"
      note="Their data in the library is deleted an hour after they were removed. Your own files are never deleted."
    >
      <span className="settings__action">
        <span className="tabular">
          {empty ? 'None' : `${formatCount(removed.videos, 'video')} · ${formatBytes(removed.bytes)}`}
        </span>
        {empty ? null : (
          <Button
            disabled={busy}
            onClick={() => {
              setBusy(true)
              void stores.library
                .getState()
                .purgeRemoved()
                .then(() => setBusy(false))
            }}
          >
            {busy ? 'Freeing…' : 'Free space now'}
          </Button>
        )}
      </span>
    </Row>
  )
}

/** Where the library lies, what it takes, and which version this is. */
export const LibrarySection = () => {
  const { client, desktop } = useStores()
  const stats = useApp('status', (status) => status.stats)
  const version = useQuery(healthQuery(client)).data?.version
  return (
    <section className="settings__section">
      <h2>Library and version</h2>
      <Row label="Library folder" note="Start GoodCLIPS with --library to open another one.">
        <span className="settings__path selectable">{stats?.libraryPath ?? ''}</span>
      </Row>
      <Row label="Pictures and copies" note="Keyframes, filmstrips and playable copies, all made again when needed.">
        <span className="tabular">{stats === null ? '' : formatBytes(stats.mediaBytes)}</span>
      </Row>
      <Row label="Free on that disk" note="Imports stop with a message before it is full.">
        <span className="tabular">{stats === null ? '' : formatBytes(stats.diskFreeBytes)}</span>
      </Row>
      <RemovedRow />
      <Row label="Version" note="“goodclips doctor” in a terminal checks everything it needs.">
        <span className="tabular selectable">
          GoodCLIPS {version ?? ''} · {desktop === null ? 'browser window' : 'desktop app'}
        </span>
      </Row>
    </section>
  )
}
