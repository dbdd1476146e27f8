/** Where the words of a scene begin, as SQL: those before the first picture belong to the first scene (`reachOf`). */
export const reachStart = (scenes: string): string => `(CASE ${scenes}.idx WHEN 0 THEN 0 ELSE ${scenes}.start_ms END)`
