export { giveFoundLine } from './giveFoundLine.ts'
export { DEFAULT_CELLS, searchPlanSchema, type SearchPlan } from './plan.ts'
export { Search, type SearchLimits, type SearchOutcome, type SearchParts, type SearchProgress } from './search.ts'
export { TrailAgent } from './trailAgent.ts'
