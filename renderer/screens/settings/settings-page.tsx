import { useQuery } from '@tanstack/react-query'
import { describeClientError } from '../../client/client-error.ts'
import { settingsQuery } from '../../queries/settings-queries.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Message } from '../../ui/message.tsx'
import { AdvancedSection } from './advanced-section.tsx'
import { CutSection } from './cut-section.tsx'
import { LibrarySection } from './library-section.tsx'
import { LookSection } from './look-section.tsx'
import { PanelsSection } from './panels-section.tsx'
import { ScreenTextSection } from './screen-text-section.tsx'
import { SpeechSection } from './speech-section.tsx'
import { WatchedFoldersSection } from './watched-folders-section.tsx'
import './settings-page.css'

/** Settings of the library and of this window, each with what it means. */
export const SettingsPage = () => {
  const stores = useStores()
  const connection = useApp('status', (status) => status.connection)
  const {
    data: settings,
    error,
    refetch,
  } = useQuery({ ...settingsQuery(stores.client), enabled: connection === 'online', refetchOnMount: 'always' })
  if (settings === undefined && error !== null) {
    const { message, remedy } = describeClientError(error.failure)
    return (
      <Message title={message} detail={remedy}>
        <Button onClick={() => void refetch()}>Try again</Button>
      </Message>
    )
  }
  return (
    <>
      <div className="toolbar">
        <h1>Settings</h1>
      </div>
      <section className="page settings" aria-label="Settings">
        <LookSection />
        <WatchedFoldersSection />
        {settings === undefined ? null : (
          <>
            <CutSection settings={settings} />
            <SpeechSection settings={settings} />
            <ScreenTextSection settings={settings} />
          </>
        )}
        {stores.desktop === null ? <PanelsSection /> : null}
        <LibrarySection />
        {settings === undefined ? null : <AdvancedSection settings={settings} />}
      </section>
    </>
  )
}
