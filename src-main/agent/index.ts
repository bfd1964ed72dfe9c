/** What decides the next action. */
export { AskedAgent, type CallGate } from './askedAgent.ts'
export { BranchAgents, type BranchDriver } from './branchAgents.ts'
export { KeyboardAgent } from './keyboardAgent.ts'
export { RandomAgent } from './randomAgent.ts'
export { ScriptAgent } from './scriptAgent.ts'
export { StoppingWhen, WaitingFirst } from './wrapped.ts'
export * from './search/index.ts'
