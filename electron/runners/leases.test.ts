import { describe, expect, test } from 'vitest'
import { manualClock, settle } from '../pipeline/fixtures/manual-clock.ts'
import { createLeases, type Lease, type Leases } from './leases.ts'

interface Party {
  lease: Lease | null
  yields: number
  priority: 'query' | 'index'
  readonly controller: AbortController
}

const open = (budgetBytes = 1000) => {
  const clock = manualClock()
  const leases = createLeases({ budgetBytes, sliceMs: 60_000, clock })
  return { clock, leases }
}

/** Asks for memory; gives it back as soon as it is asked to when `polite`. */
const join = async (
  leases: Leases,
  bytes: number,
  priority: 'query' | 'index' = 'index',
  polite = true,
): Promise<Party> => {
  const party: Party = { lease: null, yields: 0, priority, controller: new AbortController() }
  leases
    .acquire({
      bytes,
      priority: () => party.priority,
      onYield: () => {
        party.yields += 1
        if (polite) party.lease?.release()
      },
      signal: party.controller.signal,
    })
    .then(
      (lease) => {
        party.lease = lease
      },
      () => {},
    )
  await settle()
  return party
}

describe('leases', () => {
  test('are shared while the memory fits; one larger than all of it stands alone', async () => {
    const { leases } = open()
    const [a, b] = [await join(leases, 500), await join(leases, 500)]
    expect([a.lease, b.lease]).not.toContain(null)
    const alone = open()
    expect((await join(alone.leases, 5000)).lease).not.toBeNull()
    expect((await join(alone.leases, 1)).lease).toBeNull()
  })

  test('an idle holder leaves at once for a query, after a moment for indexing, and not in vain', async () => {
    const { leases, clock } = open()
    const idle = await join(leases, 600)
    idle.lease?.setActivity('idle')
    const waiting = await join(leases, 600)
    expect(idle.yields).toBe(0)
    await clock.advance(2000)
    expect([idle.yields, waiting.lease === null]).toEqual([1, false])

    waiting.lease?.setActivity('idle')
    const query = await join(leases, 600, 'query')
    expect([waiting.yields, query.lease === null]).toEqual([1, false])

    // Even without the idle one, the one that answers queries would leave too little.
    const other = open()
    const small = await join(other.leases, 300)
    const asked = await join(other.leases, 600, 'query')
    small.lease?.setActivity('idle')
    const large = await join(other.leases, 900, 'query')
    expect([small.yields, asked.yields, large.lease]).toEqual([0, 0, null])
  })

  test('one that indexes leaves for a query at once, for indexing after its time', async () => {
    const { leases, clock } = open()
    const first = await join(leases, 600)
    const second = await join(leases, 600)
    await clock.advance(59_000)
    expect(first.yields).toBe(0)
    await clock.advance(1000)
    expect([first.yields, second.lease === null]).toEqual([1, false])
    const query = await join(leases, 600, 'query')
    expect([second.yields, query.lease === null]).toEqual([1, false])
    const late = await join(leases, 600)
    await clock.advance(600_000)
    expect([query.yields, late.lease]).toEqual([0, null])
  })

  test('is asked once, and room comes with its end', async () => {
    const { leases, clock } = open()
    const slow = await join(leases, 600, 'index', false)
    const query = await join(leases, 600, 'query')
    await clock.advance(200_000)
    leases.reevaluate()
    expect([slow.yields, query.lease]).toEqual([1, null])
    slow.lease?.release()
    await settle()
    expect(query.lease).not.toBeNull()
  })

  test('queries are served first, then who came first; nobody overtakes a large one', async () => {
    const { leases } = open()
    const holder = await join(leases, 1000, 'query')
    const large = await join(leases, 900)
    const small = await join(leases, 100)
    const query = await join(leases, 900)
    query.priority = 'query'
    holder.lease?.release()
    await settle()
    expect([large.lease, small.lease, query.lease === null]).toEqual([null, null, false])
    query.lease?.release()
    await settle()
    expect([large.lease === null, small.lease === null]).toEqual([false, false])
  })

  test('one that gives up waiting lets the next one through', async () => {
    const { leases } = open()
    const holder = await join(leases, 500, 'query')
    const large = await join(leases, 900)
    const small = await join(leases, 400)
    expect(small.lease).toBeNull()
    large.controller.abort()
    await settle()
    expect([small.lease === null, holder.yields]).toEqual([false, 0])
    expect(
      await leases.acquire({ bytes: 1, priority: () => 'index', onYield: () => {}, signal: AbortSignal.abort() }),
    ).toBeNull()
  })
})
