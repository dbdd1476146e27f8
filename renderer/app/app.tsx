import { Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { LibraryPage } from '../screens/library/library-page.tsx'
import { useIsLive } from '../stores/use-server.ts'
import { useApp, useStores } from '../stores/use-stores.tsx'
import { createPageParts, PagePartsContext } from '../widgets/page-parts/page-parts.ts'
import { AppActions } from './app-actions.tsx'
import { Hotkeys } from './commands/hotkeys.tsx'
import { DropTarget } from './drop-target.tsx'
import { keepFocus } from './keep-focus.ts'
import {
  ActivityPage,
  BinPage,
  DuplicatesPage,
  ModelsPage,
  PeoplePage,
  PersonPage,
  preloadScreens,
  SearchPage,
  SettingsPage,
  VideoPage,
} from './lazy-screens.ts'
import { Rail } from './rail.tsx'
import { SceneLink } from './scene-link.tsx'
import { ScreenArea } from './screen-area.tsx'
import { SearchHeader } from './search-header.tsx'
import { Sheets } from './sheets.tsx'
import { StatusBar } from './status-bar.tsx'
import { Toasts } from './toasts.tsx'
import { useTheme } from './use-theme.ts'
import './app.css'

/** The window: rail, search header, stage with its details panel, status bar, and what lies above them. */
export const App = () => {
  useTheme()
  useEffect(() => preloadScreens(), [])
  const searchField = useRef<HTMLInputElement>(null)
  const { actions, window: windowStore } = useStores()
  const focusSearch = useCallback(() => {
    // The preview keeps the focus inside for as long as it is open.
    if (windowStore.getState().sheet !== null) flushSync(windowStore.getState().close)
    searchField.current?.focus()
    searchField.current?.select()
  }, [windowStore])
  const [parts] = useState(createPageParts)
  useEffect(() => {
    const shown = new AbortController()
    keepFocus(parts, actions.getState().setRegion, shown.signal)
    return () => shown.abort()
  }, [parts, actions])
  const [location] = useLocation()
  const isLive = useIsLive()
  const problems = useApp('status', (status) => status.stats?.importProblems ?? 0)
  useEffect(() => {
    const names: Readonly<Record<string, string>> = {
      '/library': 'Library',
      '/search': 'Search',
      '/activity': 'Activity',
      '/people': 'People',
      '/duplicates': 'Duplicates',
      '/models': 'Models',
      '/settings': 'Settings',
    }
    const name = names[location]
    document.title = name === undefined ? 'GoodCLIPS' : `${name} · GoodCLIPS`
  }, [location])
  return (
    <PagePartsContext value={parts}>
      <div className="app" data-problems={problems > 0} data-live={isLive}>
        <Rail />
        <SearchHeader fieldRef={searchField} />
        <ScreenArea>
          <Suspense fallback={null}>
            <Switch>
              <Route path="/library" component={LibraryPage} />
              <Route path="/search" component={SearchPage} />
              <Route path="/video/:id">{(params) => <VideoPage key={params.id} videoId={params.id} />}</Route>
              <Route path="/scene/:id">{(params) => <SceneLink key={params.id} sceneId={params.id} />}</Route>
              <Route path="/bin/:id">{(params) => <BinPage key={params.id} binId={params.id} />}</Route>
              <Route path="/activity" component={ActivityPage} />
              <Route path="/people" component={PeoplePage} />
              <Route path="/people/:id">{(params) => <PersonPage key={params.id} personId={params.id} />}</Route>
              <Route path="/duplicates" component={DuplicatesPage} />
              <Route path="/models" component={ModelsPage} />
              <Route path="/settings" component={SettingsPage} />
              <Route>
                <Redirect to="/library" replace />
              </Route>
            </Switch>
          </Suspense>
        </ScreenArea>
        <StatusBar />
        <Toasts />
        <Sheets />
        <DropTarget />
        <AppActions focusSearch={focusSearch} />
        <Hotkeys beginSearch={focusSearch} />
      </div>
    </PagePartsContext>
  )
}
