import '../client/zod-without-eval.ts'
import '../ui/tokens.css'
import '../ui/base.css'
import '../app/app.css'
import './gallery.css'
import { StrictMode, useEffect, useLayoutEffect, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import { type Story, stories } from './stories.ts'

const themes = ['dark', 'light'] as const

const address = (story: string, theme: string): string => `#${new URLSearchParams({ story, theme })}`

const subscribe = (onChange: () => void): (() => void) => {
  addEventListener('hashchange', onChange)
  return () => removeEventListener('hashchange', onChange)
}

/** One story, alone on the page. */
const Stage = ({ story }: { readonly story: Story }) => {
  useEffect(() => {
    document.title = `${story.part}: ${story.name}`
    document.body.dataset['story'] = story.id
  }, [story])
  return (
    <main className="gallery-stage">
      <h1 className="visually-hidden">
        {story.part}: {story.name}
      </h1>
      <story.Component />
    </main>
  )
}

/** Every story with a link to it in each theme. */
const Contents = () => (
  <main className="gallery-contents selectable">
    <h1>Gallery</h1>
    {[...Map.groupBy(stories, ({ part }) => part)].map(([part, own]) => (
      <section key={part}>
        <h2>{part}</h2>
        <ul>
          {own.map(({ id, name }) => (
            <li key={id}>
              {name}
              {themes.map((theme) => (
                <a key={theme} href={address(id, theme)} data-story={id}>
                  {theme}
                </a>
              ))}
            </li>
          ))}
        </ul>
      </section>
    ))}
  </main>
)

/** What the address asks for: one story in one theme, or the list of all. */
const Gallery = () => {
  const asked = new URLSearchParams(useSyncExternalStore(subscribe, () => location.hash.slice(1)))
  const theme = asked.get('theme') === 'light' ? 'light' : 'dark'
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = theme
  }, [theme])
  const story = stories.find(({ id }) => id === asked.get('story'))
  return story === undefined ? <Contents /> : <Stage key={story.id} story={story} />
}

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <Gallery />
  </StrictMode>,
)
