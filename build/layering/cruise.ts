import { cruise, type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser'
import config from './rules.mjs'

/** A rule that a file breaks. */
export interface Violation {
  readonly rule: string
  readonly from: string
  readonly to: string
}

/** What the tool found: how many files it read and which rules they break. */
export interface LayeringReport {
  readonly modules: number
  readonly violations: readonly Violation[]
}

/** Names of all rules. */
export const ruleNames: readonly string[] = config.forbidden.map((rule) => rule.name)

/** Checks all source files below `baseDir` (a folder laid out like the repository) against the rules. */
export const checkLayering = async (baseDir: string, paths: readonly string[]): Promise<LayeringReport> => {
  const options: ICruiseOptions = {
    ...config.options,
    moduleSystems: ['es6', 'cjs'],
    baseDir,
    ruleSet: { forbidden: config.forbidden } as IFlattenedRuleSet,
    validate: true,
  }
  const { output } = await cruise([...paths], options)
  const { modules, summary } = output as ICruiseResult
  return {
    modules: modules.length,
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  }
}
