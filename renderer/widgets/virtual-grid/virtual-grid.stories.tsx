import { useState } from 'react'
import { VirtualGrid } from './virtual-grid.tsx'

const stay = (): void => undefined

const Grid = ({ count, breakAt }: { readonly count: number; readonly breakAt?: number }) => {
  const [active, setActive] = useState(2)
  return (
    <div style={{ height: 480 }}>
      <VirtualGrid
        label="Numbers"
        count={count}
        cellWidth={160}
        cellHeight={(width) => width * 0.4}
        cell={(index) => (
          <div style={{ padding: 8, outline: index === active ? '2px solid var(--accent)' : 'none' }}>
            {index.toLocaleString()}
          </div>
        )}
        isSelected={(index) => index === active}
        activeIndex={active}
        onPress={setActive}
        onOpen={stay}
        onStep={stay}
        onClear={stay}
        onRange={stay}
        initialOffset={0}
        onOffset={stay}
        {...(breakAt === undefined
          ? {}
          : {
              keyed: { keyOf: String, version: 0 },
              sectionBreak: { index: breakAt, height: 32, content: <p>Weaker matches</p> },
            })}
      />
    </div>
  )
}

export const HundredThousandCells = () => <Grid count={100_000} />

export const WithSectionBreak = () => <Grid count={40} breakAt={9} />

export const OneCell = () => <Grid count={1} />
