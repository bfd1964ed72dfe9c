/** What decides the next action. */
export { KeyboardAgent } from './keyboardAgent.ts'
export { ScriptAgent } from './scriptAgent.ts'
