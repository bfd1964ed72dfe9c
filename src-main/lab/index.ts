/** Puts agents, searches and experiments together with the engine that plays them. */
export type { Bench, BenchRun, StartState } from './bench.ts'
export { driverOf } from './branchDriver.ts'
export { prepareExperiment } from './experiments.ts'
export { resumeSearch, startSearch, type SearchWish } from './search.ts'
export { startingFrom } from './startingFrom.ts'
