import { Activity, Boxes, Film, FolderHeart, ScanFace, Search, Settings, SquareStack } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import type { ActionId } from '../../electron/contract/actions.ts'
import { libraryAddress } from '../stores/library-address.ts'
import { searchPath } from '../stores/search/search-address.ts'
import { useIsLive } from '../stores/use-server.ts'
import { useApp, useStores } from '../stores/use-stores.tsx'
import { shownShortcut } from '../widgets/actions/shortcuts.ts'
import { useNeedsYouCount } from '../widgets/problems/problem-list.tsx'
import './rail.css'

const RailLink = ({
  to,
  label,
  action,
  active,
  children,
}: {
  readonly to: string
  readonly label: string
  readonly action: ActionId
  readonly active: boolean
  readonly children: ReactNode
}) => (
  <Link
    to={to}
    className="rail__link"
    aria-current={active ? 'page' : undefined}
    title={`${label}  ${shownShortcut(action)}`}
  >
    {children}
    <span className="rail__name">{label}</span>
  </Link>
)

/** Videos that are left while there is work, else how much needs a person. */
const ActivityCount = () => {
  const isLive = useIsLive()
  const left = useApp('status', ({ stats }) => (stats?.work === undefined ? 0 : stats.work.videos - stats.work.done))
  const sending = useApp(
    'imports',
    (imports) => imports.uploads.filter((row) => row.state === 'waiting' || row.state === 'sending').length,
  )
  const needsYou = useNeedsYouCount()
  const count = left + sending > 0 ? left + sending : needsYou
  if (count === 0) return null
  const tone = left + sending === 0 ? 'failed' : 'live'
  return (
    <span className="rail__count tabular" data-tone={tone} data-live={isLive}>
      {count > 999 ? '999+' : count}
      <span className="visually-hidden">
        {tone === 'failed' ? ' need you' : count === 1 ? ' video left' : ' videos left'}
        {isLive ? '' : ', last known'}
      </span>
    </span>
  )
}

/** Shows and hides the list of bins beside the stage. */
const BinsToggle = () => {
  const { preferences } = useStores()
  const binsOpen = useApp('preferences', (state) => state.binsOpen)
  return (
    <button
      type="button"
      className="rail__link"
      aria-pressed={binsOpen}
      title={`Bins  ${shownShortcut('view.toggleBins')}`}
      onClick={() => preferences.getState().change({ binsOpen: !binsOpen })}
    >
      <FolderHeart size={20} aria-hidden />
      <span className="rail__name">Bins</span>
    </button>
  )
}

/** The slim rail: where one can go. */
export const Rail = () => {
  const [location] = useLocation()
  const addressOfLibrary = useApp('library', (library) => libraryAddress(library.query))
  const searchAddress = useApp('search', (search) => searchPath(search.query))
  return (
    <nav className="rail" aria-label="Main">
      <RailLink
        to={addressOfLibrary}
        label="Library"
        action="go.library"
        active={location === '/library' || location.startsWith('/video/')}
      >
        <Film size={20} aria-hidden />
      </RailLink>
      <RailLink to={searchAddress} label="Search" action="go.search" active={location === '/search'}>
        <Search size={20} aria-hidden />
      </RailLink>
      <BinsToggle />
      <RailLink to="/people" label="People" action="go.people" active={location.startsWith('/people')}>
        <ScanFace size={20} aria-hidden />
      </RailLink>
      <RailLink to="/duplicates" label="Duplicates" action="go.duplicates" active={location === '/duplicates'}>
        <SquareStack size={20} aria-hidden />
      </RailLink>
      <RailLink to="/activity" label="Activity" action="go.activity" active={location === '/activity'}>
        <span className="rail__icon">
          <Activity size={20} aria-hidden />
          <ActivityCount />
        </span>
      </RailLink>
      <RailLink to="/models" label="Models" action="go.models" active={location === '/models'}>
        <Boxes size={20} aria-hidden />
      </RailLink>
      <span className="rail__space" />
      <RailLink to="/settings" label="Settings" action="go.settings" active={location === '/settings'}>
        <Settings size={20} aria-hidden />
      </RailLink>
    </nav>
  )
}
