import type { Failure } from '../../contract/index.ts'

/** Deaths of the whole process, with this job as the only one at work, after which the job is set aside. */
export const maxDeaths = 3

/** A job that was under way when the process died. */
export interface InterruptedJob {
  /** Earlier deaths that it may have caused. */
  readonly deaths: number
  /** False for one that only waited for its model. */
  readonly hadBegun: boolean
}

/** What becomes of an interrupted job; `alone`: nothing else runs beside it next time, so that the next death tells. */
export type DeathVerdict =
  | { readonly kind: 'again' }
  | { readonly kind: 'alone'; readonly deaths: number; readonly reason: Failure }
  | { readonly kind: 'quarantined'; readonly deaths: number; readonly reason: Failure }

const interrupted = (others: number): Failure => ({
  code: 'interrupted',
  message:
    others === 0
      ? 'GoodCLIPS ended unexpectedly while it worked on this.'
      : `GoodCLIPS ended unexpectedly while it worked on this and ${others === 1 ? 'one other step' : `${others} other steps`}.`,
  remedy: 'It goes on by itself after everything else, with nothing beside it, to find out what it was.',
})

const quarantined = (deaths: number): Failure => ({
  code: 'quarantined',
  message: `GoodCLIPS ended unexpectedly ${deaths} times while it worked on this and nothing else, so it was set aside. It may be the file, or something else that ended the app.`,
  remedy: 'Retry it if the app was ended from outside. If the file is to blame, leave it as it is or remove the video.',
})

/**
 * What an unexpected end of the process says about the jobs under way. Only a job that was at work alone can be blamed:
 * where there were several, each runs alone next,
 * after everything else, so that deaths from outside do not gather on one. `blameless`: it was an orderly stop or the machine went down.
 */
export const judgeDeath = (jobs: readonly InterruptedJob[], blameless: boolean): readonly DeathVerdict[] => {
  const suspects = blameless ? 0 : jobs.filter(({ hadBegun }) => hadBegun).length
  return jobs.map(({ deaths, hadBegun }) => {
    if (blameless || !hadBegun) return { kind: 'again' }
    if (suspects > 1) return { kind: 'alone', deaths, reason: interrupted(suspects - 1) }
    return deaths + 1 < maxDeaths
      ? { kind: 'alone', deaths: deaths + 1, reason: interrupted(0) }
      : { kind: 'quarantined', deaths: deaths + 1, reason: quarantined(deaths + 1) }
  })
}
