import { useRef } from 'react'
import { StoryStores } from '../../stores/fixtures/story-stores.tsx'
import { emptyQuery } from '../../stores/search/search-query.ts'
import { ModalitySliders } from './modality-sliders.tsx'
import { SearchField } from './search-field.tsx'

const Field = () => {
  const field = useRef<HTMLInputElement>(null)
  return (
    <header className="search-header">
      <SearchField fieldRef={field} />
      <ModalitySliders />
    </header>
  )
}

export const Empty = () => (
  <StoryStores>
    <Field />
  </StoryStores>
)

export const WithChips = () => (
  <StoryStores
    prepare={({ search }) =>
      search.setState({
        query: {
          ...emptyQuery,
          words: 'red bridge',
          anchors: [{ videoId: 'v1', timeMs: 4000 }],
          lessLike: [{ videoId: 'v1', timeMs: 8000 }],
        },
      })
    }
  >
    <Field />
  </StoryStores>
)
