import './client/zod-without-eval.ts'
import './ui/tokens.css'
import './ui/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { createClient } from './client/client.ts'
import { desktopBridgeOf } from './client/desktop.ts'
import { connectStores, createAppStores } from './stores/app-stores.ts'
import { openPreferenceStorage, preferencesInPage } from './stores/preference-storage.ts'
import { StoresProvider } from './stores/use-stores.tsx'
import { followHistory } from './stores/window-store.ts'

// What is changed right before a window closes still arrives.
const client = createClient((url, init) => fetch(url, { ...init, keepalive: init.method === 'PATCH' }))
const inPage = preferencesInPage(document.documentElement.dataset['preferences'])
const stores = createAppStores({
  client,
  desktop: desktopBridgeOf(window),
  tab: window.sessionStorage,
  storage: await openPreferenceStorage(client, window.localStorage, window, inPage),
})
const page = new AbortController()
window.addEventListener('pagehide', (event) => {
  if (!event.persisted) page.abort()
})
connectStores(stores, page.signal)
followHistory(window, stores.window.getState(), page.signal)

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <StoresProvider stores={stores}>
      <App />
    </StoresProvider>
  </StrictMode>,
)
