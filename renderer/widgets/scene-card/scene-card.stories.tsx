import type { ReactNode } from 'react'
import { SceneCard, type SceneCardProps } from './scene-card.tsx'

const picture = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="90"><rect width="160" height="90" fill="#357"/></svg>',
)}`
const scene = {
  index: 3,
  startMs: 12_000,
  endMs: 15_480,
  keyframeUrl: picture,
  gradual: false,
  captionExcerpt: 'Down at the harbour',
}
const usual = { scene, frameRate: { num: 25, den: 1 }, filmstrip: null, source: null, selected: false }

const Option = ({ children }: { readonly children: ReactNode }) => (
  <div style={{ width: 248, height: 210 }}>{children}</div>
)

const Cards = ({ cards }: { readonly cards: readonly Partial<SceneCardProps>[] }) => (
  <div className="story-row">
    {cards.map((card, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
      <Option key={index}>
        <SceneCard {...usual} {...card} />
      </Option>
    ))}
  </div>
)

export const States = () => (
  <Cards
    cards={[
      {},
      { selected: true },
      { current: true },
      { faint: true },
      { scene: { ...scene, gradual: true } },
      { scene: { ...scene, keyframeUrl: null, captionExcerpt: null } },
    ]}
  />
)

export const Results = () => (
  <Cards
    cards={[
      { title: 'Harbour at dawn', excerpt: { text: 'a red bridge far away', matches: [[2, 12]] } },
      { title: 'A title that is much longer than the card is wide, as titles of files often are', selected: true },
      { frameRate: null, title: 'Harbour at dawn', foot: <span>+3</span> },
    ]}
  />
)

export const Rows = () => (
  <div className="story-column">
    {[{}, { current: true }, { selected: true }].map((state) => (
      <div key={Object.keys(state).join()} style={{ height: 82 }}>
        <SceneCard {...usual} layout="row" {...state} />
      </div>
    ))}
  </div>
)
