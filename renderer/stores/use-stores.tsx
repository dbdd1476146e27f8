import { QueryClientProvider } from '@tanstack/react-query'
import { createContext, type ReactNode, use } from 'react'
import { useStore } from 'zustand'
import type { AppStates, AppStores, StoreTable } from './app-stores.ts'

const StoresContext = createContext<AppStores | null>(null)

/** Gives the stores and the cache of what the core knows to every component below. */
export const StoresProvider = ({ stores, children }: { readonly stores: AppStores; readonly children: ReactNode }) => (
  <StoresContext value={stores}>
    <QueryClientProvider client={stores.cache}>{children}</QueryClientProvider>
  </StoresContext>
)

/** The stores themselves, for handlers that read or act without rendering. */
export const useStores = (): AppStores => {
  const stores = use(StoresContext)
  if (stores === null) throw new Error('StoresProvider is missing above this component')
  return stores
}

/** Subscribes to one narrow part of one store: `useApp('status', (status) => status.connection)`. */
export const useApp = <Name extends keyof AppStates, Value>(
  name: Name,
  select: (state: AppStates[Name]) => Value,
): Value => {
  const stores: StoreTable = useStores()
  return useStore(stores[name], select)
}
