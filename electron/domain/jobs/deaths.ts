import type { Failure } from '../../contract/index.ts'

/** After this many ends of the whole process with this job as the only one running, the job is set aside. */
export const maxDeaths = 3

/** A job that was under way when the process died. */
export interface InterruptedJob {
  /** How often the process ended before while only this job ran. */
  readonly deaths: number
  /** False when it was still waiting for its model, so that it cannot be the cause. */
  readonly hadBegun: boolean
}

/** What happens to an interrupted job. `alone`: next time nothing runs beside it, so that the cause becomes clear. */
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
 * Decides what happens to the jobs that were running when the process ended unexpectedly. Only a job that ran alone can
 * be blamed. If there were several, each runs alone next time, after all other work, so that ends for outside reasons
 * do not add up on one job. `blameless`: the app was stopped in order, or the machine went down.
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
