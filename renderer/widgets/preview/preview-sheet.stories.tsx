import { videoDetails, videoRow } from '../../client/fixtures/fake-core.ts'
import { queryKeys } from '../../queries/query-keys.ts'
import { StoryStores } from '../../stores/fixtures/story-stores.tsx'
import { PreviewSheet } from './preview-sheet.tsx'

const ids = ['v1', 'v2']

/** No file is there to be played in the gallery: the sheet says so, as it does for one that was moved. */
export const FileMissing = () => (
  <StoryStores
    prepare={({ cache, library, selection }) => {
      const title = 'Harbour at dawn'
      cache.setQueryData(queryKeys.details('v1'), videoDetails('v1', { title, missing: true }))
      library.setState({ order: ids, videos: new Map(ids.map((id) => [id, videoRow(id, { title, missing: true })])) })
      selection.getState().select('library', ids, 'v1', 'only')
    }}
  >
    <PreviewSheet scope="library" />
  </StoryStores>
)
