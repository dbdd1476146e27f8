const dayMs = 86_400_000

/** The first moment that counts: a date counts from its beginning. Times are kept to the millisecond, in UTC. */
export const firstMoment = (moment: string): string => new Date(moment).toISOString()

/** The last moment that counts: a date counts to its end. */
export const lastMoment = (moment: string): string =>
  moment.includes('T') ? firstMoment(moment) : new Date(Date.parse(moment) + dayMs - 1).toISOString()
